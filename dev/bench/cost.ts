import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import * as v from 'valibot';
import { catalogue } from '../../demo/seed/catalogue.ts';
import { clientAddress, get, post } from './load.ts';
import { startFunctionsProcess } from './process.ts';
import { postgresMs } from './processor-time.ts';
import type { BenchStack } from './stack.ts';
import { succeededEvent } from './succeeded-event.ts';

const count = 150;
const warm = 50;

/** What one call of an endpoint takes of the processor, what follows its answer included. */
export interface Cost {
  readonly endpoint: string;
  readonly functionsMs: number;
  readonly postgresMs: number;
  /** How long one client waits for its answer. */
  readonly medianMs: number;
  readonly p95Ms: number;
}

const quoted = v.object({ quote: v.string() });
const reserved = v.object({ id: v.string(), manageToken: v.string() });
const opened = v.object({
  id: v.string(),
  amount: v.object({ amount: v.number(), currency: v.string() }),
  checkout: v.object({ clientSecret: v.string() }),
});

/** Calls each endpoint of a booking one after the other, and says what each call cost. Linux only. */
export async function measureCosts(stack: BenchStack): Promise<Cost[]> {
  const functions = await startFunctionsProcess(
    ['items', 'quotes', 'reservations', 'payment-intents', 'stripe-webhook'],
    stack.environment,
    stack.functionsFolder,
  );
  const api = `${functions.url}/api/v1`;
  const costs: Cost[] = [];
  let calls = 0;
  const from = () => {
    calls += 1;
    return clientAddress(40_000_000 + calls * 15);
  };

  async function cost<T>(endpoint: string, call: (index: number) => Promise<T>): Promise<T[]> {
    const answers: T[] = [];
    for (let index = 0; index < warm; index += 1) answers.push(await call(index));
    await functions.settled();
    const [functionsBefore, postgresBefore] = [await functions.processorMs(), postgresMs(stack.dataDir)];
    const waitedMs: number[] = [];
    for (let index = warm; index < warm + count; index += 1) {
      const beganAtMs = performance.now();
      answers.push(await call(index));
      waitedMs.push(performance.now() - beganAtMs);
      // What follows an answer is no part of how long the next one waits.
      await functions.settled();
    }
    waitedMs.sort((a, b) => a - b);
    costs.push({
      medianMs: waitedMs[count >> 1] ?? 0,
      p95Ms: waitedMs[Math.floor(count * 0.95)] ?? 0,
      endpoint,
      functionsMs: ((await functions.processorMs()) - functionsBefore) / count,
      postgresMs: (postgresMs(stack.dataDir) - postgresBefore) / count,
    });
    return answers;
  }

  async function ask<S extends v.GenericSchema>(
    schema: S,
    path: string,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<v.InferOutput<S>> {
    const { status, text } = await post(`${api}${path}`, body, headers, from());
    if (status >= 300) throw new Error(`${path} answered ${status}: ${text}`);
    return v.parse(schema, JSON.parse(text));
  }
  const read = async (path: string) => {
    const { status } = await get(`${api}${path}`, from());
    if (status !== 200) throw new Error(`${path} answered ${status}`);
  };

  const cars = catalogue.filter(
    (item) => item.category === 'car' && item.minimumStay <= 7 && item.maximumStay >= 7,
  );
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await cost('GET /items', () => read('/items'));
  await cost('GET /items with dates', () => read(`/items?from=${day(60)}&to=${day(67)}&guests=2`));
  await cost('GET /items/{slug}', () => read('/items/riad-zahra'));
  await cost('GET /items/{slug}/availability', () =>
    read(`/items/riad-zahra/availability?from=${day(60)}&to=${day(90)}`),
  );
  const quotes = await cost('POST /quotes', (index) => {
    const first = 40 + Math.floor(index / cars.length) * 8;
    const wish = { item: cars[index % cars.length]?.slug, from: day(first), to: day(first + 7), guests: 1 };
    return ask(quoted, '/quotes', JSON.stringify(wish));
  });
  const reservations = await cost('POST /reservations', (index) => {
    // Of one guest who books them all the risk would be weighed against each booking before.
    const guest = { name: 'Ada', email: `ada-${index}@guests.example` };
    return ask(reserved, '/reservations', JSON.stringify({ ...quotes[index], guest, acceptsPolicy: true }), {
      'Idempotency-Key': randomUUID(),
    });
  });
  const authorization = (index: number) => ({ Authorization: `Bearer ${reservations[index]?.manageToken}` });
  const payments = await cost('POST /payment-intents', (index) =>
    ask(
      opened,
      '/payment-intents',
      JSON.stringify({ reservation: reservations[index]?.id }),
      authorization(index),
    ),
  );
  await cost('POST /webhooks/stripe (paid)', (index) => {
    const payment = payments[index];
    if (!payment) throw new Error('no payment to tell of');
    const payload = succeededEvent(payment);
    const secret = stack.environment.STRIPE_WEBHOOK_SECRET;
    return ask(v.object({ received: v.literal(true) }), '/webhooks/stripe', payload, {
      'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({ payload, secret }),
    });
  });
  await cost('GET /reservations/{id}/statement', async (index) => {
    const { status } = await get(
      `${api}/reservations/${reservations[index]?.id}/statement`,
      from(),
      authorization(index),
    );
    if (status !== 200) throw new Error(`a statement answered ${status}`);
  });
  await functions.stop();
  return costs;
}
