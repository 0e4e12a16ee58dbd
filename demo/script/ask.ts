import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';

/** Only for what never comes: a busy machine may take minutes for what a quiet one shows within a second. */
const patienceMs = 600_000;
const tellEveryMs = 15_000;

/** Asks and checks the answer's shape: GET without a body, POST with one. */
export async function ask<S extends v.GenericSchema>(
  url: string,
  schema: S,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<v.InferOutput<S>> {
  const init =
    body === undefined
      ? { headers }
      : {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
          body: JSON.stringify(body),
        };
  const response = await fetch(url, init);
  const text = await response.text();
  if (!response.ok) throw new Error(`${init.method ?? 'GET'} ${url} answered ${response.status}: ${text}`);
  return v.parse(schema, JSON.parse(text));
}

/** Shows who waits that it goes on. */
type Say = (line: string) => void;

/** How time passes while something is waited for. Passed in, so that a test need not wait. */
interface Time {
  nowMs(): number;
  wait(ms: number): Promise<unknown>;
}

const machineTime: Time = { nowMs: () => performance.now(), wait: (ms) => setTimeout(ms) };

/**
 * Looks again and again until something is there, and tells every 15 seconds that it is still waited for. Throws after ten minutes,
 * and at once what looking throws: a site that does not answer ends it.
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
  say: Say,
  time = machineTime,
): Promise<T> {
  const beganAtMs = time.nowMs();
  for (let toldAtMs = beganAtMs; ; await time.wait(200)) {
    const found = await look();
    if (found !== undefined) return found;
    const nowMs = time.nowMs();
    const waited = `${Math.round((nowMs - beganAtMs) / 1000)} s`;
    if (nowMs - beganAtMs > patienceMs) throw new Error(`${what}: not seen within ${waited}`);
    if (nowMs - toldAtMs < tellEveryMs) continue;
    say(`...   still waiting for ${what}, ${waited}`);
    toldAtMs = nowMs;
  }
}
