import { createHmac, timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { type Id, idSchema } from '../platform/ids.ts';
import { deriveKey, type KeyRing, sha256 } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';

const pattern = /^mrt_(ses_[0-9a-z]{26})\.([\w-]{43})\.([\w-]{22})$/;

/** An opaque token of a session. The database keeps its SHA-256 alone. */
export interface RefreshToken {
  readonly sessionId: Id<'session'>;
  readonly text: string;
  readonly hash: string;
}

/** The first token of a session. */
export function newRefreshToken(runtime: Runtime, sessionId: Id<'session'>): RefreshToken {
  return write(runtime.config.keys, sessionId, Buffer.from(runtime.random(32)).toString('base64url'));
}

/**
 * The token that follows this one: always the same, so that two tabs which refresh at once get the same successor and
 * nothing that signs in has to be stored for the second.
 */
export function successorOf(keys: KeyRing, token: RefreshToken): RefreshToken {
  return write(keys, token.sessionId, mac(keys[0], `next ${token.text}`).toString('base64url'));
}

/**
 * Reads a token that we gave out. Its tag tells an old one of ours, whose return means that it was stolen, from something made up, by
 * which nobody may end the session of another.
 */
export function readRefreshToken(keys: KeyRing, text: string): RefreshToken | undefined {
  const [, id, secret, tag] = pattern.exec(text) ?? [];
  const sessionId = v.safeParse(idSchema('session'), id);
  if (!sessionId.success || !secret || !tag) return undefined;
  const given = Buffer.from(tag);
  const isOurs = keys.some((key) => {
    const expected = Buffer.from(tagOf(key, sessionId.output, secret));
    return expected.length === given.length && timingSafeEqual(expected, given);
  });
  return isOurs ? { sessionId: sessionId.output, text, hash: sha256(text) } : undefined;
}

function write(keys: KeyRing, sessionId: Id<'session'>, secret: string): RefreshToken {
  const text = `mrt_${sessionId}.${secret}.${tagOf(keys[0], sessionId, secret)}`;
  return { sessionId, text, hash: sha256(text) };
}

function tagOf(key: KeyRing[0], sessionId: string, secret: string): string {
  return mac(key, `tag ${sessionId} ${secret}`).subarray(0, 16).toString('base64url');
}

function mac(key: KeyRing[0], text: string): Buffer {
  return createHmac('sha256', deriveKey(key, 'refresh-token')).update(text).digest();
}
