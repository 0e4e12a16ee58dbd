import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { described } from '../../platform/described.ts';
import type { Id } from '../../platform/ids.ts';
import { type KeyRing, keyedDigest, signToken, verifyToken } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';

/**
 * By what an app shows that it is known; a browser has a cookie. Wherever the device of a caller counts, the body has
 * it.
 */
export const deviceTokenEntries = {
  deviceToken: v.optional(
    described(v.pipe(v.string(), v.maxLength(200)), 'The `deviceToken` of an earlier sign-in of an app.'),
  ),
};

/** From where somebody signs in. */
export interface SignInContext {
  /** As people know it: "Firefox on Windows". */
  readonly device: string;
  /** City and country, as far as they are known. */
  readonly place: string | undefined;
  /** The client that budgets count: an IPv4 address or an IPv6 /64. */
  readonly client: string;
  /** The token that we gave this device at an earlier sign-in. */
  readonly deviceToken: string | undefined;
  /** The session that this browser has had until now, which ends with the new one. */
  readonly replaces?: Id<'session'> | undefined;
}

/** The digest by which the device of a context is known, if it shows a token of ours. */
export function deviceHashOf(runtime: Runtime, { deviceToken }: SignInContext): string | undefined {
  const id = deviceIdOf(runtime.config.keys, deviceToken);
  return id === undefined ? undefined : keyedDigest(runtime.config.keys, `device ${id}`);
}

/** What names a device in the token that we gave it. Nothing for a token that we have not made. */
export function deviceIdOf(keys: KeyRing, deviceToken: string | undefined): string | undefined {
  const [id = '', ...signature] = (deviceToken ?? '').split('.');
  return verifyToken(keys, 'device', id, signature.join('.')) ? id : undefined;
}

/**
 * The device of a context: that whose token it shows, or else a new one, with the token that it is to be given.
 */
export function deviceOf(
  runtime: Runtime,
  context: SignInContext,
): { readonly hash: string; readonly newToken: string | undefined } {
  const hash = deviceHashOf(runtime, context);
  if (hash !== undefined) return { hash, newToken: undefined };
  const newToken = newDeviceToken(runtime);
  return { hash: deviceHashOf(runtime, { ...context, deviceToken: newToken }) ?? '', newToken };
}

/**
 * `insert into known_devices …`, to stand as a CTE: whoever is in `source` (column `id`) is known by this
 * device from now on.
 */
export function knowDevice(runtime: Runtime, deviceHash: string, source: SQL): SQL {
  const at = runtime.clock.now().toISOString();
  return sql`insert into known_devices (user_id, device_hash, first_seen_at, last_seen_at) select id, ${deviceHash}, ${at}, ${at} from ${source}
      on conflict (user_id, device_hash) do update set last_seen_at = excluded.last_seen_at`;
}

/** A token for a device that has none. */
function newDeviceToken(runtime: Runtime): string {
  const id = Buffer.from(runtime.random(16)).toString('base64url');
  return `${id}.${signToken(runtime.config.keys, 'device', id)}`;
}
