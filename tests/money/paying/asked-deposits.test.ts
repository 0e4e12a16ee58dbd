import { expect, test } from 'vitest';
import deliverMessages from '../../../netlify/functions/scheduled/deliver-messages.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { paymentIntentResponseSchema } from '../../../src/workflows/payment/open/open-payment.ts';
import { staff } from '../../support/account/staff.ts';
import {
  authorized,
  bodyOf,
  type CreatedReservation,
  intentIdOf,
  newClient,
  openPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { mailsAbout } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

/** A stay that was paid by gift card alone, whose deposit is due. */
async function paidByCard(): Promise<CreatedReservation> {
  const card = bodyOf(
    await stack.call('/credits', {
      body: { kind: 'gift-card', amount: 1_000_000, currency: 'EUR', note: 'sold at the desk' },
      headers: staff,
      from: newClient(),
    }),
    201,
    issuedCreditSchema,
  );
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { status } = await stack.call(`/reservations/${reservation.id}/credit`, {
    body: { code: card.code },
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(status).toBe(200);
  await isDue(reservation);
  return reservation;
}

async function isDue({ id }: CreatedReservation): Promise<void> {
  await settledAll(stack);
  await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
    id,
    stack.clock.now(),
  ]);
}

async function keep(): Promise<void> {
  expect(await fireSchedule(stack, keepDeposits)).toBe(204);
  expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
  await settledAll(stack);
}

async function deposit({ id }: CreatedReservation) {
  const { rows } = await stack.database.query(
    `select d.status, p.provider from security_deposits d left join payments p on p.id = d.payment_id where d.reservation_id = $1`,
    [id],
  );
  return rows[0];
}

async function askToHold(reservation: CreatedReservation) {
  return stack.call('/payment-intents', {
    body: { reservation: reservation.id, purpose: 'security-deposit' },
    headers: authorized(reservation),
    from: newClient(),
  });
}

async function aboutDeposit({ id }: CreatedReservation): Promise<string[]> {
  await fireSchedule(stack, deliverMessages);
  return (await mailsAbout(stack, id)).filter((mail) => mail.includes('deposit'));
}

test('a deposit that nothing kept can hold is asked of the guest once, by mail with a link; the owner is told; the guest holds it', async () => {
  const reservation = await paidByCard();
  await keep();
  const asked = [
    'guest-deposit-asked to ada@guests.example',
    'owner-deposit-asked to owner@fine-things.example',
  ];
  expect(await aboutDeposit(reservation)).toEqual(asked);
  const mail = stack.mailbox.messages().find(({ subject }) => subject.includes('security deposit'));
  expect(mail?.text).toContain(`/manage/#${reservation.id}/`);
  stack.clock.advance({ hours: 7 });
  await keep();
  expect(await aboutDeposit(reservation), 'asked once').toEqual(asked);

  const opened = bodyOf(await askToHold(reservation), 201, paymentIntentResponseSchema);
  await pay(stack, intentIdOf(opened));
  await settledAll(stack);
  expect(await deposit(reservation)).toEqual({ status: 'authorized', provider: 'stripe' });
});

test('a guest who is asked may be declined at first: the form stays good, and nobody takes it away meanwhile', async () => {
  const reservation = await paidByCard();
  await keep();
  const opened = bodyOf(await askToHold(reservation), 201, paymentIntentResponseSchema);
  await pay(stack, intentIdOf(opened), 'decline');
  stack.clock.advance({ minutes: 10 });
  await keep();
  await pay(stack, intentIdOf(opened));
  await settledAll(stack);
  expect(await deposit(reservation)).toEqual({ status: 'authorized', provider: 'stripe' });
});

test('a guest who opened the form early and left it does not stand in the way of the hold by the method kept', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  await pay(stack, (await openPayment(stack, reservation)).intentId);
  const left = bodyOf(await askToHold(reservation), 201, paymentIntentResponseSchema);
  stack.clock.advance({ hours: 2 });
  await isDue(reservation);
  await keep();
  expect(await deposit(reservation)).toEqual({ status: 'authorized', provider: 'stripe' });
  expect(() => stack.stripe.pay(intentIdOf(left), 'success'), 'nobody holds it a second time').toThrow();
});
