import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { Client } from 'pg';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DisputeFact, PaymentFact, RefundFact } from '../../src/payment/provider/provider.ts';
import type { Row } from '../../src/platform/database/database.ts';
import { idSchema } from '../../src/platform/ids.ts';
import { currencySchema, minor } from '../../src/platform/money/money.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { applyAssessedEvent } from '../../src/workflows/payment/events/apply-assessed-event.ts';
import { openPayment } from '../../src/workflows/payment/open/open-payment.ts';
import { intentIdOf, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';
import { quietOutbox } from '../support/message/quiet-outbox.ts';

const stack = useStack();
let client: Client;
/** The statements that were sent on this one connection, and where in functions something was planned. */
let sent = 0;
let planned: string[] = [];
let runtime: Runtime;

beforeAll(async () => {
  stack.stripe.chaos({ drop: 'all' });
  await quietOutbox(stack);
  client = new Client({ connectionString: stack.databaseUrl });
  await client.connect();
  client.on('notice', ({ message, where }) => {
    if (message === 'PLANNER STATISTICS' && where) planned.push(where);
  });
  await client.query("set client_min_messages = 'log'; set log_planner_stats = on");
  const run = async (statement: SQL): Promise<Row[]> => {
    const { sql, params } = new PgDialect().sqlToQuery(statement);
    sent += 1;
    return (await client.query<Row>(sql, params)).rows;
  };
  const batch = async (statements: readonly SQL[]) => {
    await client.query('begin');
    const results: Row[][] = [];
    for (const one of statements) results.push(await run(one));
    await client.query('commit');
    return results;
  };
  runtime = { ...stack.runtime, database: { query: run, batch } };
});
afterAll(() => client.end());

/** A reservation whose payment is open, and what may be told of it. */
async function opened() {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  [sent, planned] = [0, []];
  const { response, afterwards } = await openPayment(
    runtime,
    { reservation: v.parse(idSchema('reservation'), reservation.id), provider: 'stripe' },
    { network: '192.0.2.1', country: 'ES', device: 'a-browser' },
  );
  await afterwards();
  const [paymentId, providerRef] = [response.id, intentIdOf(response)];
  const money = {
    amount: minor(reservation.amountDue.amount),
    currency: v.parse(currencySchema, reservation.total.currency),
  };
  const ref = { paymentId, providerRef };
  const risk = { level: 'normal', score: 3, cardFingerprint: paymentId, cardCountry: 'ES' } as const;
  const payment = (status: PaymentFact['status']): PaymentFact => ({
    kind: 'payment',
    ...ref,
    status,
    ...money,
    captured: status === 'succeeded' ? money.amount : minor(0),
    risk,
  });
  const refund = (status: RefundFact['status']): RefundFact => ({
    kind: 'refund',
    refundId: undefined,
    providerRef: `re:${paymentId}`,
    payment: ref,
    amount: minor(500),
    currency: money.currency,
    status,
  });
  const dispute = (status: DisputeFact['status']): DisputeFact => ({
    kind: 'dispute',
    providerRef: `du:${paymentId}`,
    payment: ref,
    ...money,
    status,
    reason: 'fraudulent',
    evidenceDueAt: undefined,
  });
  return { payment, refund, dispute };
}

/** The payment of a booking is opened, fails, succeeds, goes back in part, and is lost to a dispute. */
async function story() {
  const { payment, refund, dispute } = await opened();
  const facts = [
    payment('processing'),
    payment('failed'),
    payment('succeeded'),
    refund('pending'),
    refund('succeeded'),
    dispute('needs-response'),
    dispute('lost'),
  ];
  for (const fact of facts) {
    const eventId = `${facts.indexOf(fact)}:${JSON.stringify(fact)}`;
    const event = { provider: 'stripe', type: 'test', eventId, occurredAt: stack.clock.now(), fact } as const;
    expect(await applyAssessedEvent(runtime, event)).toMatchObject({ isNew: true, quarantine: null });
  }
  return { sent, planned };
}

test('a payment is opened by three short statements, an event is one and a success two, and what functions ask is planned once on a connection', async () => {
  expect((await story()).planned.length).toBeGreaterThan(100);
  // What runs at the commit alone, without a function around it that has one plan for all, is planned a few times more.
  await story();
  expect(await story()).toEqual({ sent: 11, planned: [] });
});
