import { timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { type Id, idSchema } from '../../platform/ids.ts';
import { type Key, type KeyRing, mac, sha256 } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';

const pattern = /^mrt_(ses_[0-9a-z]{26})\.([\w-]{43})\.([\w-]{22})$/;

/** An opaque token of a session. The database keeps its SHA-256 alone. */
export interface RefreshToken {
  readonly sessionId: Id<'session'>;
  readonly text: string;
  readonly hash: string;
  /** The key that has made it, and makes all that follow: a session stays with the key it began with. */
  readonly key: Key;
}

/** The first token of a session. */
export function newRefreshToken(runtime: Runtime, sessionId: Id<'session'>): RefreshToken {
  return write(runtime.config.keys[0], sessionId, Buffer.from(runtime.random(32)).toString('base64url'));
}

/**
 * The token that follows this one: always the same, so that two tabs which refresh at once get the same
 * successor and nothing that signs in has to be stored for the second.
 */
export function successorOf({ key, sessionId, text }: RefreshToken): RefreshToken {
  return write(key, sessionId, mac(key, 'refresh-token', `next ${text}`).toString('base64url'));
}

/**
 * Reads a token that we gave out. Its tag tells an old one of ours, whose return means that it was stolen,
 * from something made up, by which nobody may end the session of another.
 */
export function readRefreshToken(keys: KeyRing, text: string): RefreshToken | undefined {
  const [, id, secret, tag] = pattern.exec(text) ?? [];
  const sessionId = v.safeParse(idSchema('session'), id);
  if (!sessionId.success || !secret || !tag) return undefined;
  const given = Buffer.from(tag);
  const key = keys.find((one) => {
    const expected = Buffer.from(tagOf(one, sessionId.output, secret));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return key && { sessionId: sessionId.output, text, hash: sha256(text), key };
}

function write(key: Key, sessionId: Id<'session'>, secret: string): RefreshToken {
  const text = `mrt_${sessionId}.${secret}.${tagOf(key, sessionId, secret)}`;
  return { sessionId, text, hash: sha256(text), key };
}

function tagOf(key: Key, sessionId: string, secret: string): string {
  return mac(key, 'refresh-token', `tag ${sessionId} ${secret}`).subarray(0, 16).toString('base64url');
}
