import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { enqueue } from '../../outbox/enqueue.ts';
import { eventFromResponse } from '../../payment/provider/event-from-response.ts';
import {
  differenceKinds,
  type Fact,
  type OpenDifference,
  type ProviderName,
  providers,
} from '../../payment/provider/provider.ts';
import { isConfigured, providerOf } from '../../payment/provider/providers.ts';
import { agrees, type Compared, diffBooks } from '../../payment/reconciliation/diff-books.ts';
import { isUnanswered } from '../../payment/reconciliation/read-entry.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { applyAssessedEvent } from './events/apply-assessed-event.ts';
import { applyPaymentEvent } from './events/apply-payment-event.ts';

/**
 * The first comparison looks so far back; each later one begins where the last ended, and a little before.
 */
const firstDays = 7;
/** What a provider lists late: PayPal takes up to three hours. */
const overlapHours = 6;

/** What one comparison came to. */
export interface Reconciled {
  readonly provider: ProviderName;
  readonly facts: number;
  readonly healed: number;
  readonly differences: number;
}

/**
 * Compares our books with each provider's own list of payments, refunds, disputes, fees and payouts. What the
 * list proves is taken over the way an event would be: a webhook that was lost, a refund made in the
 * dashboard. What is left, and what cannot be read, is kept as a difference until it is gone, and told to the
 * owner when it is new. The providers are compared side by side, so that one that is away keeps nobody from
 * the other; throws what went wrong when all is done.
 */
export async function reconcile(runtime: Runtime): Promise<Reconciled[]> {
  const outcomes = await Promise.allSettled(
    providers
      .filter((name) => isConfigured(runtime, name))
      .map((provider) => reconcileProvider(runtime, provider)),
  );
  const failures = outcomes.filter((one) => one.status === 'rejected').map(({ reason }) => reason);
  if (failures.length === 1) throw failures[0];
  if (failures.length > 1) throw new AggregateError(failures, 'no provider could be compared');
  return outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

async function reconcileProvider(runtime: Runtime, provider: ProviderName): Promise<Reconciled> {
  const to = runtime.clock.now();
  const { id, from } = await begin(runtime, provider, to);
  const facts: Fact[] = [];
  for await (const fact of providerOf(runtime, provider).list(from, to)) facts.push(fact);
  const again = await lookAgain(runtime, provider, facts);
  facts.push(...again.facts);
  await postMovements(runtime, provider, facts);
  const before = await diffBooks(runtime, provider, facts, from, to);
  const differing = before.filter((each) => !agrees(each));
  for (const one of differing) await heal(runtime, provider, id, one);
  const after = differing.length > 0 ? await diffBooks(runtime, provider, facts, from, to) : before;
  const differences = after.filter((each) => !agrees(each));
  for (const { error } of differences)
    if (error !== undefined) runtime.log('warn', 'entry not read', { provider, error });
  const healed = Math.max(0, differing.length - differences.length);
  const foreign = facts.filter(({ kind }) => kind === 'foreign').length;
  const unanswered = after.map(({ error }) => error).find(isUnanswered) ?? again.unanswered;
  const counts = { facts: facts.length - foreign, foreign, healed, isWhole: unanswered === undefined };
  await finish(runtime, provider, id, counts, differences, after, again.answered);
  runtime.log(differences.length > 0 ? 'warn' : 'info', 'reconciled', {
    provider,
    count: differences.length,
  });
  if (unanswered !== undefined) throw unanswered;
  return { provider, facts: facts.length, healed, differences: differences.length };
}

/**
 * How many differences that are open are looked at again in a run, those first that were looked at the
 * longest ago.
 */
const mostAgain = 100;

const openSchema = v.object({
  kind: v.picklist(differenceKinds),
  providerRef: v.string(),
  firstSeenAt: instantSchema,
});

/**
 * What is still different and not in the list of this time is asked for by name, as long as the provider has
 * it. Answers also which of them were answered: one that nobody could be asked about stays open.
 */
async function lookAgain(runtime: Runtime, provider: ProviderName, listed: readonly Fact[]) {
  const rows = await runtime.database.query(sql`
    select kind, provider_ref as "providerRef", first_seen_at as "firstSeenAt" from reconciliation_differences
    where provider = ${provider} and resolved_at is null order by last_seen_at, provider_ref limit ${mostAgain}`);
  const known = new Set(
    listed.map(({ kind, providerRef }) => `${kind === 'unread' ? 'entry' : kind} ${providerRef}`),
  );
  const facts: Fact[] = [];
  const answered: OpenDifference[] = [];
  let unanswered: unknown;
  for (const open of rowsOf(openSchema, rows)) {
    if (known.has(`${open.kind} ${open.providerRef}`)) continue;
    try {
      facts.push(...(await providerOf(runtime, provider).lookAgain(open)));
      answered.push(open);
    } catch (error) {
      runtime.log('warn', 'difference not looked at', { provider, error });
      unanswered = error;
    }
  }
  return { facts, answered, unanswered };
}

async function begin(
  runtime: Runtime,
  provider: ProviderName,
  to: Date,
): Promise<{ id: string; from: Date }> {
  const id = newId('reconciliation', to, runtime.random);
  const rows = await runtime.database.query(sql`
    insert into reconciliations (id, provider, from_at, to_at, started_at)
    select ${id}, ${provider}, coalesce((select max(c.to_at) - make_interval(hours => ${overlapHours}) from reconciliations c where c.provider = ${provider} and c.finished_at is not null),
      ${to.toISOString()}::timestamptz - make_interval(days => ${firstDays})), ${to.toISOString()}, ${to.toISOString()}
    returning from_at as "from"`);
  const begun = firstOf(v.object({ from: instantSchema }), rows);
  if (!begun) throw new Error('the reconciliation was not begun');
  return { id, from: begun.from };
}

/**
 * Fees, payouts and exchanges are known from the list alone, and so is what other business on the same
 * account moved: that has accounts of its own, with its fees, so that what the provider holds is whole and
 * our figures are ours. Each is posted once, whichever list brings it first.
 */
async function postMovements(
  runtime: Runtime,
  provider: ProviderName,
  facts: readonly Fact[],
): Promise<void> {
  const clearing = `provider-clearing:${provider}`;
  const movements = facts.flatMap((fact) => {
    const { kind, providerRef, currency } = fact;
    const one = { source: `${kind}:${provider}:${providerRef}`, kind, currency };
    if (fact.kind === 'foreign') {
      const accounts = [clearing, `other-business-fees:${provider}`, `other-business:${provider}`];
      return [{ ...one, accounts, amounts: [fact.amount - fact.fee, fact.fee, -fact.amount] }];
    }
    if (fact.kind === 'exchange') {
      const source = `${one.source}:${currency}`;
      const accounts = [clearing, `currency-exchange:${provider}`];
      return [{ ...one, source, accounts, amounts: [fact.amount, -fact.amount] }];
    }
    if (fact.kind !== 'fee' && fact.kind !== 'payout') return [];
    const accounts = [fact.kind === 'fee' ? `provider-fees:${provider}` : 'bank', clearing];
    return [{ ...one, accounts, amounts: [fact.amount, -fact.amount] }];
  });
  if (movements.length === 0) return;
  await runtime.database.query(sql`
    select count(post_movement(m.source, m.kind, null, null, ${runtime.clock.now().toISOString()}, m.currency, m.accounts, m.amounts)::text)
    from jsonb_to_recordset(${JSON.stringify(movements)}::jsonb) m(source text, kind text, currency text, accounts text[], amounts bigint[])`);
}

/**
 * Takes over what the provider says, if it is about a payment of ours. Each comparison says it anew: a refund
 * made in the dashboard that did not fit beside one of ours on its way fits once that has failed.
 */
async function heal(
  runtime: Runtime,
  provider: ProviderName,
  id: string,
  { fact, ours }: Compared,
): Promise<void> {
  if (!fact || !ours?.paymentId) return;
  const listed = eventFromResponse(runtime, provider, 'reconciled', fact);
  const event = { ...listed, eventId: `${listed.eventId}:${id}` };
  try {
    await (fact.kind === 'payment' ? applyAssessedEvent(runtime, event) : applyPaymentEvent(runtime, event));
  } catch (error) {
    // It stays a difference, and the rest goes on.
    runtime.log('error', 'fact not applied', { provider, paymentId: ours.paymentId, error });
  }
}

/**
 * Keeps the differences. One that is open is closed when what it is about was compared now, in the list or by
 * name, and differs no more. A comparison of which a part could not be asked for is not finished: the next
 * begins where it began.
 */
async function finish(
  runtime: Runtime,
  provider: ProviderName,
  id: string,
  counts: {
    readonly facts: number;
    readonly foreign: number;
    readonly healed: number;
    readonly isWhole: boolean;
  },
  differences: readonly Compared[],
  compared: readonly Compared[],
  askedAgain: readonly OpenDifference[],
): Promise<void> {
  const at = runtime.clock.now().toISOString();
  const rows = differences.map(({ kind, providerRef, currency, theirs, ours }) => ({
    kind,
    provider_ref: providerRef,
    currency,
    theirs_minor: theirs?.amount ?? 0,
    ours_minor: ours?.amount ?? 0,
    payment_id: ours?.paymentId ?? null,
  }));
  const checked = [
    ...compared.map((one) => ({ ...one, is_gone: false })),
    ...askedAgain.map((one) => ({ ...one, is_gone: true })),
  ].map(({ kind, providerRef, is_gone }) => ({ kind, provider_ref: providerRef, is_gone }));
  await runtime.database.query(sql`with seen as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) d(kind text, provider_ref text, currency text, theirs_minor bigint, ours_minor bigint, payment_id text)
    ), checked as (
      select kind, provider_ref, bool_and(is_gone) as is_gone from jsonb_to_recordset(${JSON.stringify(checked)}::jsonb) d(kind text, provider_ref text, is_gone boolean)
      group by kind, provider_ref
    ), kept as (
      insert into reconciliation_differences as k (provider, kind, provider_ref, payment_id, currency, theirs_minor, ours_minor, first_seen_at, last_seen_at)
      select ${provider}, kind, provider_ref, payment_id, currency, theirs_minor, ours_minor, ${at}, ${at} from seen
      on conflict (provider, kind, provider_ref) do update set theirs_minor = excluded.theirs_minor, ours_minor = excluded.ours_minor, last_seen_at = excluded.last_seen_at,
        resolved_at = null, first_seen_at = case when k.resolved_at is null then k.first_seen_at else excluded.first_seen_at end
      returning new.first_seen_at = ${at}::timestamptz as is_new
    ), compared as (
      -- What is gone at the provider while our books have something of it differs as before.
      update reconciliation_differences k set last_seen_at = ${at}, resolved_at = case when k.ours_minor = 0 or not c.is_gone then ${at}::timestamptz end
      from checked c where k.provider = ${provider} and k.resolved_at is null and c.kind = k.kind and c.provider_ref = k.provider_ref
        and not exists (select from seen s where s.kind = k.kind and s.provider_ref = k.provider_ref)
    ), finished as (
      update reconciliations set finished_at = ${counts.isWhole ? at : null}, fact_count = ${counts.facts}, foreign_count = ${counts.foreign}, healed_count = ${counts.healed} where id = ${id} returning id
    ), told as (${enqueue(runtime, 'owner-reconciliation', sql`id`, sql`(select id from finished where exists (select from kept where is_new)) new`)})
    select count(*) from finished`);
}
