import * as v from 'valibot';
import { Milliseconds, Next, Pattern } from '../faults.ts';

/** Only mails of which a recipient matches. */
const scope = { recipient: v.optional(Pattern), next: Next };

/** How the server is to misbehave. Several may be in force at once. */
export const MailboxFault = v.union([
  /** Answers this code: to the matching recipient, or without one to the mail itself once it is sent. */
  v.strictObject({ ...scope, reject: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)) }),
  /** Keeps the mail and closes the connection without saying so: whoever sends it again makes a duplicate. */
  v.strictObject({ ...scope, dropAfterData: v.literal(true) }),
  /** Takes the mail in, never answers, keeps nothing. */
  v.strictObject({ ...scope, hang: v.literal(true) }),
  /** Lets the next connections wait for the greeting. */
  v.strictObject({ next: Next, greetAfterMs: Milliseconds }),
]);
export type MailboxFault = v.InferOutput<typeof MailboxFault>;
