import { afterEach, beforeEach, expect, test } from 'vitest';
import { paymentLinkSchema } from '../../../src/workflows/desk/send-payment-link.ts';
import { reservationStorySchema } from '../../../src/workflows/reservation/staff/reservation-story.ts';
import { staff } from '../../support/account/staff.ts';
import {
  ada,
  bodyOf,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { ask, bookAtDesk } from '../../support/booking/desk.ts';
import { mailsAbout, reservationState, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';
import { said } from '../../support/payment/at-provider.ts';
import { decide, payDelayed } from '../../support/payment/slow-payment.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));
afterEach(async () => expect(await unbalancedTransactions(stack)).toEqual([]));

const reason = 'A regular: pays on arrival.';
const confirm = (id: string, body: object = {}) =>
  ask(stack, `/reservations/${id}/confirm`, { reason, ...body });
const held = async (units = 1) => {
  const item = await cloneItem(stack, { units });
  return { item, reservation: await reserve(stack, item.wish) };
};

test('a held reservation is confirmed without payment: sold, invoiced, its whole price due, and why is a note', async () => {
  const { reservation } = await held();
  expect(refusedFields(await ask(stack, `/reservations/${reservation.id}/confirm`, {}))).toEqual(['reason']);
  expect(refusedFields(await confirm(reservation.id, { balanceDueAt: '2027-02-01T00:00:00Z' }))).toEqual([
    'balanceDueAt',
  ]);
  const answer = await confirm(reservation.id, { balanceDueAt: '2027-03-20T00:00:00Z' });
  expect(answer.json()).toMatchObject({ status: 'confirmed', amountDue: reservation.total });
  await settledAll(stack);
  expect(await mailsAbout(stack, reservation.id)).toContain(`guest-confirmation to ${ada.email}`);
  for (const { text } of stack.mailbox.messages())
    expect(text).not.toMatch(/payment of .* has arrived|and paid/);
  const story = bodyOf(
    await stack.call(`/reservations/${reservation.id}/story`, { headers: staff, from: newClient() }),
    200,
    reservationStorySchema,
  );
  expect(story.notes.map((note) => note.text)).toEqual([reason]);
  expectRefusal(await confirm(reservation.id), 409, 'state-conflict');
});

test('one that has run out is confirmed if its time is free, by whatever unit, and not if it is taken', async () => {
  const { item, reservation } = await held(2);
  stack.clock.advance({ minutes: 20 });
  const unit = (await reservationState(stack, reservation.id)).unitId;
  await bookAtDesk(stack, item.wish, { unit });
  expect((await confirm(reservation.id)).status).toBe(200);
  expect((await reservationState(stack, reservation.id)).unitId).not.toBe(unit);
  const other = await held();
  stack.clock.advance({ minutes: 20 });
  await bookAtDesk(stack, other.item.wish);
  expectRefusal(await confirm(other.reservation.id), 409, 'state-conflict');
});

test('a payment that the guest is making pays what is due then, and does not go back', async () => {
  const { reservation } = await held();
  const { intentId } = await openPayment(stack, reservation);
  const [answer] = await Promise.all([confirm(reservation.id), pay(stack, intentId)]);
  await settledAll(stack);
  expect([200, 409]).toContain(answer.status);
  expect(await said(stack, reservation)).toMatchObject({
    status: 'confirmed',
    paid: reservation.total.amount,
    due: 0,
  });
});

test.each(['stripe', 'paypal'] as const)(
  'money that was on its way at %s when we confirmed pays the balance once it arrives',
  async (provider) => {
    const { reservation } = await held();
    const ref = await payDelayed(stack, provider, reservation);
    expect((await confirm(reservation.id)).status).toBe(200);
    await decide(stack, provider, ref, true);
    expect(await said(stack, reservation)).toMatchObject({
      paid: reservation.total.amount,
      due: 0,
      balance: 0,
    });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ refundDue: 0 });
  },
);

test('two confirm at once: it is sold once', async () => {
  const { reservation } = await held();
  const answers = await Promise.all([confirm(reservation.id), confirm(reservation.id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  await settledAll(stack);
  const { rows } = await stack.database.query(
    "select 1 from documents where reservation_id = $1 and kind = 'invoice'",
    [reservation.id],
  );
  expect(rows).toHaveLength(1);
});

test('the link to pay is answered, and sent where there is an address; it opens the payment, and nothing where nothing is due', async () => {
  const { item } = await held(3);
  const link = async (id: string, body: object) =>
    bodyOf(await ask(stack, `/reservations/${id}/payment-link`, body), 200, paymentLinkSchema);
  const { reservation } = await bookAtDesk(stack, item.wish, { guest: ada, language: 'es' });
  const { url, amount, isSent } = await link(reservation.id, { send: true });
  expect([amount, isSent]).toEqual([reservation.total, true]);
  await settledAll(stack);
  expect(await mailsAbout(stack, reservation.id)).toContain(`guest-payment-link to ${ada.email}`);
  expect(stack.mailbox.messages().some(({ text }) => text?.includes(url))).toBe(true);
  const token = url.split('/').at(-1) ?? '';
  const opened = await stack.call('/payment-intents', {
    body: { reservation: reservation.id },
    headers: { Authorization: `Bearer ${token}` },
    from: newClient(),
  });
  expect(opened.status, opened.text).toBe(201);
  const { reservation: quiet } = await bookAtDesk(stack, item.wish);
  expect(await link(quiet.id, { send: true })).toMatchObject({ isSent: false });
  await ask(stack, `/reservations/${quiet.id}/cash`, { amount: quiet.total.amount, currency: 'EUR' });
  expectRefusal(await ask(stack, `/reservations/${quiet.id}/payment-link`, {}), 409, 'state-conflict');
});
