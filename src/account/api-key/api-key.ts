import * as v from 'valibot';
import { type Id, idSchema } from '../../platform/ids.ts';
import { sha256 } from '../../platform/keys.ts';
import type { Runtime } from '../../platform/runtime.ts';

const pattern = /^mk_(key_[0-9a-z]{26})_([\w-]{43})$/;

/** The key of a machine: the id by which it is named, and the digest by which it is known. */
export interface ApiKey {
  readonly id: Id<'apiKey'>;
  readonly hash: string;
}

/** The shape of a key that we gave out; whether it is one, the database knows. */
export function readApiKey(text: string): ApiKey | undefined {
  const [, id] = pattern.exec(text) ?? [];
  const parsed = v.safeParse(idSchema('apiKey'), id);
  return parsed.success ? { id: parsed.output, hash: sha256(text) } : undefined;
}

/** A new key, to be shown once. */
export function writeApiKey(runtime: Runtime, id: Id<'apiKey'>): { text: string; hash: string } {
  const text = `mk_${id}_${Buffer.from(runtime.random(32)).toString('base64url')}`;
  return { text, hash: sha256(text) };
}
