import { passes } from './caller.ts';
import { MidasProblem } from './midas-problem.ts';

/**
 * A key of each creating request that stays the same until the API has said what became of it: who presses again after
 * an answer that got lost gets what the first press made. Presses at the same time are one.
 */
export function createIdempotencyKeys(newKey: () => string) {
  const keys = new Map<string, string>();

  return async <T>(path: string, body: unknown, send: (key: string) => Promise<T>): Promise<T> => {
    const content = path + JSON.stringify(body);
    const key = keys.get(content) ?? newKey();
    keys.set(content, key);
    try {
      const answer = await send(key);
      keys.delete(content);
      return answer;
    } catch (error) {
      if (error instanceof MidasProblem && !passes(error)) keys.delete(content);
      throw error;
    }
  };
}
