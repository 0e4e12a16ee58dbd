import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';

const patienceMs = 20_000;

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

/** Looks again and again until something is there. Throws after 20 seconds. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not seen within ${patienceMs / 1000} s`);
    await wait(200);
  }
}
