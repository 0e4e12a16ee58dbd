import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { staff } from '../../support/account/staff.ts';
import { type CreatedReservation, newClient, settledAll } from '../../support/booking/booking.ts';
import { messagesAbout, unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';
import { paidThrough } from '../../support/payment/paid-through.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.paypal.chaos({ apiFault: null, drop: [] });
  stack.stripe.chaos({ apiFault: null, drop: [] });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function deposit({ id }: CreatedReservation) {
  const { rows } = await stack.database.query(
    `select d.status, d.failures, d.captured_minor::float8 as captured, p.provider, p.status as hold, p.capture_before as "captureBefore", d.authorize_at as "authorizeAt", d.release_at as "releaseAt"
     from security_deposits d left join payments p on p.id = d.payment_id where d.reservation_id = $1`,
    [id],
  );
  return rows[0];
}

async function keep() {
  expect(await fireSchedule(stack, keepDeposits)).toBe(204);
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
}

describe.each(['stripe', 'paypal'] as const)('a security deposit through %s', (provider) => {
  test('is held 24 hours before the start, renewed before it lapses, and released after the return', async () => {
    const start = stack.clock.now();
    const { reservation } = await paidThrough(stack, provider);
    const { authorizeAt, releaseAt } = await deposit(reservation);
    expect(Date.parse(reservation.startsAt) - authorizeAt.getTime()).toBe(24 * 3_600_000);
    await keep();
    expect(await deposit(reservation)).toMatchObject({ status: 'scheduled' });
    stack.clock.set(authorizeAt.toISOString());
    await keep();
    const held = await deposit(reservation);
    expect(held).toMatchObject({ status: 'authorized', hold: 'authorized', provider });
    // A stay that is longer than the hold: it is renewed until the release.
    await stack.database.query(
      `update security_deposits set release_at = release_at + interval '20 days' where reservation_id = $1`,
      [reservation.id],
    );
    stack.clock.set(new Date(held.captureBefore.getTime() - 3_600_000).toISOString());
    await keep();
    const renewed = await deposit(reservation);
    expect(renewed).toMatchObject({ status: 'authorized', hold: 'authorized' });
    expect(renewed.captureBefore.getTime()).toBeGreaterThan(held.captureBefore.getTime());
    await stack.database.query('update security_deposits set release_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    await keep();
    expect(await deposit(reservation)).toMatchObject({ status: 'released', hold: 'canceled' });
    expect((await messagesAbout(stack, reservation.id)).filter((name) => name.includes('deposit'))).toEqual([
      'guest-deposit-held',
      'guest-deposit-released',
    ]);
    expect(releaseAt > authorizeAt).toBe(true);
    stack.clock.set(start.toISOString());
  });

  test('is taken in part with a reason and a note of the evidence, once, and the rest goes back', async () => {
    const { reservation } = await paidThrough(stack, provider);
    await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    await keep();
    const take = (body: object) =>
      stack.call(`/security-deposits/${reservation.id}/capture`, { body, headers: staff, from: newClient() });
    const damage = { amount: 4200, reason: 'a broken vase', evidenceNote: 'photographs 1 to 3, bill 7' };
    for (const wrong of [
      { ...damage, reason: '' },
      { ...damage, evidenceNote: undefined },
      { ...damage, amount: 1e9 },
    ])
      expect((await take(wrong)).status).toBe(422);
    const answers = await Promise.all(Array.from({ length: 5 }, () => take(damage)));
    await settledAll(stack);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409, 409, 409, 409]);
    expect(await deposit(reservation)).toMatchObject({
      status: 'captured',
      captured: 4200,
      hold: 'succeeded',
    });
    const { rows } = await stack.database.query(
      `select e.account, sum(e.amount_minor)::float8 as balance from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
       where t.reservation_id = $1 and e.account in ('damages', 'security-deposits') group by 1 order by 1`,
      [reservation.id],
    );
    expect(rows).toEqual([
      { account: 'damages', balance: -4200 },
      { account: 'security-deposits', balance: 0 },
    ]);
  });
});

test('a security deposit is held by the method that PayPal kept, though the answer of the capture was lost and its event alone tells of it', async () => {
  const route = 'POST /v2/checkout/orders/:id/capture';
  stack.paypal.chaos({ apiFault: { effect: 'after', answer: 'close', next: 10, route } });
  const { reservation } = await paidThrough(stack, 'paypal');
  stack.paypal.chaos({ apiFault: null });
  await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
    reservation.id,
    stack.clock.now(),
  ]);
  await keep();
  expect(await deposit(reservation)).toMatchObject({ status: 'authorized', hold: 'authorized' });
  expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-deposit-asked');
});

test('a security deposit that the bank refuses alerts guest and owner, is tried again, and succeeds when the bank does', async () => {
  const { reservation, id } = await paidThrough(stack, 'stripe', {}, 'pm_card_chargeCustomerFail');
  await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
    reservation.id,
    stack.clock.now(),
  ]);
  await keep();
  expect(await deposit(reservation)).toMatchObject({ status: 'failed', failures: 1 });
  expect(await messagesAbout(stack, reservation.id)).toEqual(
    expect.arrayContaining(['guest-deposit-failed', 'owner-deposit-failed']),
  );
  await keep();
  expect(await deposit(reservation)).toMatchObject({ failures: 1 });
  stack.clock.advance({ hours: 7 });
  await keep();
  expect(await deposit(reservation)).toMatchObject({ status: 'failed', failures: 2 });
  expect(id).toMatch(/^pay_/);
});
