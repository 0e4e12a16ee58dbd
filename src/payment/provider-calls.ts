import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { enqueue, type ProviderCall } from '../notification/enqueue.ts';
import {
  attempt,
  isLastAttempt,
  type Leased,
  leaseDue,
  markFailed,
  markSent,
} from '../notification/outbox.ts';
import { currencySchema, minorSchema } from '../platform/money.ts';
import type { Runtime } from '../platform/runtime.ts';
import { answered } from './answered.ts';
import { captureApproved } from './capture.ts';
import { captureDeposit, holdDeposit, renewDeposit } from './deposit-calls.ts';
import { knownAt, type StoredPayment, storedPaymentJson, storedPaymentSchema } from './known-payment.ts';
import { providerOf } from './providers.ts';
import { settle } from './settle.ts';

/** What must be left of a lease to begin with another call: longer than the slowest of them with its retries. */
const marginMs = 40_000;

const contentSchema = v.object({
  call: v.string(),
  payment: storedPaymentSchema,
  refund: v.nullable(
    v.object({
      refundId: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      status: v.string(),
      isThere: v.boolean(),
    }),
  ),
});

type Content = v.InferOutput<typeof contentSchema>;

const contentJson = sql`(select json_build_object('call', o.template, 'payment', ${storedPaymentJson},
    'refund', (select json_build_object('refundId', f.id, 'amount', f.amount_minor, 'currency', f.currency, 'status', f.status, 'isThere', f.provider_ref is not null) from refunds f where f.id = o.subject_id))
  from payments p where p.id = coalesce((select f.payment_id from refunds f where f.id = o.subject_id), o.subject_id))`;

/**
 * Makes the calls to payment providers that are due. At least once: whoever dies between a call and its note leaves it to the next,
 * which repeats it under the same key of ours, so that the provider does it once.
 */
export async function makeProviderCalls(runtime: Runtime): Promise<void> {
  for (;;) {
    const lease = await leaseDue(runtime, 'provider', contentJson);
    if (lease.messages.length === 0) return;
    for (const message of lease.messages) {
      if (runtime.clock.now().getTime() > lease.until.getTime() - marginMs) return;
      const outcome = await attempt(message, (content) => makeCall(runtime, content));
      if ('done' in outcome) await markSent(runtime, lease, message);
      else {
        // Before it is noted: whoever dies in between tells twice rather than never.
        if (isLastAttempt(message)) await tellOwner(runtime, message);
        await markFailed(runtime, lease, message, outcome.error);
      }
    }
  }
}

const calls: Record<ProviderCall, (runtime: Runtime, content: Content) => Promise<void>> = {
  refund: (runtime, { payment, refund }) => makeRefund(runtime, payment, refund),
  capture: (runtime, { payment }) => captureApproved(runtime, payment),
  void: (runtime, { payment }) => voidPayment(runtime, payment),
  'hold-deposit': (runtime, { payment }) => holdDeposit(runtime, payment),
  'renew-deposit': (runtime, { payment }) => renewDeposit(runtime, payment),
  'capture-deposit': (runtime, { payment }) => captureDeposit(runtime, payment),
};

async function makeCall(runtime: Runtime, given: unknown): Promise<void> {
  const content = v.parse(contentSchema, given);
  const call = calls[v.parse(v.picklist(Object.keys(calls)), content.call) as ProviderCall]; // the keys are the calls
  await call(runtime, content);
}

async function makeRefund(
  runtime: Runtime,
  payment: StoredPayment,
  refund: Content['refund'],
): Promise<void> {
  // One that the provider knows is under way there already, whoever made it: asked for once more, the money might go twice.
  if (refund?.status !== 'pending' || refund.isThere) return;
  const known = knownAt(payment);
  if (!known) throw new Error('a refund of a payment that the provider does not know');
  const fact = await providerOf(runtime, payment.provider).refund(known, refund);
  await settle(runtime, answered(runtime, payment.provider, 'refund', fact));
}

/** One of which the provider knows nothing yet has nothing to void; should it be paid all the same, it is returned as any other. */
async function voidPayment(runtime: Runtime, payment: StoredPayment): Promise<void> {
  const known = knownAt(payment);
  if (!known || payment.status === 'succeeded') return;
  const fact = await providerOf(runtime, payment.provider).void(known);
  await settle(runtime, answered(runtime, payment.provider, 'void', fact));
}

/** The owner learns of a call that was given up: a refund that did not go out, or a security deposit that could not be held. */
async function tellOwner(runtime: Runtime, message: Leased): Promise<void> {
  const { call, payment, refund } = v.parse(contentSchema, message.content);
  const template = call === 'refund' ? 'owner-refund-failed' : 'owner-deposit-failed';
  const subject = call === 'refund' ? payment.paymentId : payment.reservation.id;
  if (call === 'refund' || payment.purpose === 'security-deposit')
    await runtime.database.query(
      sql`with told as (${enqueue(runtime, template, sql`subject`, sql`(select ${subject}::text as subject) about`, sql`jsonb_build_object('amountMinor', ${refund?.amount ?? payment.amount}::bigint)`)}) select 1`,
    );
}
