import * as v from 'valibot';
import { type FaultRules, Milliseconds, Next, Pattern } from '../faults.ts';
import type { SqlRequest } from './request.ts';

/** How the proxy is to misbehave. Several may be in force at once. */
export const ProxyFault = v.strictObject({
  /** Only requests to this database; without it every database. */
  database: v.optional(v.string()),
  /** Only requests of which a statement matches. */
  matching: v.optional(Pattern),
  /** Only those whose parameters, as JSON, match too. */
  given: v.optional(Pattern),
  /** How many requests it strikes; without it all until lifted. */
  next: Next,
  /** Waits before anything else. */
  latencyMs: v.optional(Milliseconds),
  /** Runs nothing: answers 503, or closes the connection. */
  failBefore: v.optional(v.picklist(['503', 'close'])),
  /** Runs everything, then closes the connection instead of answering: the outcome stays unknown. */
  failAfter: v.optional(v.boolean()),
  /** Runs everything, sends the first half of the answer, and then closes the connection or says no more. */
  failWithin: v.optional(v.picklist(['close', 'hang'])),
  /** Runs nothing and never answers. */
  hang: v.optional(v.boolean()),
});
export type ProxyFault = v.InferOutput<typeof ProxyFault>;

type Kind = '503' | 'close' | 'failAfter' | 'hang' | 'half and close' | 'half and hang';
export type Misbehaviour = { latencyMs: number; kind?: Kind };

/** What the rules in force make of this request; the first rule that has a kind decides it. */
export function misbehaviour(rules: FaultRules<ProxyFault>, request: SqlRequest): Misbehaviour {
  const strikes = ({ database, matching = /^/, given = /^/ }: ProxyFault) =>
    (database === undefined || database === request.target.database) &&
    request.statements.some(
      ({ query, params }) => query.search(matching) >= 0 && JSON.stringify(params).search(given) >= 0,
    );
  const struck = rules.take(strikes);
  const latencyMs = struck.reduce((sum, rule) => sum + (rule.latencyMs ?? 0), 0);
  for (const { failBefore, failAfter, failWithin, hang } of struck) {
    const within = failWithin && (`half and ${failWithin}` as const);
    const kind = failBefore ?? within ?? (failAfter ? 'failAfter' : hang ? 'hang' : undefined);
    if (kind) return { latencyMs, kind };
  }
  return { latencyMs };
}
