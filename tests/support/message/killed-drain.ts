import type { Send } from '../../../src/notification/channels/channel.ts';
import type { Database } from '../../../src/platform/database/database.ts';
import type { Runtime } from '../../../src/platform/runtime.ts';
import { deliverDue } from '../../../src/workflows/message/deliver.ts';

/** The await at which a drain is killed, counted from 1: before its effect begins, or after it and before it is known. */
export interface Kill {
  readonly call: number;
  readonly effect: 'before' | 'after';
}

interface Death {
  /** Whether the kill struck; a drain with fewer awaits ends by itself. */
  readonly isKilled: boolean;
  /** The message that had gone out and was not noted yet: the one that must go out again. */
  readonly unnoted: string | undefined;
}

/**
 * Drains until the kill strikes. What awaits then never goes on, as in a process that is gone: nothing of it runs after
 * this has resolved.
 */
export async function drainKilledAt(runtime: Runtime, send: Send, kill: Kill): Promise<Death> {
  const struck = Promise.withResolvers<Death>();
  let calls = 0;
  let unnoted: string | undefined;

  async function mortal<T>(effect: () => Promise<T>): Promise<T> {
    calls += 1;
    if (calls !== kill.call) return effect();
    if (kill.effect === 'after') await effect();
    struck.resolve({ isKilled: true, unnoted });
    return new Promise<never>(() => {});
  }
  async function noting<T>(work: () => Promise<T>): Promise<T> {
    const result = await work();
    unnoted = undefined;
    return result;
  }
  const { database } = runtime;
  const mortalDatabase: Database = {
    query: (statement) => mortal(() => noting(() => database.query(statement))),
    batch: (statements) => mortal(() => noting(() => database.batch(statements))),
  };
  const mortalSend: Send = (messageId, mail) =>
    mortal(async () => {
      await send(messageId, mail);
      unnoted = messageId;
    });
  const drained = deliverDue({ ...runtime, database: mortalDatabase }, mortalSend);
  return Promise.race([drained.then(() => ({ isKilled: false, unnoted: undefined })), struck.promise]);
}

/** Drains, so many at once, until a message is tried that brings down whoever tries it; nothing goes on from then. */
export async function drainKilledBy(
  runtime: Runtime,
  send: Send,
  isDeadly: (messageId: string) => boolean,
  atOnce: { readonly sms: number; readonly mail: number },
): Promise<void> {
  const killed = Promise.withResolvers<void>();
  let isDead = false;
  const alive = <T>(effect: () => Promise<T>): Promise<T> =>
    isDead ? new Promise<never>(() => {}) : effect();
  const { database } = runtime;
  const mortalDatabase: Database = {
    query: (statement) => alive(() => database.query(statement)),
    batch: (statements) => alive(() => database.batch(statements)),
  };
  const mortalSend: Send = (messageId, mail) =>
    alive(() => {
      if (!isDeadly(messageId)) return send(messageId, mail);
      isDead = true;
      killed.resolve();
      return new Promise<never>(() => {});
    });
  const drained = deliverDue({ ...runtime, database: mortalDatabase }, mortalSend, undefined, atOnce);
  await Promise.race([drained, killed.promise]);
}
