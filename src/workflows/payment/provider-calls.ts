import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Delivery } from '../../outbox/attempt.ts';
import { drain } from '../../outbox/drain.ts';
import type { ProviderCall } from '../../outbox/enqueue.ts';
import type { Template } from '../../outbox/kinds.ts';
import type { FollowingMail, Leased, Queue } from '../../outbox/round.ts';
import { eventFromResponse } from '../../payment/provider/event-from-response.ts';
import { providers } from '../../payment/provider/provider.ts';
import { providerOf } from '../../payment/provider/providers.ts';
import { functionNamed } from '../../platform/database/functions.ts';
import { currencySchema, type Minor, minorSchema } from '../../platform/money/money.ts';
import { beginRun, independently, type RunLimits, type Sweep, sweep } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { captureDeposit, holdDeposit, renewDeposit } from '../deposit/deposit-calls.ts';
import { captureApproved } from './capture/capture-payment.ts';
import { applyPaymentEvent } from './events/apply-payment-event.ts';
import { understood } from './events/understood.ts';
import { knownAt, type StoredPayment, storedPaymentSchema } from './stored-payment.ts';

/** How long after it was decided a dead call is taken up again: well within the life of PayPal's keys. */
const takenUpDays = 30;

/** The provider of calls whose payment is gone. */
const ofNobody = '';

const contentSchema = v.object({
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

/**
 * How calls to payment providers are made. At least once: whoever dies between a call and its note leaves it
 * to the next, which repeats it under the same key of ours, so that the provider does it once.
 */
export const providerCalls = (runtime: Runtime): Delivery & Pick<Queue, 'content'> => ({
  content: sql`${functionNamed('provider_call_content')}(message)`,
  deliver: (message) => makeCall(runtime, message),
  givenUp: tellOwner,
});

/** How many calls to one provider are made at once by the schedule. */
const parallelCalls = 4;

/**
 * The run of the schedule: calls to each provider side by side, so that one that hangs keeps none of the
 * other waiting. What was given up while a provider was away is taken up again, as long as something waits
 * for it.
 */
export async function makeAllCalls(
  runtime: Runtime,
  { parallel = parallelCalls, ...limits }: RunLimits & { readonly parallel?: number } = {},
): Promise<void> {
  const channels = { provider: parallel };
  await independently(
    () => sweep(runtime, beginRun(runtime, limits), deadCalls(runtime)),
    ...[...providers, ofNobody].map(
      (provider) => () => drain(runtime, { channels, provider, ...providerCalls(runtime) }, limits),
    ),
  );
}

const calls: Record<ProviderCall, (runtime: Runtime, content: Content) => Promise<unknown>> = {
  refund: (runtime, { payment, refund }) => makeRefund(runtime, payment, refund),
  capture: (runtime, { payment }) => captureApproved(runtime, payment),
  void: (runtime, { payment }) => voidPayment(runtime, payment),
  'hold-deposit': (runtime, { payment }) => holdDeposit(runtime, payment),
  'renew-deposit': (runtime, { payment }) => renewDeposit(runtime, payment),
  'capture-deposit': (runtime, { payment }) => captureDeposit(runtime, payment),
};

async function makeCall(runtime: Runtime, { template, content: given }: Leased): Promise<undefined> {
  const content = v.parse(contentSchema, given);
  // The keys are the calls.
  const call = calls[v.parse(v.picklist(Object.keys(calls)), template) as ProviderCall];
  await call(runtime, content);
  return undefined;
}

async function makeRefund(
  runtime: Runtime,
  payment: StoredPayment,
  refund: Content['refund'],
): Promise<void> {
  // One that the provider knows is under way there already, whoever made it: asked for once more, the money
  // might go twice.
  if (refund?.status !== 'pending' || refund.isThere) return;
  const known = knownAt(payment);
  if (!known) throw new Error('a refund of a payment that the provider does not know');
  const fact = await providerOf(runtime, payment.provider).refund(known, refund);
  await applyPaymentEvent(runtime, eventFromResponse(runtime, payment.provider, 'refund', fact));
}

/**
 * One of which the provider knows nothing yet has nothing to void; should it be paid all the same, it is
 * returned as any other.
 */
async function voidPayment(runtime: Runtime, payment: StoredPayment): Promise<void> {
  const known = knownAt(payment);
  if (!known || payment.status === 'succeeded') return;
  const fact = await understood(runtime, payment, () => providerOf(runtime, payment.provider).void(known));
  if (fact) await applyPaymentEvent(runtime, eventFromResponse(runtime, payment.provider, 'void', fact));
}

/**
 * What the owner is told when a call is given up, and about what; the rest ends or is asked for again by
 * other schedules.
 */
function tellOwner({ template: call, content }: Leased): FollowingMail | undefined {
  // A call whose subject is gone, or that cannot be read, concerns nobody: the log and /health have it.
  const given = v.safeParse(contentSchema, content);
  if (!given.success) return undefined;
  const { payment, refund } = given.output;
  const isOfDeposit = payment.purpose === 'security-deposit';
  if (call === 'refund')
    return told('owner-refund-failed', payment.paymentId, refund?.amount ?? payment.amount);
  if (isOfDeposit && (call === 'capture-deposit' || call === 'void'))
    return told(
      'owner-deposit-call-failed',
      payment.reservation.id,
      payment.depositCapture ?? payment.amount,
    );
  return undefined;
}

function told(template: Template, subjectId: string, amountMinor: Minor): FollowingMail {
  return { template, subjectId, details: { amountMinor } };
}

/**
 * What a call is for still waits for it: a refund that has not gone out, a hold that is to be taken of or
 * released.
 */
const isWaitedFor: SQL = sql`case o.template
  when 'refund' then exists (select from refunds f where f.id = o.subject_id and f.status = 'pending')
  when 'capture-deposit' then exists (select from security_deposits d where d.payment_id = o.subject_id and d.status = 'capturing')
  when 'void' then exists (select from payments p where p.id = o.subject_id and p.status <> 'succeeded')
  else false end`;

/**
 * Gives dead calls that something waits for another life, once they have rested as long as before their last
 * attempt. The providers do each once, however late: Stripe is asked for what there is before a refund,
 * PayPal keeps our keys for 45 days.
 */
function deadCalls({ clock, database }: Runtime): Sweep {
  const now = clock.now();
  const oldest = new Date(now.getTime() - takenUpDays * 86_400_000).toISOString();
  const dead = sql`select o.id from outbox o where o.status = 'dead' and o.channel = 'provider' and o.due_at <= ${now.toISOString()} and o.created_at > ${oldest}`;
  const due = sql`${dead} and ${isWaitedFor}`;
  return {
    job: 'dead calls',
    due,
    among: dead,
    work: (ids) =>
      database.query(sql`update outbox o set status = 'pending', attempts = 0
        where o.id in (${due} and o.id = any(${sql.param(ids)}::text[]) order by o.id for update skip locked)`),
  };
}
