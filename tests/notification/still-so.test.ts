import { expect, test } from 'vitest';
import deliverMessages from '../../netlify/functions/scheduled/deliver-messages.ts';
import type { MailTemplate } from '../../src/outbox/kinds.ts';
import {
  approve,
  authorized,
  book,
  type CreatedReservation,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { mailsAbout } from '../support/booking/settled-state.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { enqueueMessages } from '../support/message/outbox.ts';

const stack = useStack();

async function held(): Promise<CreatedReservation> {
  return reserve(stack, (await cloneItem(stack)).wish);
}

/** What the guest has had by mail so many minutes later. */
async function guestHasAfter(minutes: number, { id }: CreatedReservation): Promise<string[]> {
  stack.clock.advance({ minutes });
  await settledAll(stack);
  await fireSchedule(stack, deliverMessages);
  const mails = await mailsAbout(stack, id);
  return mails.filter((mail) => mail.startsWith('guest-')).map((mail) => mail.replace(/ to .*/, ''));
}

test.each(['stripe', 'paypal'] as const)(
  'a guest who pays within minutes has one mail, the confirmation: %s',
  async (provider) => {
    const reservation = await held();
    expect(await guestHasAfter(3, reservation)).toEqual([]);
    if (provider === 'stripe') await pay(stack, (await openPayment(stack, reservation)).intentId);
    else await approve(stack, (await openPaypalPayment(stack, reservation)).orderId);
    expect(await guestHasAfter(1, reservation)).toEqual(['guest-confirmation']);
    expect(await guestHasAfter(60, reservation)).toEqual(['guest-confirmation']);
  },
);

test('who is refused once and then pays has one mail too: nobody is told of a refusal that they saw', async () => {
  const reservation = await held();
  const { intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId, 'decline');
  expect(await guestHasAfter(2, reservation)).toEqual([]);
  await pay(stack, intentId, 'success');
  expect(await guestHasAfter(60, reservation)).toEqual(['guest-confirmation']);
});

test('who went away has the link while there is still time to pay, and once', async () => {
  const reservation = await held();
  expect(await guestHasAfter(6, reservation)).toEqual(['guest-hold']);
  expect(await guestHasAfter(60, reservation)).toEqual(['guest-hold']);
});

test('who went away after a refusal has one mail, which tells of it', async () => {
  const reservation = await held();
  await pay(stack, (await openPayment(stack, reservation)).intentId, 'decline');
  expect(await guestHasAfter(6, reservation)).toEqual(['guest-payment-failed']);
  expect(await guestHasAfter(60, reservation)).toEqual(['guest-payment-failed']);
});

test('refusals one after the other are one mail, of the last that leaves time to pay', async () => {
  const reservation = await held();
  for (const provider of ['stripe', 'paypal'] as const) {
    if (provider === 'stripe') await pay(stack, (await openPayment(stack, reservation)).intentId, 'decline');
    else await approve(stack, (await openPaypalPayment(stack, reservation)).orderId, 'declined');
    expect(await guestHasAfter(4, reservation)).toEqual([]);
  }
  expect(await guestHasAfter(2, reservation)).toEqual(['guest-payment-failed']);
  expect(await guestHasAfter(60, reservation)).toEqual(['guest-payment-failed']);
});

async function cancel(reservation: CreatedReservation): Promise<void> {
  const path = `/reservations/${reservation.id}/cancel`;
  const answer = await stack.call(path, { method: 'POST', headers: authorized(reservation) });
  expect(answer.status).toBe(200);
}

test('a hold that ran out, or was given back for another before anybody was written to, is not written about', async () => {
  const [given, expired] = [await held(), await held()];
  await cancel(given);
  await settledAll(stack);
  expect(await mailsAbout(stack, given.id), 'neither is the owner, who never heard of it').toEqual([]);
  stack.clock.advance({ minutes: 20 });
  expect(await guestHasAfter(0, given)).toEqual([]);
  expect(await guestHasAfter(0, expired)).toEqual([]);
});

test('who had the mail of a hold has one when it is given back', async () => {
  const reservation = await held();
  await guestHasAfter(6, reservation);
  await cancel(reservation);
  expect(await guestHasAfter(0, reservation)).toEqual(['guest-cancellation', 'guest-hold']);
});

/** Mails that ask for something, or say how things are: at a booking that is confirmed and paid in full none of it is so any more. */
const noLongerSo: MailTemplate[] = [
  'guest-hold',
  'guest-payment-failed',
  'guest-payment-processing',
  'guest-processing-ended',
  'guest-share-arrived',
  'guest-balance-reminder',
  'guest-payment-approved',
  'guest-deposit-failed',
  'guest-deposit-asked',
  'guest-deposit-held',
  'owner-payment-processing',
  'owner-processing-ended',
  'owner-balance-in-process',
  'owner-balance-unpaid',
  'owner-balance-unpayable',
  'owner-deposit-failed',
  'owner-deposit-asked',
  'owner-stay-set-aside',
];

test('what is no longer so when it would be sent is not sent, and noted as that', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  await settledAll(stack);
  await stack.database.query(
    `update reservations r set due_now_minor = null, credited_minor = r.total_minor - m.paid_minor
     from reservations o, reservation_money(o) m where r.id = $1 and o.id = r.id and r.total_minor > m.paid_minor`,
    [reservation.id],
  );
  await stack.database.query(`update security_deposits set status = 'released' where reservation_id = $1`, [
    reservation.id,
  ]);
  const ids = new Map<string, string>();
  for (const template of noLongerSo)
    for (const id of await enqueueMessages(stack, reservation.id, 1, { template })) ids.set(id, template);
  await fireSchedule(stack, deliverMessages);
  const { rows } = await stack.database.query<{ id: string }>(
    "select id from outbox where status = 'not-needed' and sent_subject is null",
  );
  const notNeeded = rows.flatMap(({ id }) => ids.get(id) ?? []);
  expect(notNeeded.sort()).toEqual([...noLongerSo].sort());
  const sent = stack.mailbox
    .messages()
    .filter(({ messageId = '' }) => [...ids.keys()].some((id) => messageId?.includes(id)));
  expect(sent).toEqual([]);
  for (const [id, template] of ids)
    expect(
      stack.logLines.filter((line) => line.includes('message not needed') && line.includes(id)),
      template,
    ).toHaveLength(1);
});
