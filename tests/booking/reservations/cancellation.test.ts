import * as v from 'valibot';
import { beforeEach, expect, test } from 'vitest';
import { policies } from '../../../demo/seed/policies.ts';
import {
  createdReservationSchema,
  reservationResponseSchema,
} from '../../../src/booking/present-reservation.ts';
import { documentListSchema } from '../../../src/workflows/document/documents.ts';
import { cancellationPreviewSchema } from '../../../src/workflows/reservation/cancel-reservation.ts';
import {
  authorized,
  bodyOf,
  book,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  postReservation,
  quote,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { whileSettlementIsHeldUp } from '../../support/booking/hold-settlement.ts';
import { messagesAbout, reservationState } from '../../support/booking/settled-state.ts';
import { someoneWaits } from '../../support/database/someone-waits.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));

async function preview(
  reservation: CreatedReservation,
): Promise<v.InferOutput<typeof cancellationPreviewSchema>> {
  const headers = authorized(reservation);
  const answer = await stack.call(`/reservations/${reservation.id}/cancellation`, {
    headers,
    from: newClient(),
  });
  return bodyOf(answer, 200, v.strictObject(cancellationPreviewSchema.entries));
}

function cancel(reservation: CreatedReservation): Promise<Answer> {
  const options = { method: 'POST', headers: authorized(reservation), from: newClient() };
  return stack.call(`/reservations/${reservation.id}/cancel`, options);
}

test('after cancelling it is told what was paid and what has gone back of it, and the documents of both are there', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const shown = async () => {
    const options = { headers: authorized(reservation), from: newClient() };
    const answer = await stack.call(`/reservations/${reservation.id}`, options);
    const { received, refunded, refundDue } = bodyOf(answer, 200, reservationResponseSchema);
    const list = bodyOf(await stack.call(`/documents/${reservation.id}`, options), 200, documentListSchema);
    const kinds = list.documents.map(({ kind }) => kind).sort();
    return { received: received.amount, refunded: refunded.amount, refundDue: refundDue.amount, kinds };
  };
  const { amount } = reservation.total;
  const paid = { received: amount, refunded: 0, refundDue: 0 };
  expect(await shown()).toEqual({ ...paid, kinds: ['invoice', 'receipt'] });
  await cancel(reservation);
  await settledAll(stack);
  expect(await shown()).toEqual({ ...paid, refunded: amount, kinds: ['credit-note', 'invoice', 'receipt'] });
});

async function auditedCancellations(id: string): Promise<number> {
  const { rows } = await stack.database.query(
    `select from audit_events where subject_id = $1 and action = 'reservation.cancelled'`,
    [id],
  );
  return rows.length;
}

/** Around each limit of each policy: the last instant at which it is kept, and the one after. */
const moments = policies.flatMap(({ code, tiers }) =>
  tiers.flatMap((tier, index) => [
    { code, hours: tier.hoursBefore, lateMs: 0, share: tier.refundBasisPoints },
    { code, hours: tier.hoursBefore, lateMs: 1, share: tiers[index + 1]?.refundBasisPoints ?? 0 },
  ]),
);

test.each(moments)(
  'policy $code, $hours hours before the start and $lateMs ms late: $share/10000 of what was paid is owed back, as the preview said',
  async ({ code, hours, lateMs, share }) => {
    // An odd price, so that a half of it has to be rounded; a time zone that changes its clocks in between.
    const item = await cloneItem(stack, {
      columns: { policy_code: code, policy_version: 1, rate_minor: 33_335, time_zone: 'Europe/Paris' },
    });
    const reservation = await book(stack, item.wish);
    stack.clock.set(new Date(Date.parse(reservation.startsAt) - hours * 3_600_000 + lateMs).toISOString());

    const { total } = reservation;
    const owed = { amount: Math.round((total.amount * share) / 10_000), currency: total.currency };
    expect(total.amount % 2).toBe(1);
    expect(await preview(reservation)).toEqual({
      canCancel: true,
      paid: total,
      refund: owed,
      refundWaiting: { amount: 0, currency: total.currency },
      refundBasisPoints: share,
      policy: policies.find((policy) => policy.code === code)?.text,
    });
    const cancelled = bodyOf(await cancel(reservation), 200, reservationResponseSchema);
    expect(cancelled).toMatchObject({
      id: reservation.id,
      status: 'cancelled',
      paid: { ...total, amount: total.amount - owed.amount },
      refundDue: owed,
    });
    expect(await reservationState(stack, reservation.id)).toMatchObject({
      status: 'cancelled',
      refundDue: owed.amount,
      refundReason: owed.amount > 0 ? 'cancelled' : null,
    });
  },
);

test('cancelling twice is cancelling once: what is owed stays, and nobody is told again', async () => {
  const reservation = await book(
    stack,
    (await cloneItem(stack, { columns: { policy_code: 'flexible' } })).wish,
  );
  const first = await cancel(reservation);
  const { refundDue, ...shown } = bodyOf(first, 200, reservationResponseSchema);
  expect(refundDue).toEqual(reservation.total);
  await stack.functions.settled();
  // Too late for any refund now.
  stack.clock.set(new Date(Date.parse(reservation.startsAt) - 3_600_000).toISOString());
  const second = await cancel(reservation);
  // The money has gone back meanwhile; nothing else has changed, and no more goes back.
  expect(bodyOf(second, 200, reservationResponseSchema)).toEqual({
    ...shown,
    refunded: reservation.total,
    refundDue: { ...reservation.total, amount: 0 },
  });
  expect(await reservationState(stack, reservation.id)).toMatchObject({
    refundDue: reservation.total.amount,
  });
  expect((await preview(reservation)).canCancel).toBe(false);
  expect(await auditedCancellations(reservation.id)).toBe(1);
  const told = await messagesAbout(stack, reservation.id);
  expect(told.filter((template) => template.endsWith('-cancellation'))).toEqual([
    'guest-cancellation',
    'owner-cancellation',
  ]);
  // The mail about the cancellation tells of the refund: a second one would say the same.
  expect(told).not.toContain('guest-refund');
});

test('ten cancellations at the same moment are one', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const answers = await Promise.all(Array.from({ length: 10 }, () => cancel(reservation)));
  // How much of the refund is still under way may differ from answer to answer; nothing else does.
  const shown = answers.map((answer) => {
    const { refundDue: _, refunded: __, ...rest } = bodyOf(answer, 200, reservationResponseSchema);
    return JSON.stringify(rest);
  });
  expect(new Set(shown).size).toBe(1);
  expect(answers[0]?.status).toBe(200);
  expect(await auditedCancellations(reservation.id)).toBe(1);
  const told = await messagesAbout(stack, reservation.id);
  expect(told.filter((template) => template.endsWith('-cancellation'))).toHaveLength(2);
});

test('a hold can be cancelled too: nothing is owed, and the time is free for the next guest at once', async () => {
  const { wish } = await cloneItem(stack);
  const held = await reserve(stack, wish);
  const { quote: token } = await quote(stack, wish);
  expectRefusal(await postReservation(stack, token), 409, 'slot-taken');
  const nothing = { amount: 0, currency: held.total.currency };
  expect(await preview(held)).toMatchObject({ canCancel: true, paid: nothing, refund: nothing });
  const cancelled = bodyOf(await cancel(held), 200, reservationResponseSchema);
  expect(cancelled).toMatchObject({ status: 'cancelled', refundDue: nothing, holdExpiresAt: null });
  expect(await reservationState(stack, held.id)).toMatchObject({ refundDue: 0, refundReason: null });
  bodyOf(await postReservation(stack, token), 201, createdReservationSchema);
});

test('a paid reservation that is cancelled frees its time at once', async () => {
  const { wish } = await cloneItem(stack);
  bodyOf(await cancel(await book(stack, wish)), 200, reservationResponseSchema);
  await reserve(stack, wish);
});

test('a hold that has run out and a stay that has begun can no longer be cancelled, and the preview says so', async () => {
  const { wish } = await cloneItem(stack);
  const expired = await reserve(stack, wish);
  stack.clock.advance({ minutes: 15 });
  expect((await preview(expired)).canCancel).toBe(false);
  expectRefusal(await cancel(expired), 409, 'state-conflict');

  const begun = await book(stack, wish);
  stack.clock.set(new Date(Date.parse(begun.startsAt) - 1).toISOString());
  expect((await preview(begun)).canCancel).toBe(true);
  stack.clock.set(begun.startsAt);
  expect((await preview(begun)).canCancel).toBe(false);
  expectRefusal(await cancel(begun), 409, 'state-conflict');
  expect(await reservationState(stack, begun.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
  expect(await auditedCancellations(begun.id)).toBe(0);
});

test('a cancellation that meets the end of the hold is refused like any other that comes too late', async () => {
  const held = await reserve(stack, (await cloneItem(stack)).wish);
  stack.clock.advance({ minutes: 14, seconds: 59 });
  // The sweep of the schedule, a second later by its clock, has just ended the hold and is about to commit.
  await stack.database.query('begin');
  await stack.database.query(`update reservations set status = 'expired' where id = $1`, [held.id]);
  const late = cancel(held);
  try {
    await someoneWaits(stack);
  } finally {
    await stack.database.query('commit');
  }
  expectRefusal(await late, 409, 'state-conflict');
  expect(await reservationState(stack, held.id)).toMatchObject({ status: 'expired', refundDue: 0 });
});

test('a cancellation that meets the payment waits for it and owes it back', async () => {
  const held = await reserve(stack, (await cloneItem(stack, { columns: { policy_code: 'flexible' } })).wish);
  const { id, intentId } = await openPayment(stack, held);
  const { paid, cancelled } = await whileSettlementIsHeldUp(stack, id, held.total.amount, async () => {
    const paid = pay(stack, intentId);
    await someoneWaits(stack);
    const cancelled = cancel(held);
    await someoneWaits(stack, 2);
    return { paid, cancelled };
  });
  expect(bodyOf(await cancelled, 200, reservationResponseSchema)).toMatchObject({
    status: 'cancelled',
    paid: { ...held.total, amount: 0 },
    refundDue: held.total,
  });
  await paid;
  expect(await reservationState(stack, held.id)).toMatchObject({
    status: 'cancelled',
    refundDue: held.total.amount,
  });
});
