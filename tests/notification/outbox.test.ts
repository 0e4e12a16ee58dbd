import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Send } from '../../src/notification/channels/channel.ts';
import { deliverDue } from '../../src/workflows/message/deliver.ts';
import {
  ada,
  authorized,
  book,
  newClient,
  postReservation,
  quote,
  reserve,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { messagesAbout } from '../support/booking/settled-state.ts';
import type { Answer } from '../support/harness/client.ts';
import { useStack } from '../support/harness/stack.ts';
import { emptyOutbox, enqueueMessages, outboxRows } from '../support/message/outbox.ts';
import { deliver, intentEvent, openSubject, secondsOf } from '../support/payment/stripe-events.ts';

const stack = useStack();
beforeEach(() => emptyOutbox(stack));
afterEach(() => stack.functions.settled());

const enquiry = {
  name: 'Grace Hopper',
  email: 'grace@guests.example',
  phone: '+1 202 555 0147',
  message: 'Is the piano tuned?',
};

function postEnquiry(): Promise<Answer> {
  return stack.call('/contact', {
    body: enquiry,
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
}

/** Makes the database refuse every new row of a table until the function that this answers has run. */
async function refuseRowsOf(table: string): Promise<() => Promise<unknown>> {
  await stack.database.query(`create function refused_by_test() returns trigger language plpgsql as $$ begin raise exception 'refused by a test'; end $$;
    create trigger refused_by_test before insert on ${table} for each row execute function refused_by_test()`);
  return () => stack.database.query('drop function refused_by_test cascade');
}

async function countOf(table: string): Promise<number> {
  const { rows } = await stack.database.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return rows[0]?.count ?? Number.NaN;
}

test('a reservation that the database takes back leaves no message behind', async () => {
  const { wish } = await cloneItem(stack);
  const { quote: token } = await quote(stack, wish);
  const restore = await refuseRowsOf('occupancies');
  const refused = await postReservation(stack, token);
  await restore();
  expect(refused.status).toBe(500);
  expect(await outboxRows(stack)).toEqual([]);

  expect((await postReservation(stack, token)).status).toBe(201);
  expect(await outboxRows(stack)).toHaveLength(1);
});

test('a payment that the database cannot book confirms nothing and announces nothing, until Stripe tells of it again', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const subject = await openSubject(stack, reservation);
  await stack.functions.settled();
  await emptyOutbox(stack);
  const succeeded = intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) });
  const restore = await refuseRowsOf('ledger_entries');
  const refused = await deliver(stack, succeeded);
  await restore();
  expect(refused.status).toBe(500);
  expect(await outboxRows(stack)).toEqual([]);

  expect((await deliver(stack, succeeded)).status).toBe(200);
  expect(await messagesAbout(stack, reservation.id)).toEqual(['guest-confirmation', 'owner-new-reservation']);
});

test('nothing is decided whose message cannot be written: no outbox row, no reservation and no enquiry', async () => {
  const { wish } = await cloneItem(stack);
  const { quote: token } = await quote(stack, wish);
  const before = [await countOf('reservations'), await countOf('enquiries')];
  const restore = await refuseRowsOf('outbox');
  const answers = [await postReservation(stack, token), await postEnquiry()];
  await restore();
  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  expect([await countOf('reservations'), await countOf('enquiries')]).toEqual(before);
});

test('the outbox holds ids and figures, never a name, an address or a word that somebody wrote', async () => {
  const { wish } = await cloneItem(stack);
  const reservation = await book(stack, wish);
  await stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  await postEnquiry();
  await stack.functions.settled();
  const { rows } = await stack.database.query<{ row: string }>('select o::text as row from outbox o');
  expect(rows.length).toBeGreaterThanOrEqual(6);
  const text = rows.map(({ row }) => row).join('\n');
  for (const personal of [
    'Lovelace',
    ada.email,
    ...Object.values(enquiry),
    'Grace',
    '@',
    reservation.manageToken,
  ])
    expect(text).not.toContain(personal);
});

test('many drains over many messages send each exactly once', async () => {
  const { id } = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  await emptyOutbox(stack);
  const ids = await enqueueMessages(stack, id, 100, { template: 'guest-refund' });
  const sent: string[] = [];
  const send: Send = async (messageId) => void sent.push(messageId);
  await Promise.all(Array.from({ length: 4 }, () => deliverDue(stack.runtime, send)));
  expect(sent.sort()).toEqual(ids);
});

test('what has waited longest goes out first, and nothing goes out before its time', async () => {
  const { id } = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  await emptyOutbox(stack);
  const [tomorrow = ''] = await enqueueMessages(stack, id, 1, {
    template: 'guest-refund',
    dueInSeconds: 86_400,
  });
  const now = await enqueueMessages(stack, id, 11, { template: 'guest-refund' });
  const earlier = await enqueueMessages(stack, id, 11, {
    template: 'guest-refund',
    dueInSeconds: -60,
  });
  const sent: string[] = [];
  const send: Send = async (messageId) => void sent.push(messageId);
  await deliverDue(stack.runtime, send);
  expect(sent).toEqual([...earlier, ...now]);

  stack.clock.advance({ days: 1 });
  await deliverDue(stack.runtime, send);
  expect(sent.at(-1)).toBe(tomorrow);
});

test('a message whose drain died is free again exactly when its lease of two minutes ends', async () => {
  const { id } = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  await emptyOutbox(stack);
  const [messageId = ''] = await enqueueMessages(stack, id, 1, { template: 'guest-refund' });
  const sent: string[] = [];
  const taken = Promise.withResolvers<void>();
  void deliverDue(stack.runtime, () => {
    taken.resolve();
    return new Promise<never>(() => {});
  });
  await taken.promise;
  stack.clock.advance({ seconds: 119 });
  await deliverDue(stack.runtime, async (due) => void sent.push(due));
  expect(sent).toEqual([]);
  stack.clock.advance({ seconds: 1 });
  await deliverDue(stack.runtime, async (due) => void sent.push(due));
  expect(sent).toEqual([messageId]);
});

test('a guest with a confirmation sent again gets another message, not the old one twice', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  await stack.call(`/reservations/${reservation.id}/confirmation`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  const about = await messagesAbout(stack, reservation.id);
  expect(about.filter((template) => template === 'guest-confirmation')).toHaveLength(2);
});

test('messages that were given up are counted by /health, which stays healthy', async () => {
  await enqueueMessages(stack, 'res_00000000000000000000000000', 3);
  await stack.database.query("update outbox set status = 'dead'");
  const answer = await stack.call('/health', { from: newClient() });
  expect(answer.status).toBe(200);
  expect(answer.json()).toMatchObject({ isHealthy: true, mailQueue: 'ok', deadMessages: 3 });
});

test('mail that has not left for a quarter of an hour makes /health 503 and names the mail queue', async () => {
  const [id] = await enqueueMessages(stack, 'res_00000000000000000000000000', 1);
  stack.clock.advance({ minutes: 15 });
  expect((await stack.call('/health', { from: newClient() })).status).toBe(200);
  stack.clock.advance({ seconds: 1 });
  const late = await stack.call('/health', { from: newClient() });
  expect(late.status).toBe(503);
  expect(late.json()).toMatchObject({ isHealthy: false, database: 'ok', redis: 'ok', mailQueue: 'broken' });

  await stack.database.query("update outbox set status = 'sent' where id = $1", [id]);
  expect((await stack.call('/health', { from: newClient() })).status).toBe(200);
});
