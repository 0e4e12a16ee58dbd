import * as v from 'valibot';
import { type FaultRules, Milliseconds, Next, Pattern } from '../faults.ts';
import type { SqlRequest } from './request.ts';

/** How the proxy is to misbehave. Several may be in force at once. */
export const ProxyFault = v.strictObject({
  /** Only requests to this database; without it every database. */
  database: v.optional(v.string()),
  /** Only requests of which a statement matches. */
  matching: v.optional(Pattern),
  /** How many requests it strikes; without it all until lifted. */
  next: Next,
  /** Waits before anything else. */
  latencyMs: v.optional(Milliseconds),
  /** Runs nothing: answers 503, or closes the connection. */
  failBefore: v.optional(v.picklist(['503', 'close'])),
  /** Runs everything, then closes the connection instead of answering: the outcome stays unknown. */
  failAfter: v.optional(v.boolean()),
  /** Runs nothing and never answers. */
  hang: v.optional(v.boolean()),
});
export type ProxyFault = v.InferOutput<typeof ProxyFault>;

export type Misbehaviour = { latencyMs: number; kind?: '503' | 'close' | 'failAfter' | 'hang' };

/** What the rules in force make of this request; the first rule that has a kind decides it. */
export function misbehaviour(rules: FaultRules<ProxyFault>, request: SqlRequest): Misbehaviour {
  const strikes = ({ database, matching }: ProxyFault) =>
    (database === undefined || database === request.target.database) &&
    (matching === undefined || request.statements.some(({ query }) => query.search(matching) >= 0));
  const struck = rules.take(strikes);
  const latencyMs = struck.reduce((sum, rule) => sum + (rule.latencyMs ?? 0), 0);
  for (const { failBefore, failAfter, hang } of struck) {
    const kind = failBefore ?? (failAfter ? 'failAfter' : hang ? 'hang' : undefined);
    if (kind) return { latencyMs, kind };
  }
  return { latencyMs };
}
