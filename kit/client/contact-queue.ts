import { passes } from './caller.ts';
import type { ContactMessage, QueuedOutcome } from './midas.ts';
import { MidasProblem } from './midas-problem.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * Messages written while the line was away. They go out once it is back, one tab at a time, each with the key of its
 * first try: whatever happens, the API takes it once.
 */
export function createContactQueue(
  baseUrl: string,
  post: (message: ContactMessage, idempotencyKey: string) => Promise<unknown>,
  { store, alone }: Surroundings,
) {
  const prefix = `contact ${baseUrl} `;
  const listeners = new Set<(outcome: QueuedOutcome) => void>();

  return {
    async add(message: ContactMessage, idempotencyKey: string): Promise<void> {
      await store.set(prefix + idempotencyKey, JSON.stringify(message));
    },

    flush: (): Promise<void> =>
      alone(`midas ${prefix}`, async () => {
        const waiting = (await store.keys()).filter((key) => key.startsWith(prefix));
        for (const key of waiting) {
          const text = await store.get(key);
          if (!text) continue;
          const message: ContactMessage = JSON.parse(text);
          const outcome = await sendOne(message, key.slice(prefix.length));
          if (!outcome) return;
          // A refusal that nobody hears would lose what was written: it waits for somebody who listens.
          if (outcome.state === 'refused' && listeners.size === 0) continue;
          await store.delete(key);
          for (const listener of listeners) listener(outcome);
        }
      }),

    onQueued(listener: (outcome: QueuedOutcome) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };

  /** Nothing when the line is still away. */
  async function sendOne(message: ContactMessage, key: string): Promise<QueuedOutcome | undefined> {
    try {
      await post(message, key);
      return { state: 'sent', message };
    } catch (problem) {
      if (!(problem instanceof MidasProblem)) throw problem;
      return passes(problem) ? undefined : { state: 'refused', message, problem };
    }
  }
}
