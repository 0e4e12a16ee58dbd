import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { type Leased, nextRound, type Queue } from '../../src/outbox/round.ts';
import { messageContent } from '../../src/workflows/message/message.ts';
import { providerCalls } from '../../src/workflows/payment/provider-calls.ts';
import { userSpeaking, writeNotice } from '../support/account/account-mails.ts';
import { reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import { useStack } from '../support/harness/stack.ts';
import { emptyOutbox, enqueueMessages } from '../support/message/outbox.ts';
import { openSubject } from '../support/payment/stripe-events.ts';

const stack = useStack();

const mails = { channels: { mail: 1 }, content: messageContent };

/** Takes what is due by a statement that began before it was written, and waited until it was there. */
async function takenByOneThatWaited(
  queue: Queue,
  write: () => Promise<unknown>,
): Promise<Leased | undefined> {
  await stack.functions.settled();
  await emptyOutbox(stack);
  await enqueueMessages(stack, 'res_of_nobody', 1);
  const noLimit = () => expect.unreachable();
  const begun = { notes: [], room: { mail: 1 }, isIdle: true };
  const [first] = await nextRound(stack.runtime, mails, begun, noLimit);
  if (!first) throw new Error('there was nothing to take');
  await stack.database.query('begin');
  await stack.database.query('select from outbox where id = $1 for update', [first.id]);
  const notes = [{ id: first.id, lease: first.lease, status: 'sent' }] as const;
  const taking = nextRound(stack.runtime, queue, { notes, room: queue.channels, isIdle: true }, noLimit);
  await someoneWaits(stack);
  await write();
  await stack.database.query('commit');
  const [taken] = await taking;
  return taken;
}

test('a notice brings its link, though it was written after the statement that takes it began', async () => {
  const { id, email } = await userSpeaking(stack, 'fr');
  const taken = await takenByOneThatWaited(mails, () => writeNotice(stack, 'user-password-changed', id));
  expect(taken?.template).toBe('user-password-changed');
  expect(taken?.content).toMatchObject({
    about: { oneTime: { purpose: 'secure-account', email }, user: { id } },
  });
});

test('a mail about a reservation tells of it as it is when it is taken', async () => {
  const { id } = await reserve(stack, (await cloneItem(stack)).wish);
  const taken = await takenByOneThatWaited(mails, async () => {
    await stack.runtime.database.query(sql`update reservations set language = 'es' where id = ${id}`);
    await enqueueMessages(stack, id, 1, { template: 'guest-balance-reminder' });
  });
  expect(taken?.content).toMatchObject({ about: { reservation: { id, language: 'es' } } });
});

test('a call to a provider knows of its payment, though it was opened after the statement that takes it began', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const calls = { channels: { provider: 1 }, content: providerCalls(stack.runtime).content };
  let paymentId = '';
  const taken = await takenByOneThatWaited(calls, async () => {
    paymentId = (await openSubject(stack, reservation)).id;
    const now = stack.clock.now().toISOString();
    await stack.runtime.database.query(sql`
      insert into outbox (id, channel, template, subject_id, due_at, created_at)
      select new_id('msg'), 'provider', 'capture', ${paymentId}, ${now}, ${now}`);
  });
  expect(taken?.content).toMatchObject({ payment: { paymentId } });
});
