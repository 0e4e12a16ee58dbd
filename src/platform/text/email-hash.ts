import { type KeyRing, keyedDigest } from '../keys.ts';

/** By what a guest's reservations are told to be the same person's, without their address being readable. */
export function emailHash(keys: KeyRing, email: string): string {
  return keyedDigest(keys, `mail ${email.toLowerCase()}`);
}
