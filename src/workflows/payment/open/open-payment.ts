import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { isHeldAt } from '../../../booking/hold.ts';
import { reservationStatuses } from '../../../booking/reservation.ts';
import { type PaymentOrder, providers } from '../../../payment/provider/provider.ts';
import { providerOf } from '../../../payment/provider/providers.ts';
import { fraudOutcomes } from '../../../payment/risk/assess.ts';
import { assessAttempt } from '../../../payment/risk/assess-attempt.ts';
import { digestsOf, type Origin, rawSignalsSchema } from '../../../payment/risk/signals-query.ts';
import { firstOf, instantSchema } from '../../../platform/database/database.ts';
import { call } from '../../../platform/database/functions.ts';
import { described, named } from '../../../platform/described.ts';
import { idSchema, newId } from '../../../platform/ids.ts';
import { signToken } from '../../../platform/keys.ts';
import { currencySchema, minorSchema, moneySchema } from '../../../platform/money/money.ts';
import { limitsOf, providerLimits } from '../../../platform/money/provider-limits.ts';
import { fieldProblem, Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { giveUp } from '../capture/capture-payment.ts';
import { ownReturnUrl, returnUrlSchema } from '../capture/return-page.ts';

const purposes = ['booking', 'balance', 'security-deposit'] as const;

/** Which reservation to pay, and through whom. The amount is what the reservation says. */
export const paymentIntentRequestSchema = named(
  'PaymentIntentRequest',
  'Which reservation is to be paid, and through whom.',
  v.strictObject({
    reservation: described(idSchema('reservation'), 'The id of the reservation, `res_…`.'),
    provider: v.optional(
      described(v.picklist(providers, `Choose one of ${providers.join(', ')}.`), 'Through whom.'),
      'stripe',
    ),
    purpose: v.optional(
      described(
        v.literal('security-deposit', 'Leave this out, or say security-deposit.'),
        'Holds the security deposit, where that could not be done without the guest; without it what is due is paid.',
      ),
    ),
    returnUrl: v.optional(
      described(
        returnUrlSchema,
        'The page that PayPal’s page leads back to, paid or not: of this site, or of one in ALLOWED_ORIGINS. `redirect_status` is added to its query: `succeeded`, `pending`, `failed`, or `canceled` for a guest who turned back. Asking again with another page changes it. Without it, our own pages.',
      ),
    ),
    device: v.optional(
      described(
        v.pipe(v.string(), v.regex(/^[\w-]{8,64}$/, 'Give 8 to 64 letters, figures, - or _.')),
        'A random name that the page keeps in the browser: one device that tries many cards stands out by it.',
      ),
    ),
  }),
);

export const paymentIntentResponseSchema = named(
  'PaymentIntent',
  'A payment that was begun.',
  v.object({
    id: described(v.string(), 'The id of the payment, `pay_…`.'),
    reservation: described(v.string(), 'The id of the reservation, `res_…`.'),
    provider: described(v.picklist(providers), 'Through whom it is paid.'),
    purpose: described(v.picklist(purposes), 'What it is for.'),
    amount: described(moneySchema, 'How much is to be paid with it.'),
    status: described(
      v.picklist(['open', 'in-review', 'processing']),
      '`open`: to be paid. `in-review`: the time is held, we look at it, and write to the guest when it can be paid. `processing`: it was paid by a method that takes days; nothing is to be done.',
    ),
    checkout: described(
      v.nullable(
        v.union([
          v.object({
            clientSecret: described(v.string(), 'For Stripe’s script: the secret of the payment.'),
            publishableKey: described(v.string(), 'The key by which Stripe’s script knows us.'),
            scriptUrl: described(v.string(), 'Where Stripe’s script is loaded from.'),
          }),
          v.object({
            orderId: described(v.string(), 'PayPal’s id of the order.'),
            clientId: described(v.string(), 'By which PayPal’s script knows us.'),
            approveUrl: described(v.string(), 'The page at PayPal on which the order is approved.'),
          }),
        ]),
      ),
      'For the provider’s own script or page: with Stripe its secret, with PayPal the order and where to approve it. Null where there is nothing to do.',
    ),
  }),
);

const foundSchema = v.object({
  status: v.picklist(reservationStatuses),
  holdExpiresAt: instantSchema,
  reference: v.string(),
  itemName: v.string(),
  hasDeposit: v.boolean(),
  isInstantOnly: v.boolean(),
  /** All that is to be paid next, of which a payment takes no more than its provider does. */
  due: v.nullable(v.object({ amount: minorSchema, currency: currencySchema })),
  /** A payment that is with the bank: it cannot be called back, so nothing is opened beside it. */
  inProcess: v.nullable(
    v.object({
      id: v.string(),
      provider: v.picklist(providers),
      purpose: v.picklist(purposes),
      amount: minorSchema,
      currency: currencySchema,
    }),
  ),
  payment: v.nullable(
    v.object({
      id: v.string(),
      purpose: v.picklist(purposes),
      amount: minorSchema,
      currency: currencySchema,
      providerRef: v.nullable(v.string()),
      before: v.nullable(v.object({ outcome: v.picklist(fraudOutcomes), decision: v.nullable(v.string()) })),
      rawSignals: rawSignalsSchema,
    }),
  ),
});

type Found = v.InferOutput<typeof foundSchema>;
type FoundPayment = NonNullable<Found['payment']>;

interface OpenedIntent {
  readonly response: v.InferOutput<typeof paymentIntentResponseSchema>;
  /**
   * Notes the provider's id after the answer, and says whether anything is due to be delivered then. If this
   * is lost, the first event brings it.
   */
  readonly afterwards: () => Promise<boolean>;
}

/**
 * Opens the payment of what a reservation is due, or finds the one that is open; of what is above the
 * provider's most, the first share. The row is there before the provider is called, and its id is the
 * provider's idempotency key: however often this is asked, there is one payment at the provider. What is open
 * by another way stays open until one is paid. The risk is judged before the provider is called, and kept
 * beside that call. One statement, one beside the one call; one batch after the answer.
 */
export async function openPayment(
  runtime: Runtime,
  request: v.InferOutput<typeof paymentIntentRequestSchema>,
  origin: Origin,
): Promise<OpenedIntent> {
  const provider = providerOf(runtime, request.provider);
  const returnUrl = ownReturnUrl(runtime, request.returnUrl);
  const found = await findOrMake(runtime, { ...request, returnUrl }, origin);
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  if (found.inProcess) return inProcess(request.reservation, found.inProcess);
  const { payment } = found;
  if (!payment) throw notPayable(found, request, runtime.clock.now());
  const judgement = await assessAttempt(runtime, payment, origin);
  if (judgement.outcome === 'refuse') {
    await judgement.keep();
    throw new Problem('payment-refused', 'This payment cannot be taken online. Please write to us.');
  }
  const response = {
    id: payment.id,
    reservation: request.reservation,
    provider: request.provider,
    purpose: payment.purpose,
    amount: { amount: payment.amount, currency: payment.currency },
  };
  if (judgement.outcome === 'review') {
    await judgement.keep();
    // The owner is told.
    return { response: { ...response, status: 'in-review', checkout: null }, afterwards: async () => true };
  }
  const [opened] = await Promise.all([
    payment.providerRef
      ? provider.resume(payment.providerRef)
      : provider.create(orderOf(runtime, found, payment)),
    judgement.keep(),
  ]);
  if (!opened) {
    // It lapsed or was canceled there, and can never be paid: another takes its place.
    await giveUp(runtime, payment.id);
    return openPayment(runtime, request, origin);
  }
  return {
    response: { ...response, status: 'open', checkout: opened.checkout },
    afterwards: async () => {
      const { providerRef } = opened;
      const now = runtime.clock.now();
      const [rows] = await runtime.database.batch([
        sql`select ${call('payment_opened', { payment: payment.id, providerRef, now })} as "isDue"`,
      ]);
      return firstOf(v.object({ isDue: v.boolean() }), rows)?.isDue ?? true;
    },
  };
}

/** Money that is on its way is not asked for a second time, by whatever provider. */
function inProcess(reservation: string, payment: NonNullable<Found['inProcess']>): OpenedIntent {
  const { id, provider, purpose, amount, currency } = payment;
  const money = { amount, currency };
  return {
    response: { id, reservation, provider, purpose, amount: money, status: 'processing', checkout: null },
    afterwards: async () => false,
  };
}

function orderOf(runtime: Runtime, found: Found, payment: FoundPayment): PaymentOrder {
  const { id, amount, currency, purpose } = payment;
  const state = signToken(runtime.config.keys, 'payment-return', id);
  // They lead by us, so that the provider learns no link of the reservation.
  const back = `${runtime.config.site.url}/api/v1/payments/${id}/return?state=${state}`;
  return {
    paymentId: id,
    amount,
    currency,
    description: `${found.itemName}, ${found.reference}`,
    capture: purpose === 'security-deposit' ? 'later' : 'now',
    savesMethod: found.hasDeposit && purpose === 'booking',
    isInstantOnly: found.isInstantOnly || runtime.config.isInstantPaymentOnly,
    returnUrl: back,
    cancelUrl: `${back}&outcome=canceled`,
  };
}

async function findOrMake(
  runtime: Runtime,
  request: v.InferOutput<typeof paymentIntentRequestSchema>,
  origin: Origin,
): Promise<Found | undefined> {
  const now = runtime.clock.now();
  const digests = digestsOf(runtime, origin);
  const opened = call('open_payment', {
    id: newId('payment', now, runtime.random),
    reservation: request.reservation,
    provider: request.provider,
    isDeposit: request.purpose === 'security-deposit',
    limits: providerLimits[request.provider],
    returnUrl: request.returnUrl ?? null,
    address: digests.address,
    device: digests.device,
    now,
  });
  const rows = await runtime.database.query(sql`select ${opened} as found`);
  return firstOf(v.object({ found: v.nullable(foundSchema) }), rows)?.found ?? undefined;
}

function notPayable(
  { due, ...reservation }: Found,
  { provider, purpose }: v.InferOutput<typeof paymentIntentRequestSchema>,
  now: Date,
): Problem {
  const { status } = reservation;
  if (due && !limitsOf(provider, due.currency))
    return fieldProblem('provider', `${due.currency} cannot be paid this way.`);
  if (due) {
    const message = 'This amount cannot be paid this way online. Please take another, or write to us.';
    return new Problem('state-conflict', message, { errors: [{ field: 'provider', message }] });
  }
  if (status === 'confirmed' && purpose === 'security-deposit')
    return new Problem('state-conflict', 'There is no security deposit to be held at this moment.');
  if (status === 'confirmed') return new Problem('state-conflict', 'This reservation is already paid.');
  if (status === 'cancelled') return new Problem('state-conflict', 'This reservation was cancelled.');
  if (isHeldAt(reservation, now))
    return new Problem('state-conflict', 'There is nothing to pay at this moment.');
  return new Problem('state-conflict', 'The time to pay is over. Please reserve again.');
}
