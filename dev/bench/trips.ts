import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import * as v from 'valibot';
import { startNeonProxy } from '../neon-proxy.ts';
import { startUpstash } from '../upstash.ts';
import { startFunctionsProcess } from './process.ts';
import type { BenchStack } from './stack.ts';
import { succeededEvent } from './succeeded-event.ts';

/** The round trips of one request: before its answer, and after it. */
export interface Trips {
  readonly endpoint: string;
  readonly database: number;
  readonly redis: number;
  readonly provider: number;
  /** Database trips that happen after the answer: the outbox, the provider's id. */
  readonly databaseAfter: number;
}

const reservationSchema = v.object({ id: v.string(), manageToken: v.string() });
const quoteSchema = v.object({ quote: v.string() });
const paymentSchema = v.object({
  id: v.string(),
  amount: v.object({ amount: v.number(), currency: v.string() }),
  checkout: v.object({ clientSecret: v.string() }),
});

/** Counts what each endpoint asks of database, Redis and provider, after one call that loads the limiter's script. */
export async function countTrips(stack: BenchStack): Promise<Trips[]> {
  // In this process, so that the counters are read at the very moment of the answer.
  const proxy = await startNeonProxy({ port: 0, maxConnections: 4 });
  const redis = await startUpstash({ port: 0, token: stack.environment.UPSTASH_REDIS_REST_TOKEN });
  const database = new URL(stack.environment.DATABASE_URL).pathname.slice(1);
  const counts = () => [proxy.counts(database).requests, redis.counts().trips] as const;
  const environment = {
    ...stack.environment,
    DATABASE_HTTP_ENDPOINT: `${proxy.url}/sql`,
    UPSTASH_REDIS_REST_URL: redis.url,
  };
  const functions = await startFunctionsProcess(
    ['items', 'quotes', 'reservations', 'payment-intents', 'stripe-webhook', 'contact', 'health'],
    environment,
    stack.functionsFolder,
  );
  const table: Trips[] = [];
  const provider = () => Object.values(stack.stripe.counts()).reduce((sum, count) => sum + count, 0);

  const ask = async (
    endpoint: string,
    path: string,
    init: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    await functions.settled();
    const [databaseBefore, redisBefore] = counts();
    const providerBefore = provider();
    const [method = 'GET'] = endpoint.split(' ');
    const text = typeof init.body === 'string' ? init.body : JSON.stringify(init.body);
    const response = await fetch(`${functions.url}/api/v1${path}`, {
      method,
      headers: { 'Content-Type': 'application/json', ...init.headers },
      ...(text === undefined ? {} : { body: text }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${endpoint} answered ${response.status}: ${JSON.stringify(answer)}`);
    const [databaseNow, redisNow] = counts();
    const [databaseTrips, redisTrips, called] = [
      databaseNow - databaseBefore,
      redisNow - redisBefore,
      provider() - providerBefore,
    ];
    await functions.settled();
    table.push({
      endpoint,
      database: databaseTrips,
      redis: redisTrips,
      provider: called,
      databaseAfter: counts()[0] - databaseNow,
    });
    return answer;
  };

  // The first call of all sends the limiter's script; it is not what a warm function does.
  await fetch(`${functions.url}/api/v1/items`);
  await ask('GET /items', '/items');
  await ask('GET /items/{slug}', '/items/riad-zahra');
  await ask('GET /items/{slug}/availability', '/items/riad-zahra/availability?from=2028-06-01&to=2028-07-01');
  const from = new Date(Date.now() + 60 * 86_400_000).toISOString().slice(0, 10);
  const to = new Date(Date.now() + 67 * 86_400_000).toISOString().slice(0, 10);
  const { quote } = v.parse(
    quoteSchema,
    await ask('POST /quotes', '/quotes', { body: { item: 'riad-zahra', from, to, guests: 1 } }),
  );
  const body = { quote, guest: { name: 'Ada', email: 'ada@guests.example' }, acceptsPolicy: true };
  const reservation = v.parse(
    reservationSchema,
    await ask('POST /reservations', '/reservations', { body, headers: { 'Idempotency-Key': randomUUID() } }),
  );
  const headers = { Authorization: `Bearer ${reservation.manageToken}` };
  await ask('GET /reservations/{id}', `/reservations/${reservation.id}`, { headers });
  const payment = v.parse(
    paymentSchema,
    await ask('POST /payment-intents', '/payment-intents', {
      body: { reservation: reservation.id },
      headers,
    }),
  );
  const event = succeededEvent(payment);
  await ask('POST /webhooks/stripe', '/webhooks/stripe', {
    body: event,
    headers: {
      'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({
        payload: event,
        secret: stack.environment.STRIPE_WEBHOOK_SECRET,
      }),
    },
  });
  await ask('GET /reservations/{id}/confirmation', `/reservations/${reservation.id}/confirmation`, {
    headers,
  });
  await ask('POST /reservations/{id}/confirmation', `/reservations/${reservation.id}/confirmation`, {
    headers,
  });
  await ask('GET /reservations/{id}/cancellation', `/reservations/${reservation.id}/cancellation`, {
    headers,
  });
  await ask('POST /reservations/{id}/cancel', `/reservations/${reservation.id}/cancel`, { headers });
  await ask('POST /contact', '/contact', {
    body: { name: 'Ada', email: 'ada@guests.example', message: 'Hello' },
    headers: { 'Idempotency-Key': randomUUID() },
  });
  await ask('GET /health', '/health');
  await functions.stop();
  await Promise.all([proxy.close(), redis.close()]);
  return table;
}
