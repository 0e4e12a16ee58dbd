import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { oneTimeText, type Purpose } from '../../../src/account/one-time-token.ts';
import type { Role } from '../../../src/account/permissions.ts';
import { type Method, openSession } from '../../../src/account/session/open-session.ts';
import { makeUser } from '../../../src/account/user.ts';
import { type Id, newId } from '../../../src/platform/ids.ts';
import { newClient } from '../booking/booking.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';

/** Good by the rules for passwords. */
export const password = 'a lantern in seven harbours';

/** bcrypt of `password` at the cost of the tests, made once, so that tests which need a person with one need not wait for it. */
const passwordHash = '$2y$04$vOYhiVJw/97giMF7dqcGMendAXaqWZN/LDNplV3hE75mLtjV4LIB2';

export const newMail = () => `p${randomUUID().slice(0, 8)}@people.example`;

/** Somebody who is signed in as an app is. */
export interface SignedInUser {
  readonly id: Id<'user'>;
  readonly email: string;
  readonly sessionId: Id<'session'>;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly deviceToken: string;
  /** What their calls carry. */
  readonly headers: { readonly Authorization: string };
}

/** A person of this role with `password`, just signed in, made without the way there. */
export async function signedInUser(
  stack: Stack,
  role: Role = 'guest',
  { email = newMail(), methods = ['pwd'] }: { email?: string; methods?: readonly Method[] } = {},
): Promise<SignedInUser> {
  const { runtime } = stack;
  const id = newId('user', runtime.clock.now(), runtime.random);
  const made = {
    id,
    email,
    passwordHash,
    language: 'en',
    profile: { name: 'Ada Example' },
    consents: [],
  } as const;
  await runtime.database.query(
    sql`with source as (select), ${makeUser(runtime, made, sql`source`, sql`${role}`)} select id from account`,
  );
  return { id, email, ...(await signInAgain(stack, id, methods)) };
}

/** Another session of a person, from a device that nobody knows: by the password, and the app or what else there is beside it. */
export async function signInAgain(stack: Stack, id: Id<'user'>, by?: readonly Method[]) {
  const { rows } = await stack.database.query(
    'select from factors where user_id = $1 and confirmed_at is not null',
    [id],
  );
  const methods = by ?? (rows.length > 0 ? (['pwd', 'otp'] as const) : (['pwd'] as const));
  const context = {
    device: 'Firefox on Windows',
    place: 'Antibes, France',
    client: '127.0.0.1',
    deviceToken: undefined,
  };
  const session = openSession(stack.runtime, context, methods);
  const [row] = await stack.runtime.database.query(
    sql`with account as (select id from users where id = ${id}) ${session.ctes} select ${session.columns}`,
  );
  const issued = await session.issue(row);
  if (!issued) throw new Error('no session was opened');
  const { sessionId, accessToken, refreshToken, deviceToken = '' } = issued;
  return {
    sessionId,
    accessToken,
    refreshToken,
    deviceToken,
    headers: { Authorization: `Bearer ${accessToken}` },
  };
}

/** The newest secret of this purpose for an address, as the mail brings it: of those of one instant the one that is good. */
export async function mailedToken(stack: Stack, purpose: Purpose, email: string): Promise<string> {
  const { rows } = await stack.database.query<{ id: string }>(
    'select id from one_time_tokens where purpose = $1 and email = $2 order by consumed_at is null desc, id desc limit 1',
    [purpose, email],
  );
  if (!rows[0]) throw new Error(`no ${purpose} for ${email}`);
  return oneTimeText(stack.runtime.config.keys, purpose, rows[0].id);
}

const tokensSchema = v.object({
  outcome: v.literal('signed-in'),
  session: v.object({
    accessToken: v.string(),
    refreshToken: v.string(),
    deviceToken: v.optional(v.string()),
  }),
});

/** The tokens in the answer of a sign-in. Throws for any other answer. */
export function tokensOf(answer: Answer): v.InferOutput<typeof tokensSchema>['session'] {
  const parsed = v.safeParse(tokensSchema, answer.json());
  if (!parsed.success) throw new Error(`${answer.status}: ${answer.text}`);
  return parsed.output.session;
}

/** A call of somebody new to the limits. */
export function post(
  stack: Stack,
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  return stack.call(path, { method: 'POST', from: newClient(), body, headers });
}

/** Signs in as an app. */
export function signInAs(
  stack: Stack,
  email: string,
  secret = password,
  deviceToken?: string,
): Promise<Answer> {
  return post(stack, '/auth/sign-in', {
    email,
    password: secret,
    sessionAs: 'tokens',
    ...(deviceToken ? { deviceToken } : {}),
  });
}
