import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { listen } from '../../dev/ports.ts';
import { inFlightAtMost } from '../../dev/webhooks/delivery.ts';
import { approved, start as startPaypal } from './paypal-sandbox/client.ts';
import { ofCard, start as startStripe } from './stripe-sandbox/client.ts';

/** A receiver that answers nobody until it is told to, and counts those that wait. */
async function gate() {
  let open = false;
  let now = 0;
  let most = 0;
  let total = 0;
  const held: (() => void)[] = [];
  const full = Promise.withResolvers<void>();
  const server = createServer((request, response) => {
    now += 1;
    total += 1;
    most = Math.max(most, now);
    const answer = () => {
      now -= 1;
      response.writeHead(200).end();
    };
    request.resume().on('end', () => {
      if (open) answer();
      else held.push(answer);
      if (held.length === inFlightAtMost) full.resolve();
    });
  });
  const port = await listen(server, { part: 'The receiver', host: '127.0.0.1', port: 0 });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${port}/hook`,
    full: full.promise,
    counts: () => ({ most, total }),
    open() {
      open = true;
      for (const answer of held) answer();
    },
  };
}

const events = 3 * inFlightAtMost;

test('Stripe’s sandbox has only so many deliveries in flight, answers meanwhile, and delivers all of them', async () => {
  const door = await gate();
  const { sandbox, stripe } = await startStripe({ webhookUrl: door.url });
  for (let made = 0; made < events; made += 1) await stripe.paymentIntents.create(ofCard);
  await door.full;
  // Each a trip to the sandbox and back, in which one more delivery would arrive.
  for (let asked = 0; asked < 10; asked += 1) await stripe.events.list();
  expect(door.counts()).toEqual({ most: inFlightAtMost, total: inFlightAtMost });
  door.open();
  await sandbox.settled();
  expect(door.counts()).toEqual({ most: inFlightAtMost, total: events });
});

test('and so has PayPal’s', async () => {
  const door = await gate();
  const parts = await startPaypal({ webhookUrl: door.url });
  for (let made = 0; made < events; made += 1) await approved(parts);
  await door.full;
  for (let asked = 0; asked < 10; asked += 1) await parts.api.get('/v2/checkout/orders/none');
  expect(door.counts()).toEqual({ most: inFlightAtMost, total: inFlightAtMost });
  door.open();
  await parts.sandbox.settled();
  expect(door.counts()).toEqual({ most: inFlightAtMost, total: events });
});

test('what is forgotten while it waits for its turn is not sent', async () => {
  const door = await gate();
  const { sandbox, stripe } = await startStripe({ webhookUrl: door.url });
  for (let made = 0; made < events; made += 1) await stripe.paymentIntents.create(ofCard);
  await door.full;
  sandbox.reset();
  door.open();
  await sandbox.settled();
  expect(door.counts().total).toBe(inFlightAtMost);
});
