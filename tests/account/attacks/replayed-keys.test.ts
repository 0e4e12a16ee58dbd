import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedInUser } from '../../support/account/accounts.ts';
import { book, newClient, quote, reservationBody } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import type { Answer } from '../../support/harness/client.ts';
import { type Stack, startStack } from '../../support/harness/stack.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(async () => {
  await stack.functions.settled();
  await stack.stop();
});

const send = (path: string, body: unknown, key: string, headers: Readonly<Record<string, string>> = {}) =>
  stack.call(path, {
    method: 'POST',
    body,
    headers: { 'Idempotency-Key': key, ...headers },
    from: newClient(),
  });

const saidOf = (answer: Answer) => [answer.status, Object(answer.json()).code];

test('whoever knows the key of a guest’s request, but not all of the request, learns and gets nothing of what it made', async () => {
  const item = await cloneItem(stack, { units: 3 });
  const [theirs, own] = [await quote(stack, item.wish), await quote(stack, item.wish)];
  const body = reservationBody(theirs.quote);
  const key = randomUUID();
  const made = await send('/reservations', body, key);
  expect(made.status).toBe(201);
  const others = [
    reservationBody(own.quote),
    { ...body, guest: { ...body.guest, email: 'mallory@guests.example' } },
    { ...body, guest: { ...body.guest, phone: '+33612345678' } },
    { ...body, language: 'fr' },
  ];
  for (const other of others) {
    const answer = await send('/reservations', other, key);
    expect(saidOf(answer)).toEqual([422, 'idempotency-key-reused']);
    expect(answer.text).not.toContain(Object(made.json()).id);
  }
  // However the address is written, it is one request.
  for (const path of ['/reservations?again=1', '/./reservations', '/x/../reservations'])
    expect((await send(path, body, key)).headers.get('Idempotent-Replayed'), path).toBe('true');
  const { rows } = await stack.database.query('select id from reservations where item_id = $1', [item.id]);
  expect(rows).toHaveLength(1);
});

test('a refund is found again by its key only by who may refund, and moves money once, whoever of them asks', async () => {
  const paymentOf = async () => {
    const { id } = await book(stack, (await cloneItem(stack)).wish);
    const { rows } = await stack.database.query('select id from payments where reservation_id = $1', [id]);
    return String(rows[0]?.id);
  };
  const [payment, another] = [await paymentOf(), await paymentOf()];
  const [staff, manager, guest] = await Promise.all(
    (['staff', 'manager', 'guest'] as const).map((role) => signedInUser(stack, role)),
  );
  const key = randomUUID();
  const body = { amount: 100, reason: 'The pool was closed.' };
  const refund = (of: string, who?: { headers: Record<string, string> }) =>
    send(`/payments/${of}/refunds`, body, key, who?.headers);
  const first = await refund(payment, staff);
  expect(first.status, first.text).toBe(202);
  expect(saidOf(await refund(payment, guest))).toEqual([403, 'forbidden']);
  expect(saidOf(await refund(payment))).toEqual([401, 'unauthorized']);
  const again = await refund(payment, manager);
  expect([again.status, Object(again.json()).id]).toEqual([202, Object(first.json()).id]);
  // The same key at another payment is another request.
  expect(Object((await refund(another, staff)).json()).id).not.toBe(Object(first.json()).id);
  const { rows } = await stack.database.query(
    'select payment_id, count(*)::int from refunds where payment_id = any($1) group by 1',
    [[payment, another]],
  );
  expect(rows.map(({ count }) => count)).toEqual([1, 1]);
});
