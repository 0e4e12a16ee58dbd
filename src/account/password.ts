import { createHmac } from 'node:crypto';

// The native module is loaded when the first password comes, not when a function wakes.

/** OWASP asks for at least 10; 12 takes about 200 ms. */
const cost = 12;

/**
 * bcrypt of something that nobody can type, at the same cost: what an unknown address is compared with, so that it takes as
 * long as a known one.
 */
const nobodysHash = '$2b$12$h71QqeN/CC9Xv/YL3Frk0.6tE01Vsukm3NyXUlXAiEAZ2S8FOq8Pu';

/** Hashes a password for keeping. About 200 ms, off the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import('@node-rs/bcrypt');
  return hash(digested(password), cost);
}

/** Whether this is the password, in the same time whether there is one to compare with or not. */
export async function isPassword(password: string, kept: string | null | undefined): Promise<boolean> {
  const { verify } = await import('@node-rs/bcrypt');
  const matches = await verify(digested(password), kept ?? nobodysHash);
  return matches && Boolean(kept);
}

/** Whether a hash was made at another cost than today's, and should be made anew when the password is at hand. */
export function isOutdated(kept: string): boolean {
  return Number(kept.slice(4, 6)) !== cost;
}

/**
 * bcrypt reads 72 bytes and stops at NUL: a digest of 64 characters lets every byte of a long password count. The same
 * characters typed on another keyboard are the same password (NIST 800-63B-4, 3.1.1.2: NFKC). The constant key keeps digests that leaked
 * elsewhere from being tried as they are.
 */
function digested(password: string): string {
  return createHmac('sha384', 'midas/password').update(password.normalize('NFKC')).digest('base64');
}
