import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { rolesWith } from '../../account/permissions.ts';
import type { Actor } from '../../audit/record.ts';
import { firstOf } from '../../platform/database/database.ts';
import { call } from '../../platform/database/functions.ts';
import { described, named } from '../../platform/described.ts';
import { idSchema } from '../../platform/ids.ts';
import { fieldProblem, Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { enquiryStatuses } from './enquiry-view.ts';
import { type EnquiryThread, noSuchEnquiry, presentThread, staleThread, threadRowSchema } from './thread.ts';

export const enquiryChangeSchema = named(
  'EnquiryChange',
  'How a message stands and who sees to it.',
  v.strictObject({
    status: described(
      v.picklist(enquiryStatuses, `Choose one of ${enquiryStatuses.join(', ')}.`),
      'How it is to stand. What was set aside stays so or is spam, until it is let through; nothing else becomes it.',
    ),
    assignee: described(
      v.nullable(idSchema('user')),
      'The id of whoever of the staff is to see to it; null for nobody.',
    ),
  }),
);

const outcomeSchema = v.variant('outcome', [
  v.object({ outcome: v.picklist(['saved', 'stale']), thread: threadRowSchema }),
  v.object({ outcome: v.picklist(['unknown', 'set-aside', 'not-set-aside', 'no-such-assignee']) }),
]);

/** Saves how an enquiry stands and who sees to it, of this version. One call of `save_enquiry`. */
export async function saveEnquiry(
  runtime: Runtime,
  actor: Actor,
  id: string,
  version: number,
  { status, assignee }: v.InferOutput<typeof enquiryChangeSchema>,
): Promise<EnquiryThread> {
  const roles = rolesWith('enquiry:manage');
  const saving = call('save_enquiry', {
    id,
    version,
    status,
    assignee,
    roles,
    actor,
    now: runtime.clock.now(),
  });
  const [rows] = await runtime.database.batch([sql`select ${saving} as outcome`]);
  const outcome = firstOf(v.object({ outcome: outcomeSchema }), rows)?.outcome;
  switch (outcome?.outcome) {
    case 'saved':
      return presentThread(runtime, outcome.thread);
    case 'stale':
      throw staleThread(runtime, outcome.thread, version);
    case 'set-aside':
      throw new Problem('state-conflict', 'It was set aside as a robot’s: let it through first.');
    case 'not-set-aside':
      throw fieldProblem('status', 'Only what looks like a robot’s is set aside, as it comes.');
    case 'no-such-assignee':
      throw fieldProblem('assignee', 'There is nobody of the staff with this id.');
    default:
      throw noSuchEnquiry();
  }
}
