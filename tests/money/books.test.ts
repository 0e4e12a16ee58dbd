import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import collectBalances from '../../netlify/functions/scheduled/collect-balances.ts';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import reconcile from '../../netlify/functions/scheduled/reconcile.ts';
import keepDeposits from '../../netlify/functions/scheduled/sync-deposits.ts';
import { issuedCreditSchema } from '../../src/credit/issue-credit.ts';
import { trialBalanceSchema } from '../../src/ledger/trial-balance.ts';
import { type Currency, formatMoney, minor } from '../../src/platform/money/money.ts';
import { deliverDue } from '../../src/workflows/message/deliver.ts';
import {
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  postReservation,
  quote,
  reserve,
  settledAll,
} from '../support/booking.ts';
import { cloneItem } from '../support/cloned-item.ts';
import { fireSchedule } from '../support/fire-schedule.ts';
import { quietMails } from '../support/quiet-outbox.ts';
import { messagesAbout, reservationState, unbalancedTransactions } from '../support/settled-state.ts';
import { useStack } from '../support/stack.ts';
import { staff } from '../support/staff.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.paypal.chaos({ apiFault: null, drop: [] });
  stack.stripe.chaos({ apiFault: null, drop: [] });
});
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

type Provider = 'stripe' | 'paypal';

async function paid(provider: Provider, columns: Record<string, unknown> = {}, outcome = 'success') {
  const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId, outcome as Parameters<typeof pay>[2]);
    await settledAll(stack);
    return { reservation, id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  return { reservation, id, ref: orderId };
}

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
    const { reservation } = await paid(provider);
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
    const { reservation } = await paid(provider);
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

test('a security deposit that the bank refuses alerts guest and owner, is tried again, and succeeds when the bank does', async () => {
  const { reservation, id } = await paid('stripe', {}, 'pm_card_chargeCustomerFail');
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

describe('a share now and the balance later', () => {
  const plan = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };

  test('the share confirms, the balance is paid through another provider by its link, and nothing beyond is kept', async () => {
    const { reservation } = await paid('stripe', plan);
    const { amount } = reservation.total;
    const shown = async () =>
      bodyOf(
        await stack.call(`/reservations/${reservation.id}`, {
          headers: authorized(reservation),
          from: newClient(),
        }),
        200,
        v.looseObject({
          status: v.string(),
          paid: v.looseObject({ amount: v.number() }),
          amountDue: v.looseObject({ amount: v.number() }),
        }),
      );
    const share = Math.round(amount * 0.3);
    expect(await shown()).toMatchObject({
      status: 'confirmed',
      paid: { amount: share },
      amountDue: { amount: amount - share },
    });
    await approve(stack, (await openPaypalPayment(stack, reservation)).orderId);
    expect(await shown()).toMatchObject({ paid: { amount }, amountDue: { amount: 0 } });
    expect(await messagesAbout(stack, reservation.id)).toContain('guest-balance-paid');

    await stack.mailbox.clear();
    await stack.database.query(
      `update outbox set due_at = $2 where template in ('guest-confirmation', 'owner-new-reservation') and subject_id = $1`,
      [reservation.id, stack.clock.now()],
    );
    await deliverDue(stack.runtime);
    const told = stack.mailbox.messages().map(({ text = '' }) => text);
    const inEuros = (cents: number) =>
      formatMoney({ amount: minor(cents), currency: 'EUR' as Currency }, 'en'); // as the item is priced
    expect(told).toHaveLength(2);
    for (const text of told) {
      expect(text).toContain(inEuros(share));
      expect(text).toContain(inEuros(amount - share));
    }
  });

  test('reminders go out once each, their link is signed, and an unpaid balance cancels by policy', async () => {
    const start = stack.clock.now();
    const { reservation } = await paid('stripe', plan);
    const due = Date.parse(reservation.startsAt) - 10 * 86_400_000;
    const at = async (ms: number) => {
      stack.clock.set(new Date(ms).toISOString());
      expect(await fireSchedule(stack, collectBalances)).toBe(204);
      expect(await fireSchedule(stack, collectBalances)).toBe(204);
      await fireSchedule(stack, makeProviderCalls);
      await settledAll(stack);
    };
    const reminders = async () =>
      (await messagesAbout(stack, reservation.id)).filter((name) => name === 'guest-balance-reminder').length;
    await at(due - 8 * 86_400_000);
    expect(await reminders()).toBe(0);
    await at(due - 6 * 86_400_000);
    expect(await reminders()).toBe(1);
    await at(due - 3_600_000);
    expect(await reminders()).toBe(2);
    await at(due + 3_600_000);
    expect(await reminders()).toBe(3);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    await at(due + 3 * 86_400_000);
    expect(await reservationState(stack, reservation.id)).toMatchObject({
      status: 'cancelled',
      refundDue: Math.round(reservation.total.amount * 0.3),
    });
    expect(await messagesAbout(stack, reservation.id)).toContain('guest-balance-cancelled');
    stack.clock.set(start.toISOString());
  });
});

describe('gift cards', () => {
  const issue = async (amount: number) =>
    bodyOf(
      await stack.call('/credits', {
        body: { kind: 'gift-card', amount, currency: 'EUR', note: 'sold at the desk' },
        headers: staff,
        from: newClient(),
      }),
      201,
      issuedCreditSchema,
    );
  const apply = (reservation: CreatedReservation, code: string) =>
    stack.call(`/reservations/${reservation.id}/credit`, {
      body: { code },
      headers: authorized(reservation),
      from: newClient(),
    });
  const balance = async (id: string) =>
    (
      await stack.database.query<{ balance: number }>(
        'select balance_minor::float8 as balance from credits where id = $1',
        [id],
      )
    ).rows[0]?.balance;

  test('one code used by ten reservations at once never gives more than it holds', async () => {
    const card = await issue(150_000);
    const { wish } = await cloneItem(stack, { units: 10 });
    const held = await Promise.all(Array.from({ length: 10 }, () => reserve(stack, wish)));
    const answers = await Promise.all(held.map((one) => apply(one, card.code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    expect(await balance(card.id)).toBe(0);
    const { rows } = await stack.database.query(
      'select sum(amount_minor)::float8 as lent from payments where credit_id = $1',
      [card.id],
    );
    expect(rows[0].lent).toBe(150_000);
  });

  test('pays in part beside a card, and a cancellation sends each part back where it came from', async () => {
    const card = await issue(30_000);
    const reservation = await reserve(
      stack,
      (await cloneItem(stack, { columns: { policy_code: 'flexible' } })).wish,
    );
    expect((await apply(reservation, card.code)).status).toBe(200);
    const { intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    await settledAll(stack);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    expect(await balance(card.id)).toBe(0);
    await stack.call(`/reservations/${reservation.id}/cancel`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
    await settledAll(stack);
    expect(await balance(card.id)).toBe(30_000);
    const { rows } = await stack.database.query(
      'select provider, (captured_minor - refunded_minor)::float8 as kept from payments where reservation_id = $1 order by provider',
      [reservation.id],
    );
    expect(rows).toEqual([
      { provider: 'credit', kept: 0 },
      { provider: 'stripe', kept: 0 },
    ]);
  });

  test('what was lent to a hold that lapses comes back, and a whole price by card confirms at once', async () => {
    const card = await issue(200_000);
    const lapsing = await reserve(stack, (await cloneItem(stack)).wish);
    await stack.database.query(
      'update reservations set due_now_minor = null, total_minor = 300000 where id = $1',
      [lapsing.id],
    );
    await apply(lapsing, card.code);
    expect(await balance(card.id)).toBe(0);
    stack.clock.advance({ minutes: 16 });
    await stack.database.query(`update reservations set status = 'lapsed' where id = $1`, [lapsing.id]);
    expect(await balance(card.id)).toBe(200_000);
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    await apply(reservation, card.code);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    expect(await balance(card.id)).toBe(200_000 - reservation.total.amount);
  });
});

test('a promotion code that may be used three times is used three times, however many ask at once', async () => {
  await stack.database.query(
    `insert into promotions (code, description, percent_basis_points, valid_from, valid_to, max_redemptions) values ('THRICE', 'x', 1000, '2020-01-01', '2040-01-01', 3)`,
  );
  const { wish } = await cloneItem(stack, { units: 12 });
  const { quote: token } = await quote(stack, { ...wish, promotionCode: 'THRICE' });
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => postReservation(stack, token, randomUUID())),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
  expect(
    answers.filter(({ status, text }) => status === 409 && text.includes('promotion-used-up')),
  ).toHaveLength(9);
});

test('numbers of documents have no gaps under twenty confirmations at once, of which some are rolled back', async () => {
  const { wish } = await cloneItem(stack, { units: 20 });
  const held = await Promise.all(Array.from({ length: 20 }, () => reserve(stack, wish)));
  await Promise.all(
    held.map(async ({ id }, index) => {
      const confirm = `update reservations set status = 'confirmed', confirmed_at = now() where id = '${id}'`;
      const end = index % 3 === 0 ? 'rollback' : 'commit';
      const { Client } = await import('pg');
      const client = new Client({ connectionString: stack.databaseUrl });
      await client.connect();
      await client.query('begin');
      await client.query(confirm);
      await client.query(end);
      await client.end();
    }),
  );
  const { rows } = await stack.database.query<{ year: number; count: number; highest: number }>(
    `select year, count(*)::int as count, max(number) as highest from documents where kind = 'invoice' group by year, legal_entity`,
  );
  for (const { count, highest } of rows) expect(count).toBe(highest);
});

test('a document is drawn once, is the same for ever, and cannot be changed or taken away', async () => {
  const { reservation } = await paid('paypal');
  const list = await stack.call(`/documents/${reservation.id}`, {
    headers: authorized(reservation),
    from: newClient(),
  });
  const [first] = v.parse(
    v.object({ documents: v.array(v.object({ id: v.string() })) }),
    list.json(),
  ).documents;
  const get = () =>
    stack.call(`/documents/${reservation.id}/${first?.id}`, {
      headers: authorized(reservation),
      from: newClient(),
    });
  const [one, two] = await Promise.all([get(), get()]);
  expect(one.text.startsWith('%PDF-')).toBe(true);
  expect(two.text).toBe(one.text);
  for (const statement of [
    `delete from documents`,
    `update documents set amount_minor = 1`,
    `delete from document_files`,
  ])
    await expect(stack.database.query(statement)).rejects.toThrow(/append-only/);
});

describe('disputes', () => {
  test.each(['stripe', 'paypal'] as const)(
    'of %s are recorded with amount and deadline, and the books follow won',
    async (provider) => {
      const { reservation, id, ref } = await paid(provider);
      const dispute = async () =>
        (
          await stack.database.query(
            'select status, amount_minor::float8 as amount, evidence_due_at as due from disputes where payment_id = $1',
            [id],
          )
        ).rows[0];
      if (provider === 'stripe') {
        const { id: du } = stack.stripe.openDispute(ref);
        await settledAll(stack);
        expect(await dispute()).toMatchObject({
          status: 'needs-response',
          amount: reservation.total.amount,
          due: expect.any(Date),
        });
        stack.stripe.closeDispute(du, 'won');
      } else {
        const { dispute_id } = stack.paypal.openDispute(stack.paypal.capturesOf(ref)[0] ?? '');
        await settledAll(stack);
        expect(await dispute()).toMatchObject({
          status: 'needs-response',
          amount: reservation.total.amount,
          due: expect.any(Date),
        });
        stack.paypal.resolveDispute(dispute_id, 'won');
      }
      await settledAll(stack);
      expect(await dispute()).toMatchObject({ status: 'won' });
      expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
    },
  );

  test('one that is lost before the stay ends the reservation, and its evidence is there as JSON and PDF', async () => {
    const { reservation, id, ref } = await paid('stripe');
    const { id: du } = stack.stripe.openDispute(ref);
    await settledAll(stack);
    await stack.database.query(
      `update outbox set due_at = $2 where template = 'guest-confirmation' and subject_id = $1`,
      [reservation.id, stack.clock.now()],
    );
    await deliverDue(stack.runtime);
    const [told] = stack.mailbox.messages();
    const { rows } = await stack.database.query('select id from disputes where payment_id = $1', [id]);
    const evidence = (Accept: string) =>
      stack.call(`/disputes/${rows[0].id}/evidence`, { headers: { ...staff, Accept }, from: newClient() });
    const json = await evidence('application/json');
    expect(json.json()).toMatchObject({
      booking: { reference: reservation.reference, customer: { email: 'ada@guests.example' } },
      policy: { acceptance: { networkAddress: expect.stringMatching(/^127\./) } },
      // By the words that the guest has read, not by a name of ours.
      mails: [{ subject: told?.subject, recipient: 'ada@guests.example' }],
    });
    expect((await evidence('application/pdf')).text.startsWith('%PDF-')).toBe(true);
    stack.stripe.closeDispute(du, 'lost');
    await settledAll(stack);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'cancelled' });
  });
});

test('a day of which every event is lost reconciles to no difference: payments, refunds, disputes, fees and payouts', async () => {
  stack.clock.advance({ days: 1 });
  stack.stripe.chaos({ drop: 'all' });
  stack.paypal.chaos({ drop: 'all' });
  const stripe = await reserve(stack, (await cloneItem(stack)).wish);
  const { id: stripeId, intentId } = await openPayment(stack, stripe);
  stack.stripe.pay(intentId, 'success');
  const paypal = await reserve(stack, (await cloneItem(stack)).wish);
  const { id: paypalId, orderId } = await openPaypalPayment(stack, paypal);
  stack.paypal.approve(orderId);
  await stack.call(`/payments/${paypalId}/capture`, {
    method: 'POST',
    headers: authorized(paypal),
    from: newClient(),
  });
  stack.stripe.refundInDashboard(intentId, 1000);
  stack.paypal.refundInDashboard(stack.paypal.capturesOf(orderId)[0] ?? '', {
    currency_code: 'EUR',
    value: '5.00',
  });
  stack.stripe.payOut('eur');
  await settledAll(stack);
  expect(await reservationState(stack, stripe.id)).toMatchObject({ status: 'held' });

  expect(await fireSchedule(stack, reconcile)).toBe(204);
  await settledAll(stack);
  expect(await reservationState(stack, stripe.id)).toMatchObject({ status: 'confirmed' });
  const { rows: refunds } = await stack.database.query(
    `select payment_id, amount_minor::float8 as amount, reason from refunds where payment_id = any($1) order by amount_minor`,
    [[stripeId, paypalId]],
  );
  expect(refunds).toEqual([
    { payment_id: paypalId, amount: 500, reason: 'provider' },
    { payment_id: stripeId, amount: 1000, reason: 'provider' },
  ]);
  const report = await stack.call('/reconciliations', { headers: staff, from: newClient() });
  expect(report.json()).toMatchObject({ differences: [] });
  const books = bodyOf(
    await stack.call('/ledger/trial-balance', { headers: staff, from: newClient() }),
    200,
    trialBalanceSchema,
  );
  expect(books.isBalanced).toBe(true);
  expect(books.accounts.map(({ account }) => account)).toEqual(
    expect.arrayContaining(['provider-fees:stripe', 'provider-fees:paypal', 'bank']),
  );
});

test('a payment at the provider that we know nothing of is a difference: kept, shown and told to the owner once', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  stack.stripe.chaos({ drop: 'all' });
  stack.stripe.pay(intentId, 'success');
  await stack.database.query(`update payments set amount_minor = amount_minor + 1 where id = $1`, [id]);
  await fireSchedule(stack, reconcile);
  stack.clock.advance({ hours: 1 });
  await fireSchedule(stack, reconcile);
  await settledAll(stack);
  const report = await stack.call('/reconciliations', { headers: staff, from: newClient() });
  expect(report.json()).toMatchObject({
    differences: [{ provider: 'stripe', kind: 'payment', payment: id }],
  });
  const { rows } = await stack.database.query(
    `select count(*)::int as count from outbox where template = 'owner-reconciliation'`,
  );
  expect(rows[0].count).toBe(1);
});

test('a refund made in the dashboard that did not fit beside one of ours is taken over once ours has failed', async () => {
  const { id, ref } = await paid('stripe');
  const { rows: paidRows } = await stack.database.query(
    'select captured_minor::float8 as amount from payments where id = $1',
    [id],
  );
  stack.stripe.chaos({ drop: 'all', apiFault: { effect: 'before', answer: 'error' } });
  const asked = await stack.call(`/payments/${id}/refunds`, {
    body: { amount: paidRows[0].amount, reason: 'for the test' },
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(asked.status, asked.text).toBe(202);
  await settledAll(stack);
  stack.stripe.chaos({ apiFault: null });
  stack.stripe.refundInDashboard(ref);
  await fireSchedule(stack, reconcile);
  const refunds = async () => {
    const { rows } = await stack.database.query(
      'select reason, status from refunds where payment_id = $1 order by created_at',
      [id],
    );
    return rows;
  };
  expect(await refunds()).toEqual([{ reason: expect.any(String), status: 'pending' }]);

  stack.clock.advance({ hours: 1 });
  await fireSchedule(stack, makeProviderCalls);
  await settledAll(stack);
  await fireSchedule(stack, reconcile);
  expect(await refunds()).toEqual([
    { reason: expect.any(String), status: 'failed' },
    { reason: 'provider', status: 'succeeded' },
  ]);
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

test('rates that are stored never change, and neither does what was computed from them; movements balance in the reporting currency', async () => {
  const store = (rate: string) =>
    stack.call('/ledger/exchange-rates', {
      body: { day: '2027-01-01', reportingCurrency: 'EUR', rates: { USD: rate, JPY: '0.0061', KWD: '2.97' } },
      headers: staff,
      from: newClient(),
    });
  const post = (source: string, currency: string) =>
    stack.database.query(
      `select post_movement($1, 'test', null, null, '2027-02-01', $2, array['a', 'b', 'c'], array[100001, -33334, -66667]::bigint[])`,
      [source, currency],
    );
  await post('before rates', 'USD');
  expect((await store('0.9174')).json()).toEqual({ stored: 4 });
  await post('after rates', 'JPY');
  await post('three decimals', 'KWD');
  const reporting = async () =>
    (
      await stack.database.query(
        `select t.source, k.account, k.amount_minor::float8 as amount from ledger_reporting k join ledger_transactions t on t.id = k.transaction_id where t.kind = 'test' order by 1, 2`,
      )
    ).rows;
  const first = await reporting();
  expect(first).toHaveLength(9);
  for (const source of ['before rates', 'after rates', 'three decimals'])
    expect(first.filter((row) => row.source === source).reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  expect(first.find(({ source, account }) => source === 'after rates' && account === 'b')).toMatchObject({
    amount: -20334,
  });
  expect((await store('0.5')).json()).toEqual({ stored: 0 });
  expect(await reporting()).toEqual(first);
});
