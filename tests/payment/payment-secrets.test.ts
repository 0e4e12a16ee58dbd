import { beforeAll, expect, test } from 'vitest';
import { createdReservationSchema } from '../../src/booking/present-reservation.ts';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  intentIdOf,
  newClient,
  pay,
  quote,
  reservationBody,
  stripeCheckout,
} from '../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../support/booking/cloned-item.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import {
  deliver,
  deliverAll,
  intentEvent,
  postWebhook,
  secondsOf,
  signatureOf,
} from '../support/payment/stripe-events.ts';

const stack = useStack();
let item: ClonedItem;
const guest = {
  name: 'Grietje Zwaluwstaart',
  email: 'grietje.zwaluwstaart@guests.example',
  phone: '+31612345678',
  note: 'We arrive with two Dalmatians.',
};
/** What must stand nowhere that is not sealed: of the guest, of our keys, and what opens a payment or a reservation. */
const secrets = new Set<string>([
  ...Object.values(guest),
  'Zwaluwstaart',
  testEnvironment.STRIPE_SECRET_KEY,
  testEnvironment.STRIPE_WEBHOOK_SECRET,
  testEnvironment.MIDAS_KEYS.slice(3),
  testEnvironment.UPSTASH_REDIS_REST_TOKEN,
]);

beforeAll(async () => {
  item = await cloneItem(stack, { units: 10 });
  await everythingThatHappensToPayments();
});

async function open() {
  const { quote: token } = await quote(stack, item.wish);
  const answer = await stack.call('/reservations', {
    body: reservationBody(token, guest),
    headers: { 'Idempotency-Key': `key-${secrets.size}-of-this-test` },
    from: newClient(),
  });
  const reservation = bodyOf(answer, 201, createdReservationSchema);
  secrets.add(reservation.manageToken);
  const payment = bodyOf(await ask(reservation), 201, paymentIntentResponseSchema);
  secrets.add(stripeCheckout(payment).clientSecret);
  await stack.functions.settled();
  return {
    reservation,
    id: payment.id,
    intentId: intentIdOf(payment),
    ...reservation.total,
  };
}

function ask(reservation: CreatedReservation) {
  return stack.call('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
    from: newClient(),
  });
}

/** Paid, declined, quarantined, late, cancelled; forged events, a provider and a database in trouble. */
async function everythingThatHappensToPayments() {
  const [paid, declined, wrong, late, cancelled] = [
    await open(),
    await open(),
    await open(),
    await open(),
    await open(),
  ];
  await pay(stack, paid.intentId);
  await pay(stack, declined.intentId, 'decline');
  const created = secondsOf(stack);
  await deliverAll(stack, [
    intentEvent(
      wrong,
      'payment_intent.succeeded',
      { created },
      { amount_received: 1, receipt_email: guest.email },
    ),
  ]);
  await stack.call(`/reservations/${cancelled.reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(cancelled.reservation),
    from: newClient(),
  });
  await pay(stack, cancelled.intentId);

  const body = JSON.stringify(
    intentEvent(
      late,
      'payment_intent.succeeded',
      { created },
      { receipt_email: guest.email, description: guest.name },
    ),
  );
  await postWebhook(stack, body, signatureOf(body, created, 'whsec_forged'));
  stack.stripe.chaos({ apiFault: { effect: 'after', answer: 'close', route: 'POST /v1/payment_intents' } });
  await ask(late.reservation);
  stack.stripe.chaos({ apiFault: null });
  await stack.database.query(`create function leak() returns trigger language plpgsql as $$ begin raise exception 'row %', '${guest.name}' using detail = '${guest.email}'; end $$;
    create trigger leak before insert on ledger_entries for each row execute function leak()`);
  await deliver(
    stack,
    intentEvent(late, 'payment_intent.succeeded', { created }, { receipt_email: guest.email }),
  );
  await stack.database.query('drop trigger leak on ledger_entries');
  stack.clock.advance({ minutes: 16 });
  await pay(stack, late.intentId);
}

function secretsIn(text: string): string[] {
  return [...secrets].filter((secret) => text.includes(secret));
}

test('no log line holds anything secret: no key, no client secret, no token, nothing of the guest', () => {
  expect(stack.logLines.length).toBeGreaterThan(20);
  expect(stack.logLines.filter((line) => line.includes('"level":"error"')).length).toBeGreaterThan(0);
  expect(stack.logLines.flatMap((line) => (secretsIn(line).length > 0 ? [line] : []))).toEqual([]);
});

test('every log line is one line of JSON', () => {
  for (const line of stack.logLines)
    expect(JSON.parse(line)).toMatchObject({
      at: expect.any(String),
      level: expect.any(String),
      message: expect.any(String),
    });
  expect(stack.logLines.filter((line) => line.includes('\n'))).toEqual([]);
});

test.each([
  'payment_events',
  'payments',
  'audit_events',
  'outbox',
  'ledger_transactions',
  'ledger_entries',
  'idempotency_keys',
])('no row of %s holds anything secret or anything of the guest', async (table) => {
  const { rows } = await stack.database.query<{ row: string }>(
    `select to_jsonb(t)::text as row from ${table} t`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.flatMap(({ row }) => (secretsIn(row).length > 0 ? [row] : []))).toEqual([]);
});

test('a stored event keeps figures and ids alone, not what Stripe knows of the guest', async () => {
  const { rows } = await stack.database.query<{ name: string }>(
    'select distinct jsonb_object_keys(content) as name from payment_events',
  );
  expect(rows.map(({ name }) => name).sort()).toEqual([
    'amount',
    'captured',
    'currency',
    'kind',
    'payment',
    'paymentId',
    'providerRef',
    'refundId',
    'risk',
    'savedMethod',
    'status',
  ]);
});

test('what Stripe is told of a payment names the thing and the reference, and nobody', async () => {
  const state: { paymentIntents: unknown } = Object(
    await (await fetch(`${stack.stripe.url}/_sandbox/state`)).json(),
  );
  const told = JSON.stringify(state.paymentIntents);
  expect(told).toContain('Riad');
  expect(Object.values(guest).filter((value) => told.includes(value))).toEqual([]);
});
