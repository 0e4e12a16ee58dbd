import { createHmac } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type CreatedReservation, reserve } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../../support/booking/cloned-item.ts';
import {
  balancesFor,
  balancesOf,
  countOf,
  mailsAbout,
  messagesAbout,
  paymentState,
  reservationState,
} from '../../support/booking/settled-state.ts';
import { testEnvironment } from '../../support/harness/environment.ts';
import { useStack } from '../../support/harness/stack.ts';
import {
  deliver,
  deliverAll,
  type EventSubject,
  eventOf,
  intentEvent,
  openSubject,
  postWebhook,
  refundEvent,
  secondsOf,
  signatureOf,
} from '../../support/payment/stripe-events.ts';

const stack = useStack();
let item: ClonedItem;
beforeAll(async () => {
  item = await cloneItem(stack, { units: 40 });
  stack.stripe.chaos({ drop: 'all' });
});

/** A held reservation whose payment is open at Stripe. */
async function open(): Promise<{ reservation: CreatedReservation; subject: EventSubject }> {
  const reservation = await reserve(stack, item.wish);
  return { reservation, subject: await openSubject(stack, reservation) };
}

async function paidEvent() {
  const { reservation, subject } = await open();
  return {
    reservation,
    subject,
    event: intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) }),
  };
}

test('one event three times at once settles once, writes the books once and sends one mail to each side', async () => {
  const { reservation, subject, event } = await paidEvent();
  const answers = await Promise.all([deliver(stack, event), deliver(stack, event), deliver(stack, event)]);
  await stack.functions.settled();

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed', refundDue: 0 });
  expect(await balancesOf(stack, subject.id)).toEqual(balancesFor(reservation.total.amount));
  expect(await messagesAbout(stack, reservation.id)).toEqual([
    'guest-confirmation',
    'guest-hold',
    'owner-new-reservation',
  ]);
  // None that asks to pay: it waits, and is not needed any more.
  expect(await mailsAbout(stack, reservation.id)).toHaveLength(2);
});

test('an event that Stripe sends again hours later changes nothing', async () => {
  const { reservation, subject, event } = await paidEvent();
  await deliverAll(stack, [event]);
  const before = await messagesAbout(stack, reservation.id);
  stack.clock.advance({ hours: 3 });
  await deliverAll(stack, [event]);

  expect(await messagesAbout(stack, reservation.id)).toEqual(before);
  expect(await balancesOf(stack, subject.id)).toEqual(balancesFor(reservation.total.amount));
});

/** Ways to sign an event so that it must not be believed; each gets the body and the present in seconds. */
const forgeries: Record<
  string,
  (body: string, now: number) => { body: string; signature: string | undefined }
> = {
  'without a signature': (body) => ({ body, signature: undefined }),
  'with an empty signature': (body) => ({ body, signature: '' }),
  'signed with another secret': (body, now) => ({ body, signature: signatureOf(body, now, 'whsec_other') }),
  'with a signature of another body': (body, now) => ({ body, signature: signatureOf(`${body} `, now) }),
  'altered after signing': (body, now) => ({
    body: body.replace('succeeded', 'processing'),
    signature: signatureOf(body, now),
  }),
  'written anew with the same content': (body, now) => ({
    body: JSON.stringify(JSON.parse(body)),
    signature: signatureOf(body, now),
  }),
  'signed 301 seconds ago': (body, now) => ({ body, signature: signatureOf(body, now - 301) }),
  'signed a day ago': (body, now) => ({ body, signature: signatureOf(body, now - 86_400) }),
  'signed 301 seconds in the future': (body, now) => ({ body, signature: signatureOf(body, now + 301) }),
  'behind a byte order mark that nobody signed': (body, now) => ({
    body: `\uFEFF${body}`,
    signature: signatureOf(body, now),
  }),
  'signed a year in the future': (body, now) => ({ body, signature: signatureOf(body, now + 31_536_000) }),
  'signed in the future behind a present time': (body, now) => ({
    body,
    signature: `t=${now},${signatureOf(body, now + 60)}`,
  }),
  'with its time moved to the present': (body, now) => ({
    body,
    signature: signatureOf(body, now - 3600).replace(/t=\d+/, `t=${now}`),
  }),
  'without a time': (body, now) => ({ body, signature: signatureOf(body, now).replace(/t=\d+,/, '') }),
  'with a time that is no number': (body, now) => ({
    body,
    signature: signatureOf(body, now).replace(/t=\d+/, 't=now'),
  }),
  'with a right signature under another scheme': (body, now) => ({
    body,
    signature: signatureOf(body, now).replace('v1=', 'v0='),
  }),
  'signed by another algorithm, cut to the same length': (body, now) => ({
    body,
    signature: `t=${now},v1=${createHmac('sha512', testEnvironment.STRIPE_WEBHOOK_SECRET).update(`${now}.${body}`).digest('hex').slice(0, 64)}`,
  }),
  'with a hundred signatures that are wrong': (body, now) => ({
    body,
    signature: `t=${now},${Array.from({ length: 100 }, (_, at) => `v1=${String(at).padStart(64, '0')}`).join(',')}`,
  }),
  'with two times under one signature': (body, now) => ({
    body,
    signature: `${signatureOf(body, now)},t=${now - 1}`,
  }),
};

test.each(Object.entries(forgeries))(
  'an event %s is refused with 400 and leaves no trace',
  async (_name, forge) => {
    const { reservation, subject, event } = await paidEvent();
    const events = await countOf(stack, 'payment_events');
    const audit = await countOf(stack, 'audit_events');
    const { body, signature } = forge(JSON.stringify(event, null, 2), secondsOf(stack));
    const answer = await postWebhook(stack, body, signature);
    await stack.functions.settled();

    expect(answer.status).toBe(400);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'signature-invalid',
      detail: expect.any(String),
      requestId: expect.any(String),
    });
    expect(await countOf(stack, 'payment_events')).toBe(events);
    expect(await countOf(stack, 'audit_events')).toBe(audit);
    expect(await paymentState(stack, subject.id)).toMatchObject({ status: 'pending', captured: 0 });
    expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
  },
);

test('an event signed up to 300 seconds ago, or ahead of a clock of ours that is slow, is accepted, as is one with a second signature while secrets change', async () => {
  const late = await paidEvent();
  const lateBody = JSON.stringify(late.event);
  expect(await postWebhook(stack, lateBody, signatureOf(lateBody, secondsOf(stack) - 300))).toMatchObject({
    status: 200,
  });
  const ahead = await paidEvent();
  const aheadBody = JSON.stringify(ahead.event);
  expect(await postWebhook(stack, aheadBody, signatureOf(aheadBody, secondsOf(stack) + 300))).toMatchObject({
    status: 200,
  });
  const rolled = await paidEvent();
  const body = JSON.stringify(rolled.event);
  const [time, right] = signatureOf(body, secondsOf(stack)).split(',');
  const [, wrong] = signatureOf(body, secondsOf(stack), 'whsec_old').split(',');
  expect(await postWebhook(stack, body, [time, wrong, right].join(','))).toMatchObject({ status: 200 });
  await stack.functions.settled();

  expect(await reservationState(stack, late.reservation.id)).toMatchObject({ status: 'confirmed' });
  expect(await reservationState(stack, ahead.reservation.id)).toMatchObject({ status: 'confirmed' });
  expect(await reservationState(stack, rolled.reservation.id)).toMatchObject({ status: 'confirmed' });
});

test('events of types that we do not know are taken and change nothing', async () => {
  const { reservation, subject } = await open();
  const created = secondsOf(stack);
  await deliverAll(stack, [
    eventOf('customer.created', { id: 'cus_1', object: 'customer' }, { created }),
    eventOf(
      'something.that.stripe.adds.tomorrow',
      { id: 'xyz_1', object: 'xyz', amount: 'a lot' },
      { created },
    ),
    eventOf(
      'payout.paid',
      { id: 'po_1', object: 'payout', amount: reservation.total.amount, currency: 'eur' },
      { created },
    ),
  ]);
  expect(await paymentState(stack, subject.id)).toMatchObject({
    status: 'pending',
    captured: 0,
    refunded: 0,
  });
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'held' });
});

test('payments that are not ours are taken with 200 and move nothing of ours', async () => {
  const { subject } = await open();
  const created = secondsOf(stack);
  const before = { payments: await countOf(stack, 'payments'), outbox: await countOf(stack, 'outbox') };
  const stranger: EventSubject = {
    ...subject,
    id: 'pay_01jdaaaaaaaaaaaaaaaaaaaaaa',
    intentId: 'pi_of_another_shop',
  };
  const nameless = intentEvent(stranger, 'payment_intent.succeeded', { created }, { metadata: {} });
  await deliverAll(stack, [
    intentEvent(stranger, 'payment_intent.succeeded', { created }),
    nameless,
    refundEvent(stranger, 100, { created }),
  ]);

  expect({ payments: await countOf(stack, 'payments'), outbox: await countOf(stack, 'outbox') }).toEqual(
    before,
  );
  expect(await paymentState(stack, subject.id)).toMatchObject({ status: 'pending', captured: 0 });
  expect(await balancesOf(stack, subject.id)).toEqual({});
});

test('an event whose metadata was lost is still matched by the id that Stripe gave the payment', async () => {
  const { reservation, subject } = await open();
  await stack.functions.settled();
  await deliverAll(stack, [
    intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) }, { metadata: {} }),
  ]);
  expect(await reservationState(stack, reservation.id)).toMatchObject({ status: 'confirmed' });
});

test('a body over 256 KB is refused with 413, however well it is signed, and nothing is stored', async () => {
  const { subject, event } = await paidEvent();
  const events = await countOf(stack, 'payment_events');
  const body = JSON.stringify({ ...event, padding: 'x'.repeat(256 * 1024) });
  const answer = await postWebhook(stack, body, signatureOf(body, secondsOf(stack)));
  expect(answer.status).toBe(413);
  expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
  expect(await countOf(stack, 'payment_events')).toBe(events);
  expect(await paymentState(stack, subject.id)).toMatchObject({ status: 'pending' });
});

test('the webhook never answers with a redirect, which Stripe would count as a failure', async () => {
  const { event } = await paidEvent();
  const body = JSON.stringify(event);
  for (const method of ['POST', 'GET', 'PUT', 'DELETE', 'HEAD']) {
    const { status } = await stack.call('/webhooks/stripe', {
      method,
      ...(method === 'POST'
        ? { body, headers: { 'Stripe-Signature': signatureOf(body, secondsOf(stack)) } }
        : {}),
    });
    expect(status, method).toSatisfy((code: number) => code === 200 || (code >= 400 && code < 500));
  }
});
