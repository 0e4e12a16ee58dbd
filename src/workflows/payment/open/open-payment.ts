import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { due, reservationStatuses } from '../../../booking/reservation.ts';
import { enqueueCall } from '../../../outbox/enqueue.ts';
import { type PaymentOrder, providers } from '../../../payment/provider/provider.ts';
import { providerOf } from '../../../payment/provider/providers.ts';
import { statusOrder } from '../../../payment/provider/status-order.ts';
import { fraudOutcomes } from '../../../payment/risk/assess.ts';
import { assessAttempt } from '../../../payment/risk/assess-attempt.ts';
import { digestsOf, type Origin, rawSignalsSchema } from '../../../payment/risk/signals-query.ts';
import { firstOf, instantSchema } from '../../../platform/database/database.ts';
import { functionNamed } from '../../../platform/database/functions.ts';
import { described, named } from '../../../platform/described.ts';
import { idSchema, newId } from '../../../platform/ids.ts';
import { signToken } from '../../../platform/keys.ts';
import { currencySchema, minorSchema, moneySchema } from '../../../platform/money/money.ts';
import { limitsOf, providerLimits } from '../../../platform/money/provider-limits.ts';
import { fieldProblem, Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { isHeldAt, keepsTime } from '../../../terms/hold.ts';
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
  /** Notes the provider's id after the answer. If this is lost, the first event brings it. */
  readonly afterwards: () => Promise<void>;
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
    return { response: { ...response, status: 'in-review', checkout: null }, afterwards: async () => {} };
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
      await runtime.database.batch([
        sql`update payments set provider_ref = ${opened.providerRef} where id = ${payment.id} and provider_ref is null`,
        giveUpOthers(runtime, payment.id),
      ]);
    },
  };
}

/**
 * The statement that gives up what was open at the same provider before for another amount, once the new
 * payment stands. Should the reservation have been paid by another way meanwhile, the new one is given up
 * itself.
 */
function giveUpOthers(runtime: Runtime, paymentId: string): SQL {
  const now = runtime.clock.now();
  return sql`with stale as (
      update payments p set status = 'canceled', changed_at = ${now.toISOString()},
        status_order = greatest(p.status_order collate "C", ${statusOrder('canceled', now, 'replaced')})
      from payments n
      where n.id = ${paymentId} and p.reservation_id = n.reservation_id and p.provider = n.provider
        and p.created_at < n.created_at and p.status in ('pending', 'failed')
        and (p.purpose = 'security-deposit') = (n.purpose = 'security-deposit')
        and (p.purpose <> 'security-deposit' or p.provider_ref is not null)
      returning p.id, p.provider_ref
    ), over as (
      select id from stale where provider_ref is not null
      union all select id from payments where id = ${paymentId} and status = 'canceled'
    ), given_up as (${enqueueCall(runtime, 'void', sql`id`, sql`over`)})
    select count(*) from over`;
}

/** Money that is on its way is not asked for a second time, by whatever provider. */
function inProcess(reservation: string, payment: NonNullable<Found['inProcess']>): OpenedIntent {
  const { id, provider, purpose, amount, currency } = payment;
  const money = { amount, currency };
  return {
    response: { id, reservation, provider, purpose, amount: money, status: 'processing', checkout: null },
    afterwards: async () => {},
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
  const at = now.toISOString();
  const { provider } = request;
  const digests = digestsOf(runtime, origin);
  const rows = await runtime.database.query(sql`with due as ${payable(request, now)}, share as (
      select id, purpose, currency, case
          when due_minor <= most then due_minor
          -- What is left over must be payable too.
          when due_minor < most + least then most - least
          else most end as amount_minor
      from due, jsonb_to_record(${limitsJson[provider]}::jsonb -> due.currency::text) as limits (step bigint, least bigint, most bigint)
      where due_minor >= least and due_minor % step = 0 and (purpose <> 'security-deposit' or due_minor <= most)
    ), processing as (
      select p.* from payments p join due on due.id = p.reservation_id
      where p.status = 'processing' and (p.purpose = 'security-deposit') = (due.purpose = 'security-deposit') limit 1
    ), spent as (
      -- An order of PayPal's whose capture was denied cannot be paid any more.
      update payments p set status = 'canceled', changed_at = ${at} from due
      where p.reservation_id = due.id and p.status = 'failed' and p.capture_ref is not null returning p.id
    ), opened as (
      insert into payments (id, reservation_id, provider, purpose, amount_minor, currency, return_url, created_at, changed_at)
      select ${newId('payment', now, runtime.random)}, id, ${provider}, purpose, amount_minor, currency, ${request.returnUrl ?? null}, ${at}, ${at}
      from share where not exists (select from processing) and (select count(*) from spent) >= 0
      on conflict (reservation_id, provider, purpose, amount_minor) where status in ('pending', 'processing', 'failed')
        do update set return_url = excluded.return_url
      returning *
    )
    select json_build_object('status', r.status, 'holdExpiresAt', r.hold_expires_at, 'reference', r.reference, 'itemName', r.quote->'item'->>'name',
      'hasDeposit', r.security_deposit_minor > 0,
      'due', (select json_build_object('amount', due_minor, 'currency', currency) from due),
      'isInstantOnly', (select i.is_instant_payment_only from items i where i.id = r.item_id),
      'inProcess', (select json_build_object('id', p.id, 'provider', p.provider, 'purpose', p.purpose, 'amount', p.amount_minor, 'currency', p.currency) from processing p),
      'payment', (select json_build_object('id', o.id, 'purpose', o.purpose, 'amount', o.amount_minor, 'currency', o.currency,
          'providerRef', o.provider_ref,
          'before', (select json_build_object('outcome', a.outcome, 'decision', a.decision) from payment_assessments a where a.payment_id = o.id and a.phase = 'before'),
          'rawSignals', ${functionNamed('risk_signals')}(o.reservation_id, o.amount_minor, ${digests.address}, ${digests.device}, null, false, ${at}))
        from opened o)) as found
    from reservations r where r.id = ${request.reservation}`);
  return firstOf(v.object({ found: foundSchema }), rows)?.found;
}

const limitsJson = {
  stripe: JSON.stringify(providerLimits.stripe),
  paypal: JSON.stringify(providerLimits.paypal),
};

/** What is to be paid of the reservation, if anything: `id`, `purpose`, `due_minor` and `currency`. */
function payable(
  { reservation, purpose }: { reservation: string; purpose?: string | undefined },
  now: Date,
): SQL {
  const at = now.toISOString();
  if (purpose === 'security-deposit')
    return sql`(select r.id, 'security-deposit'::text as purpose, d.amount_minor as due_minor, r.currency from reservations r join security_deposits d on d.reservation_id = r.id
      where r.id = ${reservation} and r.status = 'confirmed' and d.status in ('scheduled', 'failed') and d.release_at > ${at})`;
  return sql`(select due.* from (
      select r.id, case r.status when 'held' then 'booking' else 'balance' end as purpose, r.currency, ${due} as due_minor
      from reservations r where r.id = ${reservation} and ${keepsTime(now)}
    ) due where due.due_minor > 0)`;
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
