import { afterEach, expect, test } from 'vitest';
import expireHolds from '../../netlify/functions/scheduled/expire-holds.ts';
import { formatMoney } from '../../src/platform/money/money.ts';
import {
  authorized,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
  type Wish,
} from '../support/booking/booking.ts';
import { cloneItem, localDate } from '../support/booking/cloned-item.ts';
import {
  balancesFor,
  balancesOf,
  mailsAbout,
  messagesAbout,
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../support/booking/settled-state.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

interface Opened {
  readonly reservation: CreatedReservation;
  readonly payment: { readonly id: string; readonly intentId: string };
}

async function open(wish: Wish): Promise<Opened> {
  const reservation = await reserve(stack, wish);
  return { reservation, payment: await openPayment(stack, reservation) };
}

/** Long enough for every hold to run out. */
const afterTheHold = { minutes: 16 };

async function expectConfirmed({ reservation, payment }: Opened) {
  expect(await reservationState(stack, reservation.id)).toMatchObject({
    status: 'confirmed',
    refundDue: 0,
    refundReason: null,
  });
  expect(await paymentState(stack, payment.id)).toMatchObject({
    status: 'succeeded',
    captured: reservation.total.amount,
  });
  expect(await balancesOf(stack, payment.id)).toEqual(balancesFor(reservation.total.amount));
  expect(await messagesAbout(stack, reservation.id)).toEqual([
    'guest-confirmation',
    'guest-hold',
    'owner-new-reservation',
  ]);
  expect((await confirmationOf(reservation)).status).toBe(200);
}

/** Nothing is confirmed, the whole amount is owed back, and guest and owner have one mail each about it. */
async function expectOwedBack({ reservation, payment }: Opened, status: 'expired' | 'cancelled') {
  const { amount } = reservation.total;
  expect(await reservationState(stack, reservation.id)).toMatchObject({
    status,
    refundDue: amount,
    refundReason: 'late-payment',
  });
  await settledAll(stack);
  expect(await balancesOf(stack, payment.id)).toEqual(balancesFor(0));
  const told = (await messagesAbout(stack, reservation.id)).filter((template) =>
    /late-payment|confirmation|new-reservation/.test(template),
  );
  expect(told).toEqual(['guest-late-payment', 'owner-late-payment']);
  expect(await mailsAbout(stack, reservation.id)).toEqual(
    expect.arrayContaining([
      `guest-late-payment to ${reservation.guest.email}`,
      `owner-late-payment to ${testEnvironment.OWNER_EMAIL}`,
      `guest-refund to ${reservation.guest.email}`,
    ]),
  );
  const refund = stack.mailbox
    .messages()
    .find(({ subject }) => subject.startsWith('Your refund') && subject.includes(reservation.reference));
  const money = formatMoney(reservation.total, 'en-GB');
  expect(refund?.text, 'once the money is gone').toContain(`Paid: ${money}\nRefund: ${money}\n`);
  const { status: shown, paid } = Object(await manage(reservation)) as {
    status: string;
    paid: unknown;
  }; // read by its guest
  expect({ shown, paid }).toEqual({ shown: status, paid: { ...reservation.total, amount: 0 } });
  expect((await confirmationOf(reservation)).status).toBe(409);
}

const confirmationOf = (reservation: CreatedReservation) =>
  stack.call(`/reservations/${reservation.id}/confirmation`, {
    headers: authorized(reservation),
    from: newClient(),
  });
const manage = async (reservation: CreatedReservation) =>
  (
    await stack.call(`/reservations/${reservation.id}`, {
      headers: authorized(reservation),
      from: newClient(),
    })
  ).json();
const cancel = (reservation: CreatedReservation) =>
  stack.call(`/reservations/${reservation.id}/cancel`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });

/** The cron job that sweeps lapsed holds; it needs nothing of Netlify's context when it is given a runtime. */
const sweep = () =>
  expireHolds(new Request('https://fine-things.example'), Object.create(null), stack.runtime);

test('a hold that is paid in time, to its last second, becomes a confirmed reservation', async () => {
  const { wish } = await cloneItem(stack);
  const opened = await open(wish);
  stack.clock.advance({ minutes: 14, seconds: 59 });
  await pay(stack, opened.payment.intentId);
  await expectConfirmed(opened);
});

test('a hold of which only a part of the 3-D Secure way was gone when it ran out is confirmed when the bank says yes', async () => {
  const { wish } = await cloneItem(stack);
  const opened = await open(wish);
  await pay(stack, opened.payment.intentId, 'requires_action');
  stack.clock.advance(afterTheHold);
  await pay(stack, opened.payment.intentId, 'success');
  await expectConfirmed(opened);
});

test('a payment after the hold ran out confirms the reservation when the time is still free', async () => {
  const { wish } = await cloneItem(stack);
  const opened = await open(wish);
  stack.clock.advance(afterTheHold);
  await pay(stack, opened.payment.intentId);
  await expectConfirmed(opened);
});

test('the same holds when the hold was swept as lapsed before the payment came', async () => {
  const { wish } = await cloneItem(stack);
  const opened = await open(wish);
  stack.clock.advance(afterTheHold);
  await sweep();
  expect(await reservationState(stack, opened.reservation.id)).toMatchObject({ status: 'expired' });
  await pay(stack, opened.payment.intentId);
  await expectConfirmed(opened);
  expect((await cancel(opened.reservation)).status).toBe(200);
  await open(wish);
});

test('the same holds when the unit is gone but another unit of the item is free', async () => {
  const { wish, unitIds } = await cloneItem(stack, { units: 2 });
  const late = await open(wish);
  stack.clock.advance(afterTheHold);
  const quick = await open(wish);
  const before = await reservationState(stack, late.reservation.id);
  await pay(stack, late.payment.intentId);
  await pay(stack, quick.payment.intentId);

  await expectConfirmed(late);
  await expectConfirmed(quick);
  expect((await reservationState(stack, quick.reservation.id)).unitId).toBe(before.unitId);
  const { rows } = await stack.database.query('select unit_id from occupancies where unit_id = any($1)', [
    unitIds,
  ]);
  expect(rows).toHaveLength(2);
});

test('the same holds when the one who took the time has let it lapse too; the money of that one is owed back then', async () => {
  const { wish } = await cloneItem(stack);
  const first = await open(wish);
  stack.clock.advance(afterTheHold);
  const second = await open(wish);
  stack.clock.advance(afterTheHold);
  await pay(stack, first.payment.intentId);
  await pay(stack, second.payment.intentId);
  await expectConfirmed(first);
  await expectOwedBack(second, 'expired');
});

test.each(['held', 'confirmed'])(
  'a late payment whose time is %s by somebody else by now is owed back, and both sides are told',
  async (how) => {
    const { wish } = await cloneItem(stack);
    const late = await open(wish);
    stack.clock.advance(afterTheHold);
    const other = await open(wish);
    if (how === 'confirmed') await pay(stack, other.payment.intentId);
    await pay(stack, late.payment.intentId);
    await expectOwedBack(late, 'expired');
    if (how === 'held') await pay(stack, other.payment.intentId);
    await expectConfirmed(other);
  },
);

test('a late payment is owed back even when only one of its nights is gone', async () => {
  const { wish } = await cloneItem(stack);
  const late = await open({ ...wish, to: localDate(stack.clock.now(), 33) });
  stack.clock.advance(afterTheHold);
  const other = await open({
    ...wish,
    from: localDate(stack.clock.now(), 32),
    to: localDate(stack.clock.now(), 34),
  });
  await pay(stack, late.payment.intentId);
  await expectOwedBack(late, 'expired');
  await pay(stack, other.payment.intentId);
  await expectConfirmed(other);
});

test('a payment that comes when the stay has already begun is owed back, though the time was free', async () => {
  const { wish } = await cloneItem(stack);
  const opened = await open(wish);
  stack.clock.advance({ days: 31 });
  await pay(stack, opened.payment.intentId);
  await expectOwedBack(opened, 'expired');
});

test('a payment of a unit that is out of service by now is owed back', async () => {
  const { wish, unitIds } = await cloneItem(stack);
  const opened = await open(wish);
  stack.clock.advance(afterTheHold);
  await stack.database.query('update units set is_active = false where id = any($1)', [unitIds]);
  await pay(stack, opened.payment.intentId);
  await expectOwedBack(opened, 'expired');
});

test('a payment after the guest cancelled the hold is owed back and brings nothing to life again', async () => {
  const { wish } = await cloneItem(stack);
  const opened = await open(wish);
  expect((await cancel(opened.reservation)).status).toBe(200);
  await pay(stack, opened.payment.intentId);
  await expectOwedBack(opened, 'cancelled');
  await open(wish);
});

test('a late payment that Stripe tells of five times is owed back once', async () => {
  const { wish } = await cloneItem(stack);
  const late = await open(wish);
  stack.clock.advance(afterTheHold);
  await open(wish);
  stack.stripe.chaos({ duplicate: 5 });
  await pay(stack, late.payment.intentId);
  stack.stripe.chaos({ duplicate: 1 });
  await expectOwedBack(late, 'expired');
});
