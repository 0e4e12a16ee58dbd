import { sql } from 'drizzle-orm';
import { enqueueCall } from '../../outbox/enqueue.ts';
import { eventFromResponse } from '../../payment/provider/event-from-response.ts';
import type { PaymentFact } from '../../payment/provider/provider.ts';
import { providerOf } from '../../payment/provider/providers.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { applyPaymentEvent } from '../payment/events/apply-payment-event.ts';
import { understood } from '../payment/events/understood.ts';
import { knownAt, type StoredPayment } from '../payment/stored-payment.ts';

/**
 * Holds a security deposit without the guest, by the method kept when they paid. Refused, it is a failed
 * hold, not an error.
 */
export async function holdDeposit(runtime: Runtime, payment: StoredPayment): Promise<void> {
  if (payment.status !== 'pending' && payment.status !== 'processing') return;
  const fact = payment.savedMethod
    ? await authorize(runtime, payment, payment.savedMethod)
    : withoutMethod(payment);
  await applyPaymentEvent(runtime, eventFromResponse(runtime, payment.provider, 'hold', fact));
}

function authorize(
  runtime: Runtime,
  payment: StoredPayment,
  method: NonNullable<StoredPayment['savedMethod']>,
): Promise<PaymentFact> {
  const { paymentId, amount, currency, reservation } = payment;
  const home = runtime.config.site.url;
  const description = `Security deposit, ${reservation.itemName}, ${reservation.reference}`;
  return providerOf(runtime, payment.provider).authorize(
    {
      paymentId,
      amount,
      currency,
      description,
      capture: 'later',
      savesMethod: false,
      isInstantOnly: false,
      returnUrl: home,
      cancelUrl: home,
    },
    method,
  );
}

/** The guest paid in a way that cannot be used again, so they must hold the deposit themselves. */
function withoutMethod({ paymentId, amount, currency }: StoredPayment): PaymentFact {
  return {
    kind: 'payment',
    paymentId,
    providerRef: `none:${paymentId}`,
    status: 'canceled',
    amount,
    currency,
    captured: 0 as PaymentFact['captured'], // zero is a whole amount
  };
}

/**
 * Prolongs a hold before it lapses. Where the provider cannot, a new hold is made, and takes the place of the
 * old one when it stands.
 */
export async function renewDeposit(runtime: Runtime, payment: StoredPayment): Promise<void> {
  const known = knownAt(payment);
  if (!known || payment.status !== 'authorized') return;
  const renewal = await understood(runtime, payment, async () => ({
    fact: await providerOf(runtime, payment.provider).reauthorize(known),
  }));
  // Not understood: events may tell, and what is still about to lapse in some hours is asked for again.
  if (!renewal) return;
  if (renewal.fact) {
    await applyPaymentEvent(runtime, eventFromResponse(runtime, payment.provider, 'renew', renewal.fact));
    return;
  }
  const at = runtime.clock.now().toISOString();
  await runtime.database.query(sql`with made as (
      insert into payments (id, reservation_id, provider, purpose, amount_minor, currency, created_at, changed_at)
      select new_id('pay'), p.reservation_id, p.provider, p.purpose, p.amount_minor, p.currency, ${at}, ${at}
      from payments p join security_deposits d on d.payment_id = p.id where p.id = ${payment.paymentId} and d.status = 'authorized'
      on conflict do nothing returning id
    ), asked as (${enqueueCall(runtime, 'hold-deposit', sql`id`, sql`made`)}) select count(*) from made`);
}

/** Takes what the staff asked for of a security deposit; the rest is released by the provider. */
export async function captureDeposit(runtime: Runtime, payment: StoredPayment): Promise<void> {
  const known = knownAt(payment);
  if (!known || payment.depositCapture === null) return;
  const amount = payment.depositCapture;
  const fact = await understood(runtime, payment, () =>
    providerOf(runtime, payment.provider).capture(known, amount),
  );
  if (fact) await applyPaymentEvent(runtime, eventFromResponse(runtime, payment.provider, 'capture', fact));
}
