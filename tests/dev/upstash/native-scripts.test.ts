import { Ratelimit } from '@upstash/ratelimit';
import { afterAll, expect, test } from 'vitest';
import { startInProcess } from '../../../dev/upstash/in-process.ts';
import { nativeScript } from '../../../dev/upstash/native-scripts.ts';

const engine = startInProcess();
afterAll(() => engine.close());

/** The script that the installed library sends for a fixed window, without its shebang line, which no engine sees. */
async function sentScript(): Promise<string> {
  const sent: string[] = [];
  const redis = {
    evalsha: async () => {
      throw new Error('NOSCRIPT No matching script.');
    },
    eval: async (script: string) => {
      sent.push(script);
      return [1, 10];
    },
  };
  // The library calls these two alone.
  const client = redis as unknown as ConstructorParameters<typeof Ratelimit>[0]['redis'];
  await new Ratelimit({ redis: client, limiter: Ratelimit.fixedWindow(10, '60 s') }).limit('guest');
  return (sent[0] ?? expect.unreachable()).replace(/^#![^\n]*\n/, '');
}

test('the fixed window of the installed library is one that this process does itself, and does as its text says', async () => {
  const script = await sentScript();
  expect(nativeScript(script)).toBeDefined();
  // One space more is another digest, so that it is interpreted.
  const interpreted = `${script} `;
  expect(nativeScript(interpreted)).toBeUndefined();
  const outcomes = await Promise.all(
    [script, interpreted].map(async (text, index) => {
      const key = `window-${index}`;
      const seen: unknown[] = [];
      const ask = async (keys: string[], ...args: string[]) => {
        const command = ['EVAL', text, `${keys.length}`, ...keys, ...args];
        seen.push(await engine.run(command));
        const left = Number(await engine.run(['PTTL', key]));
        seen.push(left > 0 ? Math.ceil(left / 60_000) : left);
      };
      await ask([key, ''], '10', '60000', '1');
      await ask([key, ''], '10', '600000', '1');
      await ask([key], '10', '60000', '3');
      await ask([key, ''], '10', '60000', '-2');
      await engine.run(['SET', `other-${index}`, '7']);
      await ask([key, `other-${index}`], '10', '60000', '1');
      await engine.run(['DEL', key]);
      await ask([key, `nothing-${index}`], '10', '120000', '5');
      return seen;
    }),
  );
  expect(outcomes[0]).toEqual(outcomes[1]);
  expect(outcomes[0]).toEqual([[1, 10], 1, [2, 10], 1, [5, 10], 1, [3, 10], 1, [4, 7], 1, [5, 10], 2]);
});
