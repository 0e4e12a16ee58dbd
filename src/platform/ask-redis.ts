import { Problem } from './problems.ts';

/**
 * Asks Redis for what cannot be done without. Throws the 503 where it does not answer: the SDK throws what it
 * likes, for a time that is over a DOMException.
 */
export async function askRedis<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new Problem('unavailable', 'Please try again in a minute.', {
      headers: { 'Retry-After': '60' },
      cause,
    });
  }
}
