import { createServer, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { fireSchedules, nextPauseMs } from '../../dev/stack/schedules.ts';

/** A site whose functions answer as they are told, and what it was asked. */
async function startSite(answer: (name: string, response: ServerResponse) => void) {
  const asked: string[] = [];
  let hear = () => {};
  const server = createServer((request, response) => {
    const name = request.url?.split('/').at(-1) ?? '';
    asked.push(name);
    answer(name, response);
    hear();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the site has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    /** Waits until a function was asked for so often. */
    until: (name: string, times: number) =>
      new Promise<void>((resolve) => {
        hear = () => asked.filter((one) => one === name).length >= times && resolve();
        hear();
      }),
  };
}

test('a scheduled function that has not answered yet is not fired a second time, and holds up no other', async () => {
  const open: ServerResponse[] = [];
  const site = await startSite((name, response) => {
    if (name === 'slow') open.push(response);
    else response.end();
  });
  const stop = fireSchedules(site.url, () => {}, [
    { name: 'slow', everyMs: 1 },
    { name: 'quick', everyMs: 1 },
  ]);
  await site.until('slow', 1);
  await site.until('quick', site.asked.length + 20);
  expect(site.asked.filter((name) => name === 'slow')).toHaveLength(1);
  open[0]?.end();
  await site.until('slow', 2);
  open[1]?.end();
  await stop();
});

test('a scheduled function that does not answer is left alone for twice as long each time, within five minutes', () => {
  let pauseMs = 15_000;
  const pauses = Array.from({ length: 6 }, () => {
    pauseMs = nextPauseMs(15_000, pauseMs, false);
    return pauseMs;
  });
  expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  expect(nextPauseMs(15_000, 300_000, true)).toBe(15_000);
});
