import type { Runtime } from '../platform/runtime.ts';
import type { FollowingMail, Leased, Note } from './round.ts';

const mostAttempts = 10;
const firstBackoffSeconds = 30;
const longestBackoffSeconds = 6 * 3600;

/**
 * Why no attempt was made: it was tried as often as it may be and never noted, because it brings down whoever
 * tries.
 */
class WornOutError extends Error {
  override readonly name = 'WornOutError';
}

/**
 * A message that is done without having been sent: what it would have said is no longer so, or there is
 * nobody to tell.
 */
export const notNeeded = Symbol('not needed');
export type Delivered = string | undefined | typeof notNeeded;

/** How messages are delivered. */
export interface Delivery {
  /**
   * Delivers one. Answers the subject of a mail to a guest, as it went out, or that there was nothing to send
   * any more.
   */
  readonly deliver: (message: Leased) => Promise<Delivered>;
  /** What follows when a message is given up. */
  readonly givenUp?: (message: Leased) => FollowingMail | undefined;
}

/**
 * Tries to deliver a message. A failure puts it off, each time for longer and never for all at the same
 * instant; after the last attempt it is dead. Answers what is to be noted; never throws.
 */
export async function attempt(runtime: Runtime, delivery: Delivery, message: Leased): Promise<Note> {
  const { id, lease, attempts } = message;
  try {
    if (attempts > mostAttempts) throw new WornOutError();
    const delivered = await delivery.deliver(message);
    if (delivered !== notNeeded) return { id, lease, status: 'sent', subject: delivered };
    runtime.log('info', 'message not needed', { messageId: id });
    return { id, lease, status: 'not-needed' };
  } catch (error) {
    const isDead = attempts >= mostAttempts;
    const how = isDead ? 'message dead' : 'message put off';
    runtime.log(isDead ? 'error' : 'warn', how, { messageId: id, attempt: attempts, error });
    return {
      id,
      lease,
      status: isDead ? 'dead' : 'pending',
      due: nextAttempt(runtime, attempts).toISOString(),
      error: error instanceof Error ? error.name : 'unknown',
      follows: isDead ? delivery.givenUp?.(message) : undefined,
    };
  }
}

/** Twice as long each time, up to a limit, half of it by chance ("equal jitter"). */
function nextAttempt(runtime: Runtime, attempts: number): Date {
  const seconds = Math.min(longestBackoffSeconds, firstBackoffSeconds * 2 ** (attempts - 1));
  const chance = (runtime.random(1)[0] ?? 0) / 255;
  return new Date(runtime.clock.now().getTime() + seconds * (0.5 + chance / 2) * 1000);
}
