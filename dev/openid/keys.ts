import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { exportJWK } from 'jose';

/** A key by which the provider signs, with its name. */
export interface ProviderKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const made = new Map<string, ProviderKey>();

/** The key of this name: made once in a process, for making one takes longer than a test. */
export function keyNamed(kid: string): ProviderKey {
  const key = made.get(kid) ?? { kid, ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
  made.set(kid, key);
  return key;
}

/** As a provider publishes it. */
export async function publicJwk({ kid, publicKey }: ProviderKey) {
  return { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' };
}
