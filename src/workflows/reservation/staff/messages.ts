import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../../../platform/database/database.ts';
import { described, named } from '../../../platform/described.ts';

export const storyMessageSchema = named(
  'StoryMessage',
  'A message about a reservation.',
  v.object({
    id: described(v.string(), 'The id of the message, `msg_…`.'),
    channel: described(v.string(), 'By what it leaves: `mail` or `sms`.'),
    template: described(v.string(), 'What it is about, as `guest-confirmation`.'),
    status: described(
      v.picklist(['pending', 'sent', 'not-needed', 'dead']),
      'Whether it waits, went out, was not needed any more, or could not be delivered.',
    ),
    subject: described(
      v.nullable(v.string()),
      'Its subject as it went out to the guest; null of what did not, or went to the house.',
    ),
    at: described(v.string(), 'When it went out, or is due, RFC 3339 in UTC.'),
  }),
);

export const messageRowSchema = v.object({ ...storyMessageSchema.entries, at: instantSchema });

/** The last messages that meet a condition on the row `o`, the latest first, as a list of `messageRowSchema`. */
export const messagesJson = (condition: SQL, most: number): SQL =>
  sql`(select coalesce(json_agg(json_build_object('id', o.id, 'channel', o.channel, 'template', o.template,
      'status', o.status, 'subject', o.sent_subject, 'at', coalesce(o.sent_at, o.due_at))
      order by o.created_at desc, o.id desc), '[]')
    from (select * from outbox o where o.channel <> 'provider' and (${condition})
      order by o.created_at desc, o.id desc limit ${most}) o)`;

export const presentMessage = ({
  at,
  ...message
}: v.InferOutput<typeof messageRowSchema>): v.InferOutput<typeof storyMessageSchema> => ({
  ...message,
  at: at.toISOString(),
});
