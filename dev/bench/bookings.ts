import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import * as v from 'valibot';
import { catalogue } from '../../demo/seed/catalogue.ts';
import { clientAddress, type Load, post, runLoad } from './load.ts';
import { startFunctionsProcess } from './process.ts';
import type { BenchStack } from './stack.ts';
import { succeededEvent } from './succeeded-event.ts';

const clients = 8;
/** Before the clock runs: what is compiled and planned once is not what a sale costs. */
const warmUp = 150;
const count = 600;

const quoted = v.object({ quote: v.string() });
const reserved = v.object({ id: v.string(), manageToken: v.string() });
const opened = v.object({
  id: v.string(),
  amount: v.object({ amount: v.number(), currency: v.string() }),
  checkout: v.object({ clientSecret: v.string() }),
});

/**
 * Whole bookings a second: quote, reservation, payment intent and the signed webhook that confirms it, one after the other
 * for each of eight clients. Mails wait in the
 * outbox. Answers the load and how many were confirmed.
 */
export async function measureBookings(
  stack: BenchStack,
): Promise<{ load: Load; confirmed: number; peakMemoryBytes: number }> {
  const functions = await startFunctionsProcess(
    ['quotes', 'reservations', 'payment-intents', 'stripe-webhook'],
    stack.environment,
    stack.functionsFolder,
  );
  const api = `${functions.url}/api/v1`;
  const cars = catalogue.filter(
    (item) => item.category === 'car' && item.minimumStay <= 3 && item.maximumStay >= 3,
  );
  const firstAddress = 1_000_000;
  const book = async (index: number): Promise<number> => {
    const from = clientAddress(firstAddress + index);
    const car = cars[index % cars.length];
    const start = Date.now() + (40 + Math.floor(index / cars.length) * 4) * 86_400_000;
    const day = (offset: number) => new Date(start + offset * 86_400_000).toISOString().slice(0, 10);
    const send = async <S extends v.GenericSchema>(
      schema: S,
      path: string,
      body: string,
      headers: Record<string, string> = {},
    ) => {
      const answer = await post(`${api}${path}`, body, headers, from);
      if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
      return v.parse(schema, JSON.parse(answer.text));
    };
    const { quote } = await send(
      quoted,
      '/quotes',
      JSON.stringify({ item: car?.slug, from: day(0), to: day(3), guests: 1 }),
    );
    // Of one guest who books them all the risk would be weighed against each booking before.
    const guest = { name: 'Ada', email: `ada-${index}@guests.example` };
    const reservation = await send(
      reserved,
      '/reservations',
      JSON.stringify({ quote, guest, acceptsPolicy: true }),
      { 'Idempotency-Key': randomUUID() },
    );
    const payment = await send(opened, '/payment-intents', JSON.stringify({ reservation: reservation.id }), {
      Authorization: `Bearer ${reservation.manageToken}`,
    });
    const event = succeededEvent(payment);
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload: event,
      secret: stack.environment.STRIPE_WEBHOOK_SECRET,
    });
    await send(v.object({ received: v.literal(true) }), '/webhooks/stripe', event, {
      'Stripe-Signature': signature,
    });
    return 200;
  };
  await runLoad(clients, warmUp, book);
  await functions.settled();
  const load = await runLoad(clients, count, (index) => book(warmUp + index));
  await functions.settled();
  const { rows } = await stack.database.query<{ confirmed: number }>(
    `select count(*)::int as confirmed from reservations where status = 'confirmed'`,
  );
  const peakMemoryBytes = await functions.peakMemoryBytes();
  await functions.stop();
  return { load, confirmed: rows[0]?.confirmed ?? 0, peakMemoryBytes };
}
