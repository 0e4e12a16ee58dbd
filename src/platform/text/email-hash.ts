import { type KeyRing, keyedDigest, keyedDigests } from '../keys.ts';

/** What is hashed of an address: its case tells no two people apart. */
const hashed = (email: string): string => `mail ${email.toLowerCase()}`;

/** By what a guest's reservations are told to be the same person's, without their address being readable. */
export function emailHash(keys: KeyRing, email: string): string {
  return keyedDigest(keys, hashed(email));
}

/** The same under every key: what was kept may have been hashed before a rotation. */
export function emailHashes(keys: KeyRing, email: string): string[] {
  return keyedDigests(keys, hashed(email));
}
