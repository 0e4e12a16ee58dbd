import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { firstOf, type Row } from '../../platform/database/database.ts';
import { described, named } from '../../platform/described.ts';
import { type Id, idSchema, newId } from '../../platform/ids.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { securityAlert } from '../security/security-alert.ts';
import { deviceOf, knowDevice, type SignInContext } from '../sign-in/sign-in-context.ts';
import { accessTokenSeconds, signAccessToken } from './access-token.ts';
import { newRefreshToken } from './refresh-token.ts';

/** After this a sign-in is over, whatever was refreshed (NIST 800-63B-4, AAL1: at most 30 days). */
export const sessionSeconds = 30 * 86_400;
/** A session that nobody refreshes for so long is over. */
const idleSeconds = 14 * 86_400;

/**
 * How a person proved who they are (RFC 8176): password, code, a key in hardware, finger or face or PIN, SMS,
 * an identity provider, a link in a mail.
 */
export type Method = 'pwd' | 'otp' | 'hwk' | 'user' | 'sms' | 'fed' | 'mail';

/** A session as it is handed out, once. */
export interface IssuedSession {
  readonly sessionId: Id<'session'>;
  readonly userId: Id<'user'>;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** For a device that had none. */
  readonly deviceToken: string | undefined;
}

export const issuedSessionSchema = named(
  'TokenSession',
  'A session of an app, as tokens.',
  v.object({
    tokenType: described(v.literal('Bearer'), 'How the access token is sent: `Authorization: Bearer`.'),
    accessToken: described(v.string(), 'A JWT that says who calls, good for five minutes.'),
    expiresInSeconds: described(
      v.literal(accessTokenSeconds),
      'For how many seconds the access token is good.',
    ),
    refreshToken: described(v.string(), 'For the next access token, good once: its answer has the next.'),
    deviceToken: v.optional(
      described(v.string(), 'Send it with the next sign-in, so that this device counts as known.'),
    ),
  }),
);

/** What opens a session, to be put into the statement that has decided that it may. */
export interface Opening {
  /** CTEs over `account (id)`, which is empty where nothing opens; they begin with a comma. */
  readonly ctes: SQL;
  /** Columns to select beside others from nothing. */
  readonly columns: SQL;
  /** Reads the row, and signs. Nothing where no session was opened. */
  issue(row: Row | undefined): Promise<IssuedSession | undefined>;
}

const openedSchema = v.object({ openedFor: v.nullable(idSchema('user')), generation: v.number() });

/**
 * Opens a session for whoever is in the CTE `account`: the session, the device, the audit, and a mail where
 * the device is new to somebody who has signed in before.
 */
export function openSession(runtime: Runtime, context: SignInContext, methods: readonly Method[]): Opening {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const sessionId = newId('session', now, runtime.random);
  const refresh = newRefreshToken(runtime, sessionId);
  const { hash: deviceHash, newToken: deviceToken } = deviceOf(runtime, context);
  const expiresAt = new Date(now.getTime() + sessionSeconds * 1000).toISOString();
  const details = sql`jsonb_build_object('session', ${sessionId}::text, 'methods', ${methods.join(' ')}::text, 'device', ${context.device}::text, 'place', ${context.place ?? null}::text)`;
  const ctes = sql`, opened as (
      insert into sessions (id, user_id, refresh_hash, refreshed_at, authenticated_at, authenticated_by, methods, device, place, created_at, expires_at)
      select ${sessionId}, id, ${refresh.hash}, ${at}, ${at}, string_to_array(${methods.join(' ')}, ' '), string_to_array(${methods.join(' ')}, ' '), ${context.device}, ${context.place ?? null}, ${at}, ${expiresAt} from account
      returning user_id as id
    ), replaced as (
      update sessions s set ended_at = ${at}, end_reason = 'signed-out' where s.id = ${context.replaces ?? ''} and s.ended_at is null and exists (select from opened)
    ), stranger as (
      select p.id, p.email from opened join users p on p.id = opened.id where exists (select from known_devices d where d.user_id = opened.id)
        and not exists (select from known_devices d where d.user_id = opened.id and d.device_hash = ${deviceHash})
    ), device as (${knowDevice(runtime, deviceHash, sql`opened`)}), noted as (${record(now, 'system', 'user.signed-in', sql`id`, sql`opened`, details)})${securityAlert(runtime, 'user-new-device', sql`stranger`, details)}`;
  return {
    ctes,
    columns: sql`(select id from opened) as "openedFor", ${currentGeneration} as generation`,
    async issue(row) {
      const opened = firstOf(openedSchema, row ? [row] : []);
      if (!opened?.openedFor) return undefined;
      const { openedFor: userId, generation } = opened;
      return {
        sessionId,
        userId,
        accessToken: await signAccessToken(runtime, { userId, sessionId, generation }),
        refreshToken: refresh.text,
        deviceToken,
      };
    },
  };
}

/** A condition over a session `s`: neither ended, nor expired, nor left alone for two weeks. */
export function isSessionOpen(now: Date): SQL {
  const idleBegan = new Date(now.getTime() - idleSeconds * 1000).toISOString();
  return sql`s.ended_at is null and s.expires_at > ${now.toISOString()} and s.refreshed_at > ${idleBegan}`;
}

/** The generation of the key that signs now. */
export const currentGeneration: SQL = sql`(select max(generation) from signing_key_generations where retires_at is null)`;
