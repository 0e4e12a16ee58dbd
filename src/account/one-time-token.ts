import { type SQL, sql } from 'drizzle-orm';
import { type Id, newId } from '../platform/ids.ts';
import {
  eldestKey,
  type KeyRing,
  keyedDigest,
  keyedDigests,
  mac,
  sha256,
  signedTokens,
  signToken,
  verifyToken,
} from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';

/** What a secret opens once, and for how long. */
const lifeSeconds = {
  registration: 24 * 3600,
  resend: 60,
  'password-reset': 30 * 60,
  'email-change': 24 * 3600,
  invitation: 7 * 86_400,
  'secure-account': 7 * 86_400,
  reopening: 14 * 86_400,
  'second-factor': 5 * 60,
  'sms-code': 5 * 60,
  phone: 10 * 60,
  'identity-state': 10 * 60,
  'identity-nonce': 10 * 60,
  'passkey-sign-in': 5 * 60,
  'passkey-registration': 5 * 60,
} as const;

export type Purpose = keyof typeof lifeSeconds;

// The keys of a literal object are exactly its names, which TypeScript does not know of objects in general.
export const purposes = Object.keys(lifeSeconds) as [Purpose, ...Purpose[]];

/** How many wrong tries at what a secret guards; the database holds it too (`attempts_capped`). */
export const mostAttempts = 5;

/** A secret that opens something once: what its holder gets, and what the database keeps. */
export interface OneTimeToken {
  readonly id: Id<'oneTimeToken'>;
  readonly purpose: Purpose;
  readonly text: string;
}

/**
 * A new secret. Its text follows from its id and our keys, so that the mail which brings it needs no copy of
 * it at rest.
 */
export function newOneTimeToken(runtime: Runtime, purpose: Purpose): OneTimeToken {
  const id = newId('oneTimeToken', runtime.clock.now(), runtime.random);
  return { id, purpose, text: oneTimeText(runtime.config.keys, purpose, id) };
}

/** The text of the secret with this id: bound to its purpose, unguessable without our keys. */
export function oneTimeText(keys: KeyRing, purpose: Purpose, id: string): string {
  return `${id}.${signToken(keys, 'one-time', `${purpose} ${id}`)}`;
}

/** What a mail brings, and what somebody gets for a right first factor: no stranger has one by asking. */
const earned: readonly Purpose[] = [
  'registration',
  'password-reset',
  'email-change',
  'invitation',
  'secure-account',
  'reopening',
  'second-factor',
];

/**
 * Whether we have made this text and given it to somebody who had to be someone for it. Whether it still
 * opens anything, the database says.
 */
export function isEarnedSecret(keys: KeyRing, text: string): boolean {
  const [id = '', ...signature] = text.split('.');
  return earned.some((purpose) => verifyToken(keys, 'one-time', `${purpose} ${id}`, signature.join('.')));
}

/** The six digits that belong to this id, each number as likely as any other but for one part in 2^44. */
export function sixDigits(keys: KeyRing, purpose: Purpose, id: string): string {
  const bytes = mac(eldestKey(keys), 'one-time', `digits ${purpose} ${id}`);
  return (bytes.readBigUInt64BE() % 1_000_000n).toString().padStart(6, '0');
}

/** What the database keeps of a secret. Keyed, so that even six digits cannot be found from it. */
function hashOf(keys: KeyRing, purpose: Purpose, secret: string): string {
  return keyedDigest(keys, `${purpose} ${secret}`);
}

/** What a statement keeps of a secret beside its hash. */
export interface Kept {
  readonly userId?: SQL;
  readonly email?: SQL;
  readonly data?: SQL;
}

/**
 * `insert into one_time_tokens … select … from source returning id`, to stand as a CTE. `secret` is the
 * token's text unless it is a code.
 */
export function keepOneTimeToken(
  runtime: Runtime,
  token: OneTimeToken,
  source: SQL,
  { userId = sql`null`, email = sql`null`, data = sql`'{}'::jsonb` }: Kept,
  secret: string = token.text,
): SQL {
  const now = runtime.clock.now();
  const expiresAt = new Date(now.getTime() + lifeSeconds[token.purpose] * 1000).toISOString();
  return sql`insert into one_time_tokens (id, purpose, hash, user_id, email, data, created_at, expires_at)
    select ${token.id}, ${token.purpose}, ${hashOf(runtime.config.keys, token.purpose, secret)}, ${userId}, ${email}, ${data}, ${now.toISOString()}, ${expiresAt} from ${source} returning id`;
}

/**
 * The texts that stand for the same secret: a mail that is written after another key came to the front has
 * its link by that key, which is as good as the one that was kept.
 */
function spellings(keys: KeyRing, purpose: Purpose, secret: string): readonly string[] {
  const [id = '', ...signature] = secret.split('.');
  const subject = `${purpose} ${id}`;
  if (!verifyToken(keys, 'one-time', subject, signature.join('.'))) return [secret];
  return signedTokens(keys, 'one-time', subject).map((token) => `${id}.${token}`);
}

/** A condition over `one_time_tokens`: this secret, for this purpose, not used and not expired. */
export function isOpen(runtime: Runtime, purpose: Purpose, secret: string): SQL {
  const { keys } = runtime.config;
  const hashes = spellings(keys, purpose, secret).flatMap((text) => keyedDigests(keys, `${purpose} ${text}`));
  return sql`purpose = ${purpose} and hash = any(string_to_array(${hashes.join(',')}, ',')) and consumed_at is null and expires_at > ${runtime.clock.now().toISOString()}`;
}

/**
 * Uses a secret: `update … returning`, to stand as a CTE. Of any number at once it gives its row to one.
 * `only` is a further condition.
 */
export function consume(runtime: Runtime, purpose: Purpose, secret: string, only: SQL = sql`true`): SQL {
  return sql`update one_time_tokens set consumed_at = ${runtime.clock.now().toISOString()} where ${isOpen(runtime, purpose, secret)} and ${only} returning id, user_id, email, data`;
}

/**
 * Uses a secret that is not of our making, such as a signed token of somebody else: `insert … returning id`,
 * to stand as a CTE. Of any number at once it gives its row to one. Only for what nobody can guess.
 */
export function useOnce(runtime: Runtime, purpose: Purpose, secret: string): SQL {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const expiresAt = new Date(now.getTime() + lifeSeconds[purpose] * 1000).toISOString();
  return sql`insert into one_time_tokens (id, purpose, hash, created_at, expires_at, consumed_at)
    values (${newId('oneTimeToken', now, runtime.random)}, ${purpose}, ${sha256(`${purpose} ${secret}`)}, ${at}, ${expiresAt}, ${at})
    on conflict do nothing returning id`;
}

/**
 * Makes worthless what somebody may have begun with a password, an address or a session that counts no more:
 * `update …`, to stand as a CTE.
 * @param source people, with columns `id` and `email`.
 * @param but the id of the secret that the statement itself uses.
 */
export function voidPending(runtime: Runtime, source: SQL, but: SQL = sql`''`): SQL {
  return sql`update one_time_tokens t set consumed_at = ${runtime.clock.now().toISOString()} from ${source} x
    where t.consumed_at is null and t.id <> ${but} and (
      t.user_id = x.id and t.purpose in ('email-change', 'second-factor', 'sms-code', 'passkey-registration', 'phone')
      or t.email = x.email and t.purpose = 'password-reset')`;
}

/**
 * Makes the earlier secrets of a kind worthless when a new one goes out, so that the newest stands alone:
 * `update …`, to stand as a CTE. Registrations are left out: anybody may order one for an address, and each
 * has a password of its own.
 * @param source empty where no new one goes out.
 * @param whose a condition over `t`: for whom the secrets are.
 */
export function supersede(
  runtime: Runtime,
  purpose: 'password-reset' | 'email-change' | 'invitation' | 'sms-code',
  source: SQL,
  whose: SQL,
): SQL {
  return sql`update one_time_tokens t set consumed_at = ${runtime.clock.now().toISOString()} from ${source}
    where t.purpose = ${purpose} and t.consumed_at is null and ${whose}`;
}

/**
 * Spends one of the tries at what a secret guards, before it is tried: `update … returning`, empty when none
 * is left.
 */
export function spendTry(runtime: Runtime, purpose: Purpose, secret: string): SQL {
  return sql`update one_time_tokens set attempts = attempts + 1 where ${isOpen(runtime, purpose, secret)} and attempts < ${mostAttempts} returning id, user_id, email, data`;
}
