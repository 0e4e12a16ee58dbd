import { expect, test } from 'vitest';
import { until } from '../../demo/script/ask.ts';

/** Time that passes only while somebody waits, and by what looking takes. */
function stoppedTime(lookingMs = 0) {
  let nowMs = 1_000_000;
  const said: string[] = [];
  /** Looks for something that comes after so many seconds. */
  const lookFor = (seconds: number) => {
    const comesAtMs = nowMs + seconds * 1000;
    return async () => {
      nowMs += lookingMs;
      return nowMs >= comesAtMs ? 'the mail' : undefined;
    };
  };
  const time = {
    nowMs: () => nowMs,
    wait: async (ms: number) => {
      nowMs += ms;
    },
  };
  const waitFor = (seconds: number) => until('the mail', lookFor(seconds), (line) => said.push(line), time);
  return { said, waitFor, time };
}

test('the demo sees what is there at once, and waits for nothing', async () => {
  const { said, waitFor, time } = stoppedTime();
  const beganAtMs = time.nowMs();
  expect(await waitFor(0)).toBe('the mail');
  expect(time.nowMs()).toBe(beganAtMs);
  expect(said).toEqual([]);
});

test.each([21, 90, 590])(
  'the demo waits for what comes after %i s, and says every 15 seconds that it still does',
  async (seconds) => {
    const { said, waitFor } = stoppedTime();
    expect(await waitFor(seconds)).toBe('the mail');
    expect(said).toHaveLength(Math.floor((seconds - 1) / 15));
    expect(said[0]).toMatch(/still waiting for the mail, 15 s$/);
  },
);

test('on a machine where one look takes half a minute the demo waits as long, and still sees what comes', async () => {
  const { waitFor } = stoppedTime(30_000);
  expect(await waitFor(400)).toBe('the mail');
});

test('what never comes ends the demo after ten minutes by its name', async () => {
  const { waitFor, time } = stoppedTime();
  const beganAtMs = time.nowMs();
  await expect(waitFor(Number.POSITIVE_INFINITY)).rejects.toThrow(/^the mail: not seen within 60[01] s$/);
  expect(time.nowMs() - beganAtMs).toBeLessThan(601_000);
});

test('a site that does not answer ends the demo at once', async () => {
  const { time } = stoppedTime();
  const beganAtMs = time.nowMs();
  const look = () => Promise.reject(new Error('GET /api/v1/items answered 500'));
  await expect(until('the items', look, () => {}, time)).rejects.toThrow('answered 500');
  expect(time.nowMs()).toBe(beganAtMs);
});
