import * as v from 'valibot';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import deliverMessages from '../../../netlify/functions/scheduled/deliver-messages.ts';
import { type CreatedReservation, reserve } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../../support/booking/cloned-item.ts';
import {
  balancesFor,
  balancesOf,
  countOf,
  mailsAbout,
  messagesAbout,
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { call } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import {
  deliver,
  deliverAll,
  type EventSubject,
  intentEvent,
  openSubject,
  secondsOf,
} from '../../support/payment/stripe-events.ts';

const stack = useStack();
let item: ClonedItem;
beforeAll(async () => {
  item = await cloneItem(stack, { units: 30 });
});

async function open(): Promise<{ reservation: CreatedReservation; subject: EventSubject }> {
  const reservation = await reserve(stack, item.wish);
  const subject = await openSubject(stack, reservation);
  await stack.stripe.settled();
  await stack.functions.settled();
  return { reservation, subject };
}

const attemptsSchema = v.object({
  attempts: v.array(
    v.object({ eventId: v.string(), type: v.string(), outcome: v.union([v.number(), v.string()]) }),
  ),
});

/** What we answered to the last payment's success, attempt by attempt, as Stripe saw it. */
async function answersToSuccess(): Promise<(number | string)[]> {
  const { attempts } = v.parse(attemptsSchema, (await call(`${stack.stripe.url}/_sandbox/state`)).json());
  const succeeded = attempts.filter(({ type }) => type === 'payment_intent.succeeded');
  const last = succeeded.at(-1)?.eventId;
  return succeeded.filter(({ eventId }) => eventId === last).map(({ outcome }) => outcome);
}

/** Confirmed once, with the books and the messages of exactly one payment. */
async function expectSettledOnce(reservation: CreatedReservation, subject: EventSubject) {
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
  expect(await paymentState(stack, subject.id)).toMatchObject({
    status: 'succeeded',
    captured: subject.amount,
    quarantine: null,
  });
  expect(await balancesOf(stack, subject.id)).toEqual(balancesFor(subject.amount));
  expect(await messagesAbout(stack, reservation.id)).toEqual([
    'guest-confirmation',
    'guest-hold',
    'owner-new-reservation',
  ]);
  expect(await unbalancedTransactions(stack)).toEqual([]);
}

const settling = { matching: /\.apply_\w+\(/ };

test.each([
  { name: 'the database refuses', fault: { failBefore: '503' } },
  {
    name: 'the connection to the database breaks before anything was written',
    fault: { failBefore: 'close' },
  },
  { name: 'we crash after everything was written and before we could answer', fault: { failAfter: true } },
] as const)(
  'when $name, Stripe is told to come again, and its next attempt settles the payment once',
  async ({ fault }) => {
    const { reservation, subject } = await open();
    onTestFinished(stack.proxy.faults({ database: stack.databaseName, ...settling, next: 2, ...fault }));
    stack.stripe.pay(subject.intentId, 'success'); // charge.succeeded and payment_intent.succeeded: two events
    await stack.stripe.settled();
    await stack.functions.settled();

    expect(await answersToSuccess()).toEqual([expect.toSatisfy((code) => code >= 500), 200]);
    await expectSettledOnce(reservation, subject);
  },
);

test('mails of a payment whose answer was lost go out with the next sweep, once', async () => {
  const { reservation, subject } = await open();
  onTestFinished(stack.proxy.faults({ database: stack.databaseName, ...settling, next: 1, failAfter: true }));
  const event = intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) });
  expect((await deliver(stack, event)).status).toBeGreaterThanOrEqual(500);
  await deliverAll(stack, [event]);
  // The job needs nothing of Netlify's context when it is given a runtime.
  await deliverMessages(new Request('https://fine-things.example'), Object.create(null), stack.runtime);

  expect(await mailsAbout(stack, reservation.id)).toHaveLength(2);
});

/** What applying an event writes, beside storing it. */
const writes = [
  { step: 'the payment', table: 'payments', event: 'update' },
  { step: 'the reservation', table: 'reservations', event: 'update' },
  { step: 'the unit', table: 'occupancies', event: 'insert or update' },
  { step: 'the ledger', table: 'ledger_entries', event: 'insert' },
  { step: 'the messages', table: 'outbox', event: 'insert' },
  { step: 'the audit', table: 'audit_events', event: 'insert' },
];

test.each(writes)(
  'a crash while writing $step leaves no stored event behind, and redelivery heals it',
  async ({ table, event }) => {
    const { reservation, subject } = await open();
    const stored = await countOf(stack, 'payment_events');
    const paid = intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) });
    await stack.database.query(`create or replace function crash() returns trigger language plpgsql as $$ begin raise exception 'crash'; end $$;
    create trigger crash before ${event} on ${table} for each row execute function crash()`);
    const crashed = await deliver(stack, paid).finally(() =>
      stack.database.query(`drop trigger crash on ${table}`),
    );

    expect(crashed.status).toBeGreaterThanOrEqual(500);
    expect(crashed.headers.get('Content-Type')).toBe('application/problem+json');
    expect(crashed.text).not.toContain('crash');
    expect(await countOf(stack, 'payment_events')).toBe(stored);
    expect(await paymentState(stack, subject.id)).toMatchObject({ status: 'pending', captured: 0 });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
    await deliverAll(stack, [paid]);
    await expectSettledOnce(reservation, subject);
  },
);

test('a database session that is killed in the middle leaves no stored event behind, and redelivery heals it', async () => {
  const { reservation, subject } = await open();
  const stored = await countOf(stack, 'payment_events');
  const paid = intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) });
  await stack.database.query('begin');
  await stack.database.query('lock table ledger_entries in access exclusive mode');
  const answer = deliver(stack, paid);
  const kill = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await stack.database.query(kill)).rowCount === 0);
  await stack.database.query('rollback');

  expect((await answer).status).toBeGreaterThanOrEqual(500);
  expect(await countOf(stack, 'payment_events')).toBe(stored);
  await deliverAll(stack, [paid]);
  await expectSettledOnce(reservation, subject);
});

test('while the database is away every event is answered with a silent 5xx, also those that are not ours', async () => {
  const { subject } = await open();
  const lift = stack.proxy.faults({ database: stack.databaseName, failBefore: 'close' });
  onTestFinished(lift);
  const created = secondsOf(stack);
  const stranger = { ...subject, id: 'pay_unknown', intentId: 'pi_unknown' };
  for (const event of [
    intentEvent(subject, 'payment_intent.succeeded', { created }),
    intentEvent(stranger, 'payment_intent.created', { created }),
  ]) {
    const answer = await deliver(stack, event);
    expect(answer.status).toBeGreaterThanOrEqual(500);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.text).not.toMatch(/insert|payment_events|postgres|127\.0\.0\.1|ECONN/i);
  }
});

test('events are settled while Redis is away', async () => {
  const { reservation, subject } = await open();
  onTestFinished(stack.redis.faults({ refuse: 'close' }));
  await deliverAll(stack, [intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) })]);
  await expectSettledOnce(reservation, subject);
});
