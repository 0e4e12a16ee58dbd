import { randomUUID } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { sha256 } from '../../../src/platform/keys.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import {
  balancesFor,
  balancesOf,
  messagesAbout,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';

// What a hold gives back when it lapses is taken again by a payment that comes late, or the payment goes back.

const stack = useStack();
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

const afterTheHold = { minutes: 16 };

async function promotion(limits: { all?: number; user?: number }): Promise<string> {
  const code = `ONCE${randomUUID().slice(0, 8).toUpperCase()}`;
  await stack.database.query(
    `insert into promotions (code, description, percent_basis_points, valid_from, valid_to, max_redemptions, max_per_person)
      values ($1, 'x', 1000, '2020-01-01', '2040-01-01', $2, $3)`,
    [code, limits.all ?? null, limits.user ?? null],
  );
  return code;
}

async function giftCard(amount: number): Promise<string> {
  const answer = await stack.call('/credits', {
    body: { kind: 'gift-card', amount, currency: 'EUR', note: 'a birthday' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(answer.status, answer.text).toBe(201);
  return (answer.json() as { code: string }).code; // the schema of the credit, of which only this is of interest
}

const lend = (reservation: CreatedReservation, code: string) =>
  stack.call(`/reservations/${reservation.id}/credit`, {
    body: { code },
    headers: authorized(reservation),
    from: newClient(),
  });

/** A reservation on an item of its own, so that its time is free whenever its payment comes. */
async function hold(promotionCode?: string): Promise<CreatedReservation> {
  const { wish } = await cloneItem(stack);
  return reserve(stack, { ...wish, ...(promotionCode && { promotionCode }) });
}

async function usesOf(code: string) {
  const { rows } = await stack.database.query<{ counted: number; standing: number }>(
    `select redeemed_count as counted, (select count(*)::int from promotion_redemptions r where r.code = p.code and not r.is_released) as standing
      from promotions p where code = $1`,
    [code],
  );
  return rows[0];
}

async function balanceOf(code: string): Promise<number> {
  const { rows } = await stack.database.query<{ balance: number }>(
    `select balance_minor::int as balance from credits where code_digest = $1`,
    [sha256(code)],
  );
  return rows[0]?.balance ?? Number.NaN;
}

async function expectBack(reservation: CreatedReservation, paymentId: string) {
  await settledAll(stack);
  expect((await reservationState(stack, reservation.id)).status).toBe('expired');
  expect(await balancesOf(stack, paymentId)).toEqual(balancesFor(0));
  expect(await messagesAbout(stack, reservation.id)).toEqual(expect.arrayContaining(['guest-late-payment']));
}

const statusOf = async ({ id }: CreatedReservation) => (await reservationState(stack, id)).status;

test.each([{ all: 1 }, { user: 1 }])(
  'a code used by somebody else since is not used once more by a late payment, which goes back: %o',
  async (limits) => {
    const code = await promotion(limits);
    const late = await hold(code);
    const { id, intentId } = await openPayment(stack, late);
    stack.clock.advance(afterTheHold);
    // The sweep is the schedule's; the first hold is of another item, which nobody claims.
    await stack.database.query(`update reservations set status = 'expired' where id = $1`, [late.id]);
    const other = await hold(code);
    await pay(stack, (await openPayment(stack, other)).intentId);
    await pay(stack, intentId);
    expect(await statusOf(other)).toBe('confirmed');
    await expectBack(late, id);
    expect(await usesOf(code)).toEqual({ counted: 1, standing: 1 });
  },
);

test('a code that is still to be had is used again by a late payment, and is used up by it', async () => {
  const code = await promotion({ all: 1 });
  const late = await hold(code);
  const { intentId } = await openPayment(stack, late);
  stack.clock.advance(afterTheHold);
  await pay(stack, intentId);
  expect(await statusOf(late)).toBe('confirmed');
  expect(await usesOf(code)).toEqual({ counted: 1, standing: 1 });
  await expect(hold(code)).rejects.toThrow(/promotion/);
});

test('one last use that four late payments want at once is used once', async () => {
  const code = await promotion({ all: 1 });
  const late: { reservation: CreatedReservation; paymentId: string; intentId: string }[] = [];
  for (let index = 0; index < 4; index += 1) {
    const reservation = await hold(code);
    const { id, intentId } = await openPayment(stack, reservation);
    late.push({ reservation, paymentId: id, intentId });
    stack.clock.advance(afterTheHold);
    await stack.database.query(`update reservations set status = 'expired' where id = $1`, [reservation.id]);
  }
  for (const { intentId } of late) stack.stripe.pay(intentId, 'success');
  await settledAll(stack);
  const statuses = await Promise.all(late.map(({ reservation }) => statusOf(reservation)));
  expect(statuses.sort()).toEqual(['confirmed', 'expired', 'expired', 'expired']);
  expect(await usesOf(code)).toEqual({ counted: 1, standing: 1 });
  expect(stack.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});

test('a gift card that was lent to a hold is taken again by a late payment of the rest, when it still holds as much', async () => {
  const card = await giftCard(10_000);
  const late = await hold();
  expect((await lend(late, card)).status).toBe(200);
  const { intentId } = await openPayment(stack, late);
  stack.clock.advance(afterTheHold);
  await stack.database.query(`update reservations set status = 'expired' where id = $1`, [late.id]);
  expect(await balanceOf(card)).toBe(10_000);
  await pay(stack, intentId);
  await settledAll(stack);
  expect(await statusOf(late)).toBe('confirmed');
  expect(await balanceOf(card)).toBe(0);
});

test.each(['spent', 'expired'])(
  'when the gift card was %s since, the late payment goes back',
  async (how) => {
    const card = await giftCard(10_000);
    const late = await hold();
    expect((await lend(late, card)).status).toBe(200);
    const { id, intentId } = await openPayment(stack, late);
    stack.clock.advance(afterTheHold);
    await stack.database.query(`update reservations set status = 'expired' where id = $1`, [late.id]);
    if (how === 'spent') expect((await lend(await hold(), card)).status).toBe(200);
    else
      await stack.database.query(
        `update credits set expires_at = $1 where id = (select credit_id from payments where reservation_id = $2 and credit_id is not null)`,
        [stack.clock.now().toISOString(), late.id],
      );
    await pay(stack, intentId);
    await expectBack(late, id);
    expect(await balanceOf(card)).toBe(how === 'spent' ? 0 : 10_000);
  },
);

test('the gift card is left alone when the late payment is of the whole price: it was opened before the card was lent', async () => {
  const card = await giftCard(10_000);
  const late = await hold();
  const { id, intentId } = await openPayment(stack, late);
  expect((await lend(late, card)).status).toBe(200);
  stack.clock.advance(afterTheHold);
  await stack.database.query(`update reservations set status = 'expired' where id = $1`, [late.id]);
  await pay(stack, intentId);
  await settledAll(stack);
  expect(await statusOf(late)).toBe('confirmed');
  expect(await balanceOf(card)).toBe(10_000);
  expect(await balancesOf(stack, id)).toEqual(balancesFor(late.total.amount));
});
