import { randomUUID } from 'node:crypto';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { post } from './load.ts';
import { startFunctionsProcess } from './process.ts';
import { signedQuotes } from './slots.ts';
import type { BenchStack } from './stack.ts';

const connections = 200;
const rounds = 20;
const item = 'riad-zahra';

/** 200 warm connections claim the same nights at once, round after round: how many sold, and the slowest answer. */
export async function measureRace(stack: BenchStack): Promise<{
  rounds: number;
  sold: number;
  refused: number;
  other: number;
  slowestMs: number;
  medianSlowestMs: number;
}> {
  const { environment } = stack;
  const functions = await startFunctionsProcess(['reservations'], stack.environment, stack.functionsFolder);
  const quotes = await signedQuotes(createRuntime(parseConfig(environment, 'dev')), [item], 2000, rounds + 1);
  const claim = async (quote: string | undefined, connection: number) => {
    const startedAtMs = performance.now();
    const body = JSON.stringify({
      quote,
      guest: { name: 'Ada', email: 'ada@guests.example' },
      acceptsPolicy: true,
    });
    const { status } = await post(
      `${functions.url}/api/v1/reservations`,
      body,
      { 'Idempotency-Key': randomUUID() },
      `127.9.${connection >> 7}.${(connection & 127) + 1}`,
    );
    return { status, ms: performance.now() - startedAtMs };
  };
  const all = (quote: string | undefined) =>
    Promise.all(Array.from({ length: connections }, (_, connection) => claim(quote, connection)));
  await all(quotes[0]);
  const statuses: number[] = [];
  const slowestMs: number[] = [];
  for (const quote of quotes.slice(1)) {
    // Each connection has a budget of 20 a minute, which 20 rounds and the one before would pass.
    await stack.services.flushRedis();
    const answers = await all(quote);
    statuses.push(...answers.map((answer) => answer.status));
    slowestMs.push(Math.max(...answers.map((answer) => answer.ms)));
  }
  await functions.stop();
  slowestMs.sort((a, b) => a - b);
  const count = (wanted: number) => statuses.filter((status) => status === wanted).length;
  return {
    rounds,
    sold: count(201),
    refused: count(409),
    other: statuses.length - count(201) - count(409),
    slowestMs: slowestMs.at(-1) ?? 0,
    medianSlowestMs: slowestMs[rounds >> 1] ?? 0,
  };
}
