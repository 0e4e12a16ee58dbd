import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { catalogue } from '../../demo/seed/catalogue.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createRuntime } from '../../src/platform/runtime.ts';
import { clientAddress, type Load, post, runLoad } from './load.ts';
import { type FunctionsProcess, startFunctionsProcess } from './process.ts';
import { signedQuotes } from './slots.ts';
import type { BenchStack } from './stack.ts';

const rounds = [
  { clients: 1, count: 400 },
  { clients: 8, count: 1500 },
  { clients: 32, count: 1500 },
];

export interface Comparison {
  readonly clients: number;
  readonly perSecond: number;
  readonly barePerSecond: number;
  readonly ratio: number;
  readonly medianMs: number;
  readonly slowestMs: number;
}

/**
 * What makes reservations through a process of functions: `count` of them by so many clients at a time, each for times of its own. Mails wait in the
 * outbox (`holdMails`): their delivery is measured with the whole bookings.
 */
function reservationsOf(stack: BenchStack) {
  const runtime = createRuntime(parseConfig(stack.environment, 'dev'));
  const slugs = catalogue.filter((item) => item.rate.per === 'night').map((item) => item.slug);
  let firstDay = 10;
  let firstClient = 0;
  return async (target: FunctionsProcess, path: string, clients: number, count: number): Promise<Load> => {
    const quotes = await signedQuotes(runtime, slugs, firstDay, count);
    firstDay += Math.ceil(count / slugs.length) * 4 + 4;
    const base = firstClient;
    firstClient += count + 15;
    const load = await runLoad(clients, count, async (index) => {
      const body = JSON.stringify({
        quote: quotes[index],
        guest: { name: 'Ada', email: 'ada@guests.example' },
        acceptsPolicy: true,
      });
      return (
        await post(
          `${target.url}/api/v1/${path}`,
          body,
          { 'Idempotency-Key': randomUUID() },
          clientAddress(base + index),
        )
      ).status;
    });
    if (load.statuses['201'] !== count)
      throw new Error(`not all were reserved: ${JSON.stringify(load.statuses)}`);
    return load;
  };
}

/** Reservations at eight clients, after some that warm it up. */
export async function measureReservations(stack: BenchStack): Promise<Load> {
  const functions = await startFunctionsProcess(['reservations'], stack.environment, stack.functionsFolder);
  const reserve = reservationsOf(stack);
  await reserve(functions, 'reservations', 8, 100);
  return reserve(functions, 'reservations', 8, 1000).finally(() => functions.stop());
}

/** Reservations a second against a bare handler with the same SQL, A B A B, at several numbers of clients. */
export async function compareReservations(
  stack: BenchStack,
): Promise<{ comparisons: Comparison[]; peakMemoryBytes: number }> {
  const ours = await startFunctionsProcess(['reservations'], stack.environment, stack.functionsFolder);
  const bare = await startFunctionsProcess(
    [join(import.meta.dirname, 'bare-reservations.ts')],
    stack.environment,
    stack.functionsFolder,
  );
  const phase = reservationsOf(stack);
  const comparisons: Comparison[] = [];
  for (const { clients, count } of rounds) {
    await phase(ours, 'reservations', clients, 100);
    await phase(bare, 'bare-reservations', clients, 100);
    const [a1, b1] = [
      await phase(ours, 'reservations', clients, count),
      await phase(bare, 'bare-reservations', clients, count),
    ];
    const [a2, b2] = [
      await phase(ours, 'reservations', clients, count),
      await phase(bare, 'bare-reservations', clients, count),
    ];
    const perSecond = (a1.perSecond + a2.perSecond) / 2;
    const barePerSecond = (b1.perSecond + b2.perSecond) / 2;
    comparisons.push({
      clients,
      perSecond,
      barePerSecond,
      ratio: perSecond / barePerSecond,
      medianMs: a2.medianMs,
      slowestMs: Math.max(a1.slowestMs, a2.slowestMs),
    });
  }
  const peakMemoryBytes = await ours.peakMemoryBytes();
  await Promise.all([ours.stop(), bare.stop()]);
  return { comparisons, peakMemoryBytes };
}
