import * as v from 'valibot';
import { type FaultRules, Milliseconds, Next, Pattern } from '../faults.ts';

/** How the endpoint is to misbehave. Several may be in force at once. */
export const UpstashFault = v.strictObject({
  /** Only requests of which a command, its words joined by spaces, matches. */
  matching: v.optional(Pattern),
  /** How many requests it strikes; without it all until lifted. */
  next: Next,
  /** Waits before anything else. */
  latencyMs: v.optional(Milliseconds),
  /** Runs nothing: answers 503, or closes the connection. */
  refuse: v.optional(v.picklist(['503', 'close'])),
  /** Runs nothing and never answers. */
  hang: v.optional(v.boolean()),
});
export type UpstashFault = v.InferOutput<typeof UpstashFault>;

/** What the rules in force make of this request; the first rule that has a kind decides it. */
export function misbehaviour(rules: FaultRules<UpstashFault>, commands: string[][]) {
  const struck = rules.take(
    ({ matching }) => !matching || commands.some((command) => command.join(' ').search(matching) >= 0),
  );
  const latencyMs = struck.reduce((sum, rule) => sum + (rule.latencyMs ?? 0), 0);
  const kinds = struck.map((rule) => rule.refuse ?? (rule.hang ? ('hang' as const) : undefined));
  return { latencyMs, kind: kinds.find((kind) => kind !== undefined) };
}
