import { randomUUID } from 'node:crypto';
import { catalogue } from '../../demo/seed/catalogue.ts';
import { clientAddress, get, post, runLoad } from './load.ts';
import { startFunctionsProcess } from './process.ts';
import type { BenchStack } from './stack.ts';

const clients = 8;
const rounds = 10;
const requestsOfRound = 10_000;

/** After a round: what the heap holds once it is swept, and the whole process. */
export interface MemoryAfter {
  readonly requests: number;
  readonly heapBytes: number;
  readonly residentBytes: number;
}

/**
 * What the process of the functions holds after each 10,000 of 100,000 requests: lists, items, availability,
 * quotes and refused reservations, each another one. What it keeps for each of them would show as a slope.
 */
export async function measureMemory(
  stack: BenchStack,
  progress: (after: MemoryAfter) => void,
): Promise<MemoryAfter[]> {
  const functions = await startFunctionsProcess(
    ['items', 'quotes', 'reservations'],
    stack.environment,
    stack.functionsFolder,
  );
  const api = `${functions.url}/api/v1`;
  const cars = catalogue.filter((item) => item.category === 'car' && item.minimumStay <= 3);
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const calls: readonly ((index: number, from: string) => Promise<{ status: number }>)[] = [
    (_, from) => get(`${api}/items?limit=5`, from),
    (index, from) => get(`${api}/items/${catalogue[index % catalogue.length]?.slug}`, from),
    (index, from) =>
      get(
        `${api}/items/riad-zahra/availability?from=${day(index % 300)}&to=${day((index % 300) + 14)}`,
        from,
      ),
    (index, from) => {
      const first = 40 + (index % 250);
      const wish = { item: cars[index % cars.length]?.slug, from: day(first), to: day(first + 3), guests: 1 };
      return post(`${api}/quotes`, JSON.stringify(wish), {}, from);
    },
    (index, from) => {
      const guest = { name: 'Ada', email: `ada-${index}@guests.example` };
      const body = JSON.stringify({ quote: 'not.a.quote', guest, acceptsPolicy: true });
      return post(`${api}/reservations`, body, { 'Idempotency-Key': randomUUID() }, from);
    },
  ];
  const seen: MemoryAfter[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const first = (round - 1) * requestsOfRound;
    // The same addresses again, whose connections are open, with a new budget.
    await stack.services.flushRedis();
    const load = await runLoad(clients, requestsOfRound, async (index) => {
      const call = calls[(first + index) % calls.length] ?? calls[0];
      if (!call) throw new Error('there is nothing to call');
      return (await call(first + index, clientAddress(60_000_000 + index))).status;
    });
    const wrong = Object.keys(load.statuses).filter(
      (status) => Number(status) === 429 || Number(status) >= 500,
    );
    if (wrong.length > 0) throw new Error(`not all were answered: ${JSON.stringify(load.statuses)}`);
    await functions.settled();
    const after = { requests: first + requestsOfRound, ...(await functions.memory()) };
    seen.push(after);
    progress(after);
  }
  await functions.stop();
  return seen;
}
