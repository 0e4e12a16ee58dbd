import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import type { RandomBytes } from './random.ts';

/**
 * A secret of at least 32 bytes with a short name. The first of a ring signs and seals, all of them verify
 * and open, and the last, which was there before the others, makes what must come out the same again: a new
 * key in front changes nothing for people.
 */
export interface Key {
  readonly id: string;
  readonly secret: Uint8Array;
}

export type KeyRing = readonly [Key, ...Key[]];

/** What is signed and handed out for a while: a price, or a change of a reservation. */
export type SignedPurpose = 'quote' | 'change';

/** What a derived key is for: a key made for one purpose is useless for another (HKDF, RFC 5869). */
type Purpose = SignedPurpose | 'seal' | 'digest' | 'refresh-token' | `access-token/${number}` | TokenPurpose;

/**
 * What a token stands for: a reservation, its entry in a calendar, the payment of its balance, the way back
 * from a provider's page, a seal of the audit log, or something once (of which the database keeps a digest
 * and whether it was used).
 */
type TokenPurpose =
  | 'manage-token'
  | 'calendar-link'
  | 'payment-link'
  | 'payment-return'
  | 'one-time'
  | 'device'
  | 'audit-seal';

const mostDerived = 100;
const derived = new WeakMap<Key, Map<Purpose, KeyObject>>();

/**
 * The 32-byte key of one purpose. A key object: Node takes four to five times as long for each use of a key that
 * is handed over as bytes (24.21: 12 µs against 3).
 */
export function deriveKey(key: Key, purpose: Purpose): KeyObject {
  const known = derived.get(key) ?? new Map<Purpose, KeyObject>();
  derived.set(key, known);
  // Generations can be made up by anybody who shows a token.
  if (known.size > mostDerived) known.clear();
  const made =
    known.get(purpose) ??
    createSecretKey(Buffer.from(hkdfSync('sha256', key.secret, '', `midas/${purpose}`, 32)));
  known.set(purpose, made);
  return made;
}

/**
 * Seals text with AES-256-GCM: `keyId.nonce.ciphertext+tag`, base64url. `context` (a row's id) must match on
 * opening.
 */
export function encrypt(ring: KeyRing, random: RandomBytes, context: string, text: string): string {
  const nonce = random(12);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(ring[0], 'seal'), nonce).setAAD(
    Buffer.from(context),
  );
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${ring[0].id}.${Buffer.from(nonce).toString('base64url')}.${sealed.toString('base64url')}`;
}

/**
 * Opens what `seal` made. Throws when the key is unknown, the text was altered or it belongs to another
 * context.
 */
export function decrypt(ring: KeyRing, context: string, sealed: string): string {
  const [keyId, nonce, body] = sealed.split('.');
  const key = ring.find((one) => one.id === keyId);
  if (!key || !nonce || !body) throw new Error('sealed text under an unknown key or of an unknown shape');
  const bytes = Buffer.from(body, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(key, 'seal'), Buffer.from(nonce, 'base64url'));
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-16));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
}

/** Whether the key that sealed a text is still there. */
export function isReadable(ring: KeyRing, sealed: string): boolean {
  return ring.some(({ id }) => sealed.startsWith(`${id}.`));
}

/** `keyId.mac`: proves that we gave out `subject` for `purpose`. Nothing has to be stored. */
export function signToken(ring: KeyRing, purpose: TokenPurpose, subject: string): string {
  return `${ring[0].id}.${mac(ring[0], purpose, subject).toString('base64url')}`;
}

/** The token of this subject as each key of the ring makes it. */
export function signedTokens(ring: KeyRing, purpose: TokenPurpose, subject: string): string[] {
  return ring.map((key) => signToken([key], purpose, subject));
}

/**
 * Whether a token was made by `signToken` for this subject, by any key of the ring, compared in constant
 * time.
 */
export function verifyToken(ring: KeyRing, purpose: TokenPurpose, subject: string, token: string): boolean {
  const [keyId, given = ''] = token.split('.');
  const key = ring.find((one) => one.id === keyId);
  if (!key) return false;
  const expected = mac(key, purpose, subject);
  const bytes = Buffer.from(given, 'base64url');
  // Written in another way than ours it would be another text for the same token.
  return (
    bytes.toString('base64url') === given &&
    bytes.length === expected.length &&
    timingSafeEqual(bytes, expected)
  );
}

/** The key that has been in the ring for longest. */
export function eldestKey(ring: KeyRing): Key {
  return ring.at(-1) ?? ring[0];
}

/**
 * A digest by which the same text is told again and by which nobody can guess it: the same until the eldest
 * key goes.
 */
export function keyedDigest(ring: KeyRing, text: string): string {
  return mac(eldestKey(ring), 'digest', text).toString('base64url');
}

/** That digest by every key of the ring, to look up what was digested when another key was the eldest. */
export function keyedDigests(ring: KeyRing, text: string): string[] {
  return ring.map((key) => mac(key, 'digest', text).toString('base64url'));
}

/** The HMAC (RFC 2104) of a text under the key of a purpose. */
export function mac(key: Key, purpose: Purpose, text: string): Buffer {
  return createHmac('sha256', deriveKey(key, purpose)).update(text).digest();
}

/** SHA-256 in base64url, for values that are already unguessable. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
