import { expect, test } from 'vitest';
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
import { messagesAbout, reservationState } from '../../support/booking/settled-state.ts';
import { useStack } from '../../support/harness/stack.ts';

const thresholds = {
  reviewScore: 30,
  refuseScore: 90,
  reviewProbability: 0.9999,
  refuseProbability: 1,
  littleLeadHours: 1,
  attemptsByAddressPerHour: 1000,
  attemptsByDevicePerDay: 1000,
  declinesByMailPerDay: 1000,
  attemptsByCardPerDay: 1000,
  attemptsByMailPerDay: 1000,
};
const stack = useStack({ variables: { FRAUD_THRESHOLDS: JSON.stringify(thresholds) } });

const ask = (reservation: CreatedReservation) =>
  stack.call('/payment-intents', {
    body: { reservation: reservation.id, device: 'a-device-of-the-test' },
    headers: authorized(reservation),
    from: newClient(),
  });

/** Makes the next attempts under every mail address look as the outcome wants them, by what the database has counted before. */
async function assessAs(outcome: 'review' | 'refuse', reservation: CreatedReservation) {
  const { id } = await openPayment(stack, reservation);
  await stack.database.query('update payment_assessments set outcome = $2 where payment_id = $1', [
    id,
    outcome,
  ]);
  return id;
}

const decide = (id: string, decision: string) =>
  stack.call(`/payments/${id}/review`, { body: { decision }, headers: staff, from: newClient() });

test('every attempt is assessed before the provider is called and on its event, with its figures and reasons stored', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  const before = await stack.database.query(
    'select phase, signals from payment_assessments where payment_id = $1',
    [id],
  );
  expect(before.rows).toMatchObject([
    { phase: 'before', signals: { cardCountry: null, attemptsByMailLastDay: 1 } },
  ]);
  await pay(stack, intentId, 'pm_card_br');
  await settledAll(stack);
  const after = await stack.database.query(
    `select signals, card_digest from payment_assessments where payment_id = $1 and phase = 'event'`,
    [id],
  );
  expect(after.rows).toMatchObject([
    { signals: { cardCountry: 'BR', providerRiskLevel: 'normal' }, card_digest: expect.any(String) },
  ]);
  expect(JSON.stringify([...before.rows, ...after.rows])).not.toContain('ada@guests.example');
});

test('a card is known again, by whomever it pays for', async () => {
  const { wish } = await cloneItem(stack, { units: 3 });
  const seen: unknown[] = [];
  for (const [name, card] of [
    ['one', 'pm_card_gb'],
    ['two', 'pm_card_gb'],
    ['three', 'pm_card_de'],
  ] as const) {
    const guest = { name, email: `${name}@guests.example` };
    const { id, intentId } = await openPayment(stack, await reserve(stack, wish, guest));
    await pay(stack, intentId, card);
    await settledAll(stack);
    const { rows } = await stack.database.query(
      `select signals -> 'attemptsByCardLastDay' as attempts from payment_assessments where payment_id = $1 and phase = 'event'`,
      [id],
    );
    seen.push(rows[0]?.attempts);
  }
  expect(seen).toEqual([1, 2, 1]);
});

test('a refusal says nothing to tune against and never reaches the provider', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  await assessAs('refuse', reservation);
  await settledAll(stack);
  const calls = stack.stripe.counts();
  const answer = await ask(reservation);
  expect(answer.status).toBe(409);
  expect(Object.keys(Object(answer.json())).sort()).toEqual([
    'code',
    'detail',
    'requestId',
    'status',
    'title',
    'type',
  ]);
  expect(answer.text).not.toMatch(/score|risk|fraud|velocity|review|model/i);
  expect(stack.stripe.counts()).toEqual(calls);
});

test('a payment that the provider calls highly risky is kept back: the time stays held, the staff approve, and it is confirmed', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId, 'pm_card_riskLevelHighest');
  await settledAll(stack);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
  expect(await messagesAbout(stack, id)).toContain('owner-payment-review');
  stack.clock.advance({ hours: 20 });
  const reviews = await stack.call('/payment-reviews', { headers: staff, from: newClient() });
  expect(reviews.json()).toMatchObject({ reviews: [{ payment: id, phase: 'event' }] });
  const answers = await Promise.all([1, 2, 3].map(() => decide(id, 'approve')));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
});

test('refused by the staff, the reservation ends and the money goes back', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const { id, intentId } = await openPayment(stack, reservation);
  await pay(stack, intentId, 'pm_card_riskLevelHighest');
  await settledAll(stack);
  expect((await decide(id, 'refuse')).status).toBe(200);
  await settledAll(stack);
  expect(await reservationState(stack, reservation.id)).toMatchObject({
    status: 'cancelled',
    refundDue: reservation.total.amount,
    refundReason: 'refused',
  });
});

test('an attempt in review waits without the provider, and pays once the staff approve', async () => {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  const id = await assessAs('review', reservation);
  expect((await ask(reservation)).json()).toMatchObject({ id, status: 'in-review', checkout: null });
  expect((await decide(id, 'approve')).status).toBe(200);
  expect(await messagesAbout(stack, reservation.id)).toContain('guest-payment-approved');
  stack.clock.advance({ hours: 3 });
  expect((await ask(reservation)).json()).toMatchObject({ id, status: 'open' });
});
