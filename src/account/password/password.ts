import { createHmac } from 'node:crypto';
import type { Runtime } from '../../platform/runtime.ts';

/**
 * In UTF-16 code units as typed: 256 characters, each written with up to three marks of its own, all outside
 * the basic plane.
 */
export const longestPassword = 2048;

// The native module is loaded when the first password comes, not when a function wakes.

/**
 * bcrypt of something that nobody can type, at the same cost: what an unknown address is compared with, so
 * that it takes as long as a known one.
 */
const nobodysHash = ({ passwordCost }: Runtime) =>
  `$2b$${String(passwordCost).padStart(2, '0')}$h71QqeN/CC9Xv/YL3Frk0.6tE01Vsukm3NyXUlXAiEAZ2S8FOq8Pu`;

/** Hashes a password for keeping, off the event loop. */
export async function hashPassword({ passwordCost }: Runtime, password: string): Promise<string> {
  const { hash } = await import('@node-rs/bcrypt');
  return hash(digested(password), passwordCost);
}

/**
 * Whether this is the password, in the same time whether there is one to compare with or not. What is longer
 * than anybody's is none, which tells nothing of an account, and is not worked on.
 */
export async function isPassword(
  runtime: Runtime,
  password: string,
  kept: string | null | undefined,
): Promise<boolean> {
  if (password.length > longestPassword) return false;
  const { verify } = await import('@node-rs/bcrypt');
  const matches = await verify(digested(password), kept ?? nobodysHash(runtime));
  return matches && Boolean(kept);
}

/**
 * Whether a hash was made at another cost than today's, and should be made anew when the password is at hand.
 */
export function isOutdated({ passwordCost }: Runtime, kept: string): boolean {
  return Number(kept.slice(4, 6)) !== passwordCost;
}

/**
 * A password as it is compared: the same characters typed on another keyboard are the same password (NIST
 * 800-63B-4, 3.1.1.2: NFKC). Nobody has one longer than the longest, and what equals none needs no composing,
 * whose time grows with the square of the length.
 */
export function asCompared(password: string): string {
  return password.length > longestPassword ? password : password.normalize('NFKC');
}

/**
 * bcrypt reads 72 bytes and stops at NUL: a digest of 64 characters lets every byte of a long password count.
 * The constant key keeps digests that leaked elsewhere from being tried as they are.
 */
function digested(password: string): string {
  return createHmac('sha384', 'midas/password').update(asCompared(password)).digest('base64');
}
