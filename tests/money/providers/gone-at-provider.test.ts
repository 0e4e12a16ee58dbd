import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import settleOpenPayments from '../../../netlify/functions/scheduled/check-open-payments.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { paypalProvider } from '../../../src/payment/paypal/provider.ts';
import { type Currency, minor } from '../../../src/platform/money/money.ts';
import { staff } from '../../support/account/staff.ts';
import {
  approve,
  authorized,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import {
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { call } from '../../support/harness/client.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.stripe.chaos({ drop: [], apiFault: null });
  stack.paypal.chaos({ drop: [], apiFault: null });
});
afterEach(async () => {
  await settledAll(stack);
  expect(await unbalancedTransactions(stack)).toEqual([]);
  expect(stack.logLines.map((line) => JSON.parse(line)).filter(({ level }) => level === 'error')).toEqual([]);
  stack.logLines.length = 0;
});

type Provider = 'stripe' | 'paypal';

async function opened(provider: Provider, reservation: CreatedReservation) {
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    return { id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  return { id, ref: orderId };
}

const goings: readonly [what: string, Provider, (ref: string) => unknown][] = [
  ['an order that PayPal has not any more', 'paypal', (ref) => stack.paypal.forget(ref)],
  ['an order that is voided', 'paypal', (ref) => stack.paypal.rewrite(ref, { status: 'VOIDED', links: [] })],
  ['a PaymentIntent that was canceled', 'stripe', (ref) => stack.stripe.cancelInDashboard(ref)],
  ['a PaymentIntent that Stripe has not any more', 'stripe', (ref) => stack.stripe.forget(ref)],
];

describe.each(goings)('%s', (_, provider, go) => {
  beforeEach(() => {
    stack.stripe.chaos({ drop: 'all' });
    stack.paypal.chaos({ drop: 'all' });
  });

  test('is replaced by a new one when the guest wants to pay, which confirms; asked twice at once, by one', async () => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const old = await opened(provider, reservation);
    await stack.functions.settled();
    go(old.ref);
    const [one, other] = await Promise.all([opened(provider, reservation), opened(provider, reservation)]);
    expect(one).toEqual(other);
    expect(one.id).not.toBe(old.id);
    expect(await paymentState(stack, old.id)).toMatchObject({ status: 'canceled', captured: 0 });
    stack.stripe.chaos({ drop: [] });
    stack.paypal.chaos({ drop: [] });
    if (provider === 'stripe') await pay(stack, one.ref);
    else await approve(stack, one.ref);
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
  });

  test('is given up when it is to be collected, by the page or by the schedule, and again', async () => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const old = await opened(provider, reservation);
    await stack.functions.settled();
    go(old.ref);
    stack.clock.advance({ minutes: 5 });
    for (let run = 0; run < 2; run += 1) expect(await fireSchedule(stack, settleOpenPayments)).toBe(204);
    expect(await paymentState(stack, old.id)).toMatchObject({ status: 'canceled', captured: 0 });
    const collected = await stack.call(`/payments/${old.id}/capture`, {
      method: 'POST',
      headers: authorized(reservation),
      from: newClient(),
    });
    expect(collected.status, collected.text).toBe(200);
  });

  test('is over with the hold of its reservation', async () => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const old = await opened(provider, reservation);
    await stack.functions.settled();
    go(old.ref);
    stack.clock.advance({ hours: 2 });
    expect(await fireSchedule(stack, settleOpenPayments)).toBe(204);
    expect(await paymentState(stack, old.id)).toMatchObject({ status: 'canceled', captured: 0 });
  });
});

describe('the way back from PayPal', () => {
  test.each([
    ['an order that was made up', 'MADEUP123'],
    ['no order at all', undefined],
    ['what is no id of an order', '../x'],
  ])('with %s goes on to the confirmation and changes nothing', async (_, token) => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const { id, orderId } = await openPaypalPayment(stack, reservation);
    await stack.functions.settled();
    await stack.database.query('update payments set provider_ref = null where id = $1', [id]);
    const { pathname, search } = new URL(stack.paypal.returnUrlOf(orderId));
    const query = token === undefined ? '' : `&token=${encodeURIComponent(token)}`;
    const answer = await call(`${stack.url}${pathname}${search}${query}`, { from: newClient() });
    expect(answer.status).toBe(303);
    expect(await paymentState(stack, id)).toMatchObject({ status: 'pending', captured: 0 });
  });
});

describe.each(['stripe', 'paypal'] as const)('a security deposit at %s', (provider) => {
  async function confirmedWithDeposit() {
    const columns = { security_deposit_minor: 30_000 };
    const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
    const { ref } = await opened(provider, reservation);
    if (provider === 'stripe') await pay(stack, ref);
    else await approve(stack, ref);
    await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    return reservation;
  }

  async function keep() {
    expect(await fireSchedule(stack, keepDeposits)).toBe(204);
    expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
    await settledAll(stack);
  }

  async function hold({ id }: CreatedReservation) {
    const { rows } = await stack.database.query(
      `select d.status, p.id, p.provider_ref as ref, p.authorization_ref as authorization, p.status as hold
       from security_deposits d left join payments p on p.id = d.payment_id where d.reservation_id = $1`,
      [id],
    );
    return rows[0];
  }

  const forget = (id: string) => (provider === 'stripe' ? stack.stripe : stack.paypal).forget(id);

  test('whose method is gone is a refused hold, and the guest may hold it', async () => {
    const reservation = await confirmedWithDeposit();
    const { rows } = await stack.database.query(
      'select saved_method as method from payments where reservation_id = $1 and saved_method is not null',
      [reservation.id],
    );
    forgetMethod(rows[0].method);
    await keep();
    expect(await hold(reservation)).toMatchObject({ status: 'failed' });
    const asked = await stack.call('/payment-intents', {
      body: { reservation: reservation.id, provider, purpose: 'security-deposit' },
      headers: authorized(reservation),
      from: newClient(),
    });
    expect(asked.status, asked.text).toBe(201);
  });

  const forgetMethod = (method: string) =>
    provider === 'stripe' ? stack.stripe.forget(method) : stack.paypal.setVaulted(method, 'gone');

  test.each(['released', 'taken'])(
    'whose hold is gone when it is to be %s: the hold is over',
    async (how) => {
      const reservation = await confirmedWithDeposit();
      await keep();
      const held = await hold(reservation);
      expect(held).toMatchObject({ status: 'authorized' });
      forget(held.ref);
      if (provider === 'paypal') forget(held.authorization);
      if (how === 'taken') {
        const body = { amount: 4200, reason: 'a broken vase', evidenceNote: 'photograph 1' };
        const answer = await stack.call(`/security-deposits/${reservation.id}/capture`, {
          body,
          headers: staff,
          from: newClient(),
        });
        expect(answer.status, answer.text).toBe(202);
      } else {
        await stack.database.query('update security_deposits set release_at = $2 where reservation_id = $1', [
          reservation.id,
          stack.clock.now(),
        ]);
        await keep();
      }
      await settledAll(stack);
      expect(await hold(reservation)).toMatchObject({ hold: 'canceled' });
    },
  );
});

test('a hold that was called refused and that PayPal made all the same is known by its own reference, and is released', async () => {
  const columns = { security_deposit_minor: 30_000 };
  const reservation = await reserve(stack, (await cloneItem(stack, { columns })).wish);
  const { orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  const due = async (column: 'authorize_at' | 'release_at') => {
    const statement = `update security_deposits set ${column} = $2 where reservation_id = $1`;
    await stack.database.query(statement, [reservation.id, stack.clock.now()]);
    expect(await fireSchedule(stack, keepDeposits)).toBe(204);
    expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
    await settledAll(stack);
  };
  const hold = async () => {
    const { rows } = await stack.database.query(
      `select p.id, p.provider_ref as ref, p.quarantine_reason as quarantine, d.status
       from payments p join security_deposits d using (reservation_id) where d.reservation_id = $1 and p.purpose = 'security-deposit'`,
      [reservation.id],
    );
    return rows[0];
  };
  const { rows } = await stack.database.query(
    'select saved_method as method from payments where reservation_id = $1 and saved_method is not null',
    [reservation.id],
  );
  stack.paypal.setVaulted(rows[0].method, 'gone');
  await due('authorize_at');
  const { id, ref, status } = await hold();
  expect([ref, status]).toEqual([`refused:${id}`, 'failed']);

  stack.paypal.chaos({ drop: ['CHECKOUT.*'] });
  const provider = paypalProvider(stack.runtime);
  const order = {
    paymentId: id,
    amount: minor(30_000),
    currency: 'EUR' as Currency, // what the item costs in
    description: 'Security deposit',
    capture: 'later' as const,
    savesMethod: false,
    isInstantOnly: false,
    returnUrl: stack.runtime.config.site.url,
    cancelUrl: stack.runtime.config.site.url,
  };
  const { providerRef } = await provider.create(order);
  stack.paypal.approve(providerRef);
  const known = { ...order, providerRef, authorizationRef: undefined, captureRef: undefined };
  const made = await provider.capture(known, order.amount);
  await settledAll(stack);
  stack.paypal.chaos({ drop: [] });
  expect(await hold()).toMatchObject({ ref: providerRef, status: 'authorized', quarantine: null });

  await due('release_at');
  expect(await hold()).toMatchObject({ status: 'released', quarantine: null });
  expect(made.status).toBe('authorized');
  expect(await provider.read(known)).toMatchObject({ status: 'canceled' });
});
