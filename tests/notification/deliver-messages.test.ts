import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import deliverMessages from '../../netlify/functions/scheduled/deliver-messages.ts';
import { newClient } from '../support/booking/booking.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();

test('what could not be delivered after the answer, the schedule delivers once it is due again', async () => {
  stack.mailbox.faults({ reject: 451 });
  const body = { name: 'Ada', email: 'ada@guests.example', message: 'Is the terrace heated?' };
  const headers = { 'Idempotency-Key': randomUUID() };
  expect((await stack.call('/contact', { body, headers, from: newClient() })).status).toBe(201);
  await stack.functions.settled();
  stack.mailbox.clearFaults();
  expect(stack.mailbox.messages()).toEqual([]);

  expect(await fireSchedule(stack, deliverMessages)).toBe(204);
  expect(stack.mailbox.messages(), 'before the backoff is over').toEqual([]);
  stack.clock.advance({ minutes: 1 });
  expect(await fireSchedule(stack, deliverMessages)).toBe(204);
  expect(await fireSchedule(stack, deliverMessages)).toBe(204);
  expect(stack.mailbox.messages().map((mail) => mail.text)).toEqual([
    expect.stringContaining('Is the terrace heated?'),
  ]);
});
