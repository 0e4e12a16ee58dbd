import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import settleOpenPayments from '../../../netlify/functions/scheduled/check-open-payments.ts';
import {
  approve,
  authorized,
  newClient,
  openPaypalPayment,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import {
  mailsAbout,
  messagesAbout,
  paymentState,
  reservationState,
  unbalancedTransactions,
} from '../../support/booking/settled-state.ts';
import { call } from '../../support/harness/client.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
beforeEach(() => stack.paypal.chaos({ drop: [], duplicate: 1, delayMs: 0, reorder: null, apiFault: null }));
afterEach(async () => {
  expect(await unbalancedTransactions(stack)).toEqual([]);
});

async function open() {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const payment = await openPaypalPayment(stack, reservation);
  return { reservation, ...payment };
}

type Opened = Awaited<ReturnType<typeof open>>;

test('an approval that comes before PayPal’s id of the order is noted is captured all the same', async () => {
  const { reservation, id, orderId } = await open();
  await stack.functions.settled();
  await stack.database.query('update payments set provider_ref = null where id = $1', [id]);
  await approve(stack, orderId);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
});

/** One capture at PayPal, one confirmation here, one mail to each side. */
async function expectConfirmedOnce({ reservation, id, orderId }: Opened, alsoTold: readonly string[] = []) {
  expect(await paymentState(stack, id)).toMatchObject({
    status: 'succeeded',
    captured: reservation.total.amount,
    quarantine: null,
  });
  expect(stack.paypal.capturesOf(orderId)).toHaveLength(1);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
  expect(await messagesAbout(stack, reservation.id)).toEqual(
    ['guest-confirmation', 'guest-hold', 'owner-new-reservation', ...alsoTold].sort(),
  );
}

const comeBack = ({ orderId }: Opened) => {
  const { pathname, search } = new URL(stack.paypal.returnUrlOf(orderId));
  return call(`${stack.url}${pathname}${search}&token=${orderId}&PayerID=X`, { from: newClient() });
};

test('the main job through PayPal: a completed capture confirms, and guest and owner have it in writing', async () => {
  const opened = await open();
  await approve(stack, opened.orderId);
  await expectConfirmedOnce(opened);
  expect(await mailsAbout(stack, opened.reservation.id)).toHaveLength(2);
});

test('approval alone confirms nothing: the payment of an order whose capture is refused stays open', async () => {
  const opened = await open();
  await approve(stack, opened.orderId, 'declined');
  expect(await reservationState(stack, opened.reservation.id)).toMatchObject({ status: 'held' });
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'failed', captured: 0 });
  await approve(stack, opened.orderId, 'success');
});

test('who comes back after the event of a payment that was declined is told that it was declined', async () => {
  const opened = await open();
  await approve(stack, opened.orderId, 'declined');
  const answer = await comeBack(opened);
  expect(answer.headers.get('Location')).toContain('redirect_status=failed');
  await settledAll(stack);
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'failed', captured: 0 });
});

test('a capture that is pending is a state: it confirms when it completes, and not before', async () => {
  const opened = await open();
  await approve(stack, opened.orderId, 'pending');
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'processing', captured: 0 });
  expect(await reservationState(stack, opened.reservation.id)).toMatchObject({ status: 'held' });
  stack.paypal.completePending(stack.paypal.capturesOf(opened.orderId)[0] ?? '', 'completed');
  await settledAll(stack);
  await expectConfirmedOnce(opened, ['guest-payment-processing', 'owner-payment-processing']);
});

describe('the way back and the events may race, or one of them never comes', () => {
  test('ten returns and the events, each thrice, at once: one capture, one confirmation', async () => {
    const opened = await open();
    stack.paypal.chaos({ duplicate: 3 });
    stack.paypal.approve(opened.orderId);
    const answers = await Promise.all(Array.from({ length: 10 }, () => comeBack(opened)));
    await settledAll(stack);
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303));
    await expectConfirmedOnce(opened);
  });

  test('no event comes: the return is enough', async () => {
    const opened = await open();
    stack.paypal.chaos({ drop: 'all' });
    stack.paypal.approve(opened.orderId);
    const answer = await comeBack(opened);
    const { id, manageToken } = opened.reservation;
    expect(answer.headers.get('Location')).toBe(
      `${stack.runtime.config.site.url}/confirmation/?redirect_status=succeeded#${id}/${manageToken}`,
    );
    await expectConfirmedOnce(opened);
  });

  test('the return comes before PayPal’s id of the order is noted, and is enough; an order of another payment is not', async () => {
    const [opened, other] = [await open(), await open()];
    await stack.functions.settled();
    const ids = [opened.id, other.id];
    await stack.database.query('update payments set provider_ref = null where id = any($1)', [ids]);
    stack.paypal.chaos({ drop: 'all' });
    stack.paypal.approve(opened.orderId);
    const { pathname, search } = new URL(stack.paypal.returnUrlOf(other.orderId));
    const foreign = `${stack.url}${pathname}${search}&token=${opened.orderId}`;
    expect((await call(foreign, { from: newClient() })).status).toBe(303);
    expect(await paymentState(stack, other.id)).toMatchObject({ status: 'pending', captured: 0 });
    await comeBack(opened);
    await expectConfirmedOnce(opened);
  });

  test('neither comes: the schedule asks, captures and confirms', async () => {
    const opened = await open();
    stack.paypal.chaos({ drop: 'all' });
    stack.paypal.approve(opened.orderId);
    await stack.functions.settled();
    stack.clock.advance({ minutes: 3 });
    expect(await fireSchedule(stack, settleOpenPayments)).toBe(204);
    await settledAll(stack);
    await expectConfirmedOnce(opened);
  });

  test('an answer of the capture that is lost is asked for again, and PayPal captures once', async () => {
    const opened = await open();
    stack.paypal.chaos({
      drop: ['PAYMENT.*'],
      apiFault: { effect: 'after', answer: 'close', next: 1, route: 'POST /v2/checkout/orders/:id/capture' },
    });
    await approve(stack, opened.orderId);
    await expectConfirmedOnce(opened);
  });
});

test('a return whose state is forged or of another payment is 404, and PayPal is not asked', async () => {
  const [one, other] = [await open(), await open()];
  const before = stack.paypal.counts()['POST /v2/checkout/orders/:id/capture'];
  const state = new URL(stack.paypal.returnUrlOf(other.orderId)).searchParams.get('state');
  for (const forged of [state, '', 't1.AAAA'])
    expect(
      (await stack.call(`/payments/${one.id}/return?state=${forged}`, { from: newClient() })).status,
    ).toBe(404);
  expect(stack.paypal.counts()['POST /v2/checkout/orders/:id/capture']).toBe(before);
});

test('an order that is approved after its hold has ended is not captured: nothing has to go back', async () => {
  const opened = await open();
  stack.clock.advance({ minutes: 16 });
  await approve(stack, opened.orderId);
  expect(stack.paypal.capturesOf(opened.orderId)).toEqual([]);
  expect(await paymentState(stack, opened.id)).toMatchObject({ status: 'canceled', captured: 0 });
});

test('a guest who changes from Stripe to PayPal has one open payment, and what was open at Stripe is given up', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const first = await stack.call('/payment-intents', {
    body: { reservation: reservation.id },
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(first.status).toBe(201);
  await settledAll(stack);
  const { orderId } = await openPaypalPayment(stack, reservation);
  await settledAll(stack);
  await approve(stack, orderId);
  const { rows } = await stack.database.query(
    'select provider, status from payments where reservation_id = $1 order by provider',
    [reservation.id],
  );
  expect(rows).toEqual([
    { provider: 'paypal', status: 'succeeded' },
    { provider: 'stripe', status: 'canceled' },
  ]);
});
