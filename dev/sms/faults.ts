import * as v from 'valibot';
import { Milliseconds, Next, Pattern } from '../faults.ts';

/** Only messages to a number that matches. */
const scope = { recipient: v.optional(Pattern), next: Next };

/** How the gateway is to misbehave. Several may be in force at once. */
export const SmsFault = v.union([
  /** Refuses with a 400 and this code of Twilio's, as 21610 for somebody who wants no messages. */
  v.strictObject({ ...scope, refuse: v.pipe(v.number(), v.integer(), v.minValue(10_000)) }),
  /** Answers this code and sends nothing. */
  v.strictObject({ ...scope, answer: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)) }),
  /** Sends the message at once and answers this late, so that whoever does not wait may send it twice. */
  v.strictObject({ ...scope, afterMs: Milliseconds }),
]);
export type SmsFault = v.InferOutput<typeof SmsFault>;
