import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rowsOf } from '../../platform/database/database.ts';
import { minorSchema } from '../../platform/money/money.ts';
import type { Runtime } from '../../platform/runtime.ts';
import {
  type DisputeFact,
  type differenceKinds,
  type Fact,
  type PaymentFact,
  type ProviderName,
  type RefundFact,
  takenBack,
  type UnreadFact,
} from '../provider/provider.ts';
import { providerOf } from '../provider/providers.ts';

/** One side of a comparison: an amount in minor units and a state. */
interface Side {
  readonly amount: number;
  readonly status: string;
}

/** What a provider lists and what our books say of the same thing; one of the two may be missing. */
export interface Compared {
  readonly kind: (typeof differenceKinds)[number];
  readonly providerRef: string;
  readonly currency: string;
  readonly fact: PaymentFact | RefundFact | DisputeFact | undefined;
  readonly theirs: Side | undefined;
  /** Why it could not be read, of an entry that is set aside. */
  readonly error?: unknown;
  readonly ours: (Side & { readonly paymentId: string; readonly quarantine: string | null }) | undefined;
}

/** Whether both sides say the same. Attempts that came to nothing need no counterpart. */
export function agrees({ kind, theirs, ours }: Compared): boolean {
  const isNothing = (side: Side | undefined) => !side || (kind === 'payment' && side.amount === 0);
  if (ours?.quarantine) return false;
  if (!theirs || !ours) return isNothing(theirs) && isNothing(ours);
  if (theirs.amount !== ours.amount) return false;
  const isOpen = kind === 'payment' && ['pending', 'processing', 'failed'].includes(theirs.status);
  return isOpen || theirs.status === ours.status;
}

const ownSchema = v.object({
  position: v.number(),
  own: v.nullable(
    v.object({
      paymentId: v.string(),
      amount: v.nullable(minorSchema),
      status: v.nullable(v.string()),
      quarantine: v.nullable(v.string()),
    }),
  ),
});

type Comparable = PaymentFact | RefundFact | DisputeFact;

/**
 * Sets what a provider listed beside our books, and what our books have of that time beside what the provider
 * says when asked.
 */
export async function diffBooks(
  runtime: Runtime,
  provider: ProviderName,
  facts: readonly Fact[],
  from: Date,
  to: Date,
): Promise<Compared[]> {
  const listed = latest(facts);
  const rows = await runtime.database.query(sql`
    select f.position, (select json_build_object('paymentId', p.id,
        'amount', case f.kind when 'payment' then p.captured_minor when 'refund' then r.amount_minor else d.amount_minor end,
        'status', case f.kind when 'payment' then p.status when 'refund' then r.status else d.status end,
        'quarantine', case f.kind when 'payment' then p.quarantine_reason end)
      from payments p
        left join refunds r on f.kind = 'refund' and r.payment_id = p.id and (r.provider_ref = f.ref or r.id = f.refund_id)
        left join disputes d on f.kind = 'dispute' and d.provider = p.provider and d.provider_ref = f.ref
      where p.provider = ${provider} and (p.id = f.payment_id or p.provider_ref = f.payment_ref) order by p.id = f.payment_id desc nulls last limit 1) as own
    from jsonb_to_recordset(${JSON.stringify(listed.map(lookup))}::jsonb) f(position int, kind text, ref text, refund_id text, payment_id text, payment_ref text)`);
  const own = new Map(rowsOf(ownSchema, rows).map(({ position, own: side }) => [position, side]));
  const compared = listed.map((fact, position): Compared => {
    const side = own.get(position);
    return {
      kind: fact.kind,
      providerRef: fact.providerRef,
      currency: fact.currency,
      fact,
      theirs: { amount: fact.kind === 'payment' ? fact.captured : fact.amount, status: fact.status },
      ours: side
        ? {
            paymentId: side.paymentId,
            amount: side.amount ?? 0,
            status: isTold(fact, side.status) ? fact.status : (side.status ?? 'none'),
            quarantine: side.quarantine,
          }
        : undefined,
    };
  });
  const aside = facts.filter((fact) => fact.kind === 'unread').map(setAside);
  const known = new Set([...compared, ...aside].map(({ providerRef }) => providerRef));
  return [...compared, ...aside, ...(await unlisted(runtime, provider, known, from, to))];
}

/** What was taken back counts with the dispute about the same payment, where there is one. */
function isTold(fact: Comparable, status: string | null): boolean {
  return fact.kind === 'dispute' && fact.reason === takenBack && status === 'won';
}

/** It has no counterpart in our books as long as it is not known what it says. */
function setAside({ providerRef, currency, amount, error }: UnreadFact): Compared {
  const theirs = { amount, status: 'unread' };
  return { kind: 'entry', providerRef, currency, fact: undefined, theirs, error, ours: undefined };
}

/** The last word on each thing: a list may name it more than once as it changes. */
function latest(facts: readonly Fact[]): Comparable[] {
  const byRef = new Map<string, Comparable>();
  for (const fact of facts)
    if (fact.kind === 'payment' || fact.kind === 'refund' || fact.kind === 'dispute')
      byRef.set(`${fact.kind} ${fact.providerRef}`, fact);
  return [...byRef.values()];
}

function lookup(fact: Comparable, position: number) {
  const payment = fact.kind === 'payment' ? fact : fact.payment;
  return {
    position,
    kind: fact.kind,
    ref: fact.providerRef,
    refund_id: fact.kind === 'refund' ? fact.refundId : undefined,
    payment_id: payment.paymentId,
    payment_ref: payment.providerRef,
  };
}

const collectedSchema = v.object({
  paymentId: v.string(),
  providerRef: v.string(),
  amount: minorSchema,
  currency: v.string(),
  status: v.string(),
  quarantine: v.nullable(v.string()),
});

/**
 * What we have booked as collected in that time and the provider did not list: it is asked about each by
 * name. What it does not have, or says in words that we do not know, is a difference.
 */
async function unlisted(
  runtime: Runtime,
  provider: ProviderName,
  known: ReadonlySet<string>,
  from: Date,
  to: Date,
): Promise<Compared[]> {
  const rows = await runtime.database.query(sql`
    select p.id as "paymentId", p.provider_ref as "providerRef", p.captured_minor::float8 as amount, p.currency, p.status, p.quarantine_reason as quarantine
    from payments p where p.provider = ${provider} and p.captured_minor > 0 and p.provider_ref is not null
      and p.created_at >= ${from.toISOString()} and p.created_at < ${to.toISOString()}`);
  const missing = rowsOf(collectedSchema, rows).filter(({ providerRef }) => !known.has(providerRef));
  const asked: Compared[] = [];
  for (const { paymentId, providerRef, currency, ...side } of missing) {
    const ours = { paymentId, ...side };
    try {
      const fact = await providerOf(runtime, provider).read({ paymentId, providerRef });
      const theirs = { amount: fact.captured, status: fact.status };
      asked.push({ kind: 'payment', providerRef, currency, fact, theirs, ours });
    } catch (error) {
      asked.push({ kind: 'payment', providerRef, currency, fact: undefined, theirs: undefined, error, ours });
    }
  }
  return asked;
}
