import type { Id } from '../platform/ids.ts';
import { keyedDigest, signToken, verifyToken } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';

/** From where somebody signs in. */
export interface Visit {
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

/** The digest by which the device of a visit is known, if it shows a token of ours. */
export function deviceHashOf(runtime: Runtime, { deviceToken }: Visit): string | undefined {
  const [id = '', ...signature] = (deviceToken ?? '').split('.');
  const isOurs = verifyToken(runtime.config.keys, 'device', id, signature.join('.'));
  return isOurs ? keyedDigest(runtime.config.keys, `device ${id}`) : undefined;
}

/** A token for a device that has none. */
export function newDeviceToken(runtime: Runtime): string {
  const id = Buffer.from(runtime.random(16)).toString('base64url');
  return `${id}.${signToken(runtime.config.keys, 'device', id)}`;
}
