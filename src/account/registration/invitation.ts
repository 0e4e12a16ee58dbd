import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { type Actor, record } from '../../audit/record.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf, instantSchema, rowsOf } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { languageSchema } from '../../platform/languages.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { consumeMailAttempt } from '../attempt-limit.ts';
import { keepOneTimeToken, newOneTimeToken, supersede } from '../one-time-token.ts';
import type { Role } from '../permissions.ts';
import { actingUser, mayGive } from '../staff/role-rank.ts';
import { accountEmail } from '../user.ts';

const invitedRoles = ['staff', 'manager', 'owner'] as const satisfies Role[];

export const invitationRequestSchema = named(
  'InvitationRequest',
  'Who is to be invited, and as what.',
  v.strictObject({
    email: described(accountEmail, 'The address to which the invitation goes.'),
    role: described(
      v.picklist(invitedRoles, `Choose one of ${invitedRoles.join(', ')}.`),
      'The role that whoever accepts it will have.',
    ),
    language: v.optional(described(languageSchema, 'The language of the mail.'), 'en'),
  }),
);

export const invitationSchema = named(
  'Invitation',
  'An invitation that nobody has accepted yet.',
  v.object({
    id: described(v.string(), 'The id of the invitation.'),
    email: described(v.string(), 'The address to which it was sent.'),
    role: described(v.picklist(invitedRoles), 'The role that whoever accepts it will have.'),
    language: described(languageSchema, 'The language of the mail.'),
    invitedBy: described(v.string(), 'The id of a person, or `system` for whoever runs our commands.'),
    createdAt: described(v.string(), 'When it was sent, RFC 3339 in UTC.'),
    expiresAt: described(v.string(), 'Until when it can be accepted, RFC 3339 in UTC.'),
  }),
);
export type Invitation = v.InferOutput<typeof invitationSchema>;

export const invitationsSchema = named(
  'Invitations',
  'The invitations that are open.',
  v.object({
    invitations: described(v.array(invitationSchema), 'The invitations that nobody has accepted yet.'),
  }),
);

const rowSchema = v.object({
  id: v.string(),
  email: v.string(),
  data: v.object({ role: v.picklist(invitedRoles), language: languageSchema, invitedBy: v.string() }),
  createdAt: instantSchema,
  expiresAt: instantSchema,
});

const columns = sql`id, email, data, created_at as "createdAt", expires_at as "expiresAt"`;

/**
 * Sends a link by which the address takes a role that the actor may give. Whether it has an account is not
 * looked at here. One batch. Throws the 403 for a role beyond the actor's, and the 429 when the actor has
 * sent the address five mails within the hour.
 * @returns with the secret of the link, which is for the mail, and for whoever runs our commands.
 */
export async function invite(
  runtime: Runtime,
  actor: Actor,
  { email, role, language }: v.InferOutput<typeof invitationRequestSchema>,
): Promise<{ invitation: Invitation; token: string }> {
  const token = newOneTimeToken(runtime, 'invitation');
  const invitedBy = actor.replace(/^user:/, '');
  const data = sql`${JSON.stringify({ role, language, invitedBy })}::jsonb`;
  const [decided, made] = await runtime.database.batch([
    sql`
    with giver as (${giverOf(actor, role)}),
    allowed as (select ${consumeMailAttempt(runtime, `invitation ${email}`, invitedBy)} as is_left from giver),
    superseded as (${supersede(runtime, 'invitation', sql`allowed`, sql`is_left and t.email = ${email} and t.data ->> 'invitedBy' = ${invitedBy}`)}),
    kept as (${keepOneTimeToken(runtime, token, sql`allowed where is_left`, { email: sql`${email}`, data })}),
    told as (${enqueue(runtime, 'user-invitation', sql`id`, sql`kept`)}),
    noted as (${record(runtime.clock.now(), actor, 'invitation.sent', sql`id`, sql`kept`, sql`jsonb_build_object('role', ${role}::text)`)})
    select is_left as "isLeft" from allowed`,
    sql`select ${columns} from one_time_tokens where id = ${token.id}`,
  ]);
  const allowed = firstOf(v.object({ isLeft: v.boolean() }), decided);
  if (!allowed) throw beyondRole();
  const kept = firstOf(rowSchema, made);
  if (!kept)
    throw new Problem(
      'rate-limited',
      'This address was sent enough invitations for now. Please try again in an hour.',
      { headers: { 'Retry-After': '3600' } },
    );
  return { invitation: present(kept), token: token.text };
}

/** One row where the actor may give the role: whoever runs our commands may give all. */
function giverOf(actor: Actor, role: Role): SQL {
  if (actor === 'system') return sql`select`;
  return sql`select from (${actingUser(actor)}) a where ${mayGive('invitation:manage', sql`a.role`, sql`${role}::text`)}`;
}

/** The invitations that are open, the latest first. One statement. */
export async function listInvitations(runtime: Runtime): Promise<v.InferOutput<typeof invitationsSchema>> {
  const rows = await runtime.database.query(sql`
    select ${columns} from one_time_tokens
    where purpose = 'invitation' and consumed_at is null and expires_at > ${runtime.clock.now().toISOString()} order by id desc limit 200`);
  return { invitations: rowsOf(rowSchema, rows).map(present) };
}

/**
 * Makes an invitation worthless. One statement. Throws the 404 for one that is not open, and the 403 for a
 * role beyond the actor's.
 */
export async function withdrawInvitation(runtime: Runtime, actor: Actor, id: string): Promise<void> {
  const now = runtime.clock.now();
  const may = mayGive('invitation:manage', sql`a.role`, sql`t.data ->> 'role'`);
  const rows = await runtime.database.query(sql`
    with actor as (${actingUser(actor)}),
    target as (
      select t.id, coalesce(${may}, false) as may from one_time_tokens t left join actor a on true
      where t.id = ${id} and t.purpose = 'invitation' and t.consumed_at is null and t.expires_at > ${now.toISOString()}
    ), withdrawn as (
      update one_time_tokens t set consumed_at = ${now.toISOString()} from target x where t.id = x.id and x.may and t.consumed_at is null returning t.id
    ), noted as (${record(now, actor, 'invitation.withdrawn', sql`id`, sql`withdrawn`)})
    select may as "isAllowed", exists (select from withdrawn) as "isDone" from target`);
  const target = firstOf(v.object({ isAllowed: v.boolean(), isDone: v.boolean() }), rows);
  if (target && !target.isAllowed) throw beyondRole();
  if (!target?.isDone) throw new Problem('not-found', 'There is no such open invitation.');
}

function present({ data, createdAt, expiresAt, ...row }: v.InferOutput<typeof rowSchema>): Invitation {
  return { ...row, ...data, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
}

function beyondRole(): Problem {
  return new Problem('forbidden', 'This role is not yours to give.');
}
