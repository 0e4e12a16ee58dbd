import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { beforeAll, describe, expect, test } from 'vitest';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDeposits from '../../netlify/functions/scheduled/sync-deposits.ts';
import { calendarLinkSchema } from '../../src/booking/calendar/calendar-link.ts';
import { createdReservationSchema } from '../../src/booking/present-reservation.ts';
import { issuedCreditSchema } from '../../src/credit/issue-credit.ts';
import { disputesSchema } from '../../src/payment/dispute-list.ts';
import { documentListSchema } from '../../src/workflows/document/documents.ts';
import { staff } from '../support/account/staff.ts';
import {
  ada,
  approve,
  authorized,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  quote,
  reservationBody,
  settledAll,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { type Answer, call } from '../support/harness/client.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import {
  type DocumentedAnswers,
  documentedAnswers,
  isAboutAccounts,
  isOfCatalogue,
  isOfSettings,
  isOfStaff,
} from '../support/http/documented-answers.ts';
import { startReceiver } from '../support/payment/receiver.ts';
import { deliver, eventOf, secondsOf } from '../support/payment/stripe-events.ts';

const stack = useStack();
let answers: DocumentedAnswers;
beforeAll(async () => {
  answers = await documentedAnswers(stack);
});

const key = () => ({ 'Idempotency-Key': randomUUID() });

async function held(): Promise<CreatedReservation> {
  const { wish } = await cloneItem(stack);
  const body = reservationBody((await quote(stack, wish)).quote);
  const answer = await answers.ask('POST /api/v1/reservations', '/reservations', { body, headers: key() });
  return bodyOf(answer, 201, createdReservationSchema);
}

describe('what a route really answers is what the document says', () => {
  test('of the catalogue', async () => {
    await answers.ask('GET /api/v1/items', '/items');
    await answers.ask('GET /api/v1/categories', '/categories?language=fr');
    await answers.ask('GET /api/v1/categories', '/categories?language=xx');
    await answers.ask('GET /api/v1/items', '/items?category=villa&from=2027-06-01&to=2027-06-08&limit=2');
    await answers.ask('GET /api/v1/items', '/items?limit=0');
    for (const slug of ['riad-zahra', 'layali', 'kagetsu-garden-hall', 'lantern-and-lark'])
      await answers.ask('GET /api/v1/items/{slug}', `/items/${slug}`);
    await answers.ask('GET /api/v1/items/{slug}', '/items/no-such-item');
    for (const slug of ['riad-zahra', 'gardenia'])
      await answers.ask(
        'GET /api/v1/items/{slug}/availability',
        `/items/${slug}/availability?from=2027-06-01&to=2027-06-08`,
      );
    await answers.ask(
      'GET /api/v1/items/{slug}/availability',
      '/items/riad-zahra/availability?from=2027-06-01',
    );
    await answers.ask(
      'GET /api/v1/items/{slug}/availability',
      '/items/no-such-item/availability?from=2027-06-01&to=2027-06-02',
    );
  });

  test('of quotes', async () => {
    const route = 'POST /api/v1/quotes';
    const riad = { item: 'riad-zahra', from: '2027-06-01', to: '2027-06-08', guests: 2 };
    await answers.ask(route, '/quotes', { body: riad });
    await answers.ask(route, '/quotes', {
      body: { ...riad, extras: { chef: 1 }, promotionCode: 'WELCOME10' },
    });
    await answers.ask(route, '/quotes', { body: { ...riad, price: 1 } });
    await answers.ask(route, '/quotes', { body: { ...riad, item: 'no-such-item' } });
    await answers.ask(route, '/quotes', { body: '{', headers: { 'Content-Type': 'application/json' } });
    await answers.ask(route, '/quotes', { body: 'item=riad', headers: { 'Content-Type': 'text/plain' } });
    await answers.ask(route, '/quotes', { body: { item: 'x'.repeat(300_000) } });
  });

  test('of a promotion code in small letters, which is taken', async () => {
    await answers.ask('POST /api/v1/quotes', '/quotes', {
      body: {
        item: 'riad-zahra',
        from: '2027-06-01',
        to: '2027-06-08',
        guests: 2,
        promotionCode: 'welcome10',
      },
    });
  });

  test('of a reservation that is made, refused, taken before and replayed', async () => {
    const route = 'POST /api/v1/reservations';
    const { wish } = await cloneItem(stack);
    const body = reservationBody(
      (await quote(stack, wish)).quote,
      { ...ada, phone: '+33 6 12 34 56 78', note: 'Late' },
      'fr',
    );
    const headers = key();
    await answers.ask(route, '/reservations', { body, headers });
    await answers.ask(route, '/reservations', { body, headers });
    await answers.ask(route, '/reservations', { body, headers: key() });
    await answers.ask(route, '/reservations', { body });
    await answers.ask(route, '/reservations', { body: { ...body, language: 'xx' }, headers });
  });

  test('of a reservation from its hold to its cancellation', async () => {
    const reservation = await held();
    const headers = authorized(reservation);
    const one = (path: string) => [`/reservations/${reservation.id}${path}`, { headers }] as const;
    await answers.ask('GET /api/v1/reservations/{id}', ...one(''));
    await answers.ask('GET /api/v1/reservations/{id}', `/reservations/${reservation.id}`);
    await answers.ask('GET /api/v1/reservations/{id}', '/reservations/res_unknown', { headers });
    await answers.ask('GET /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
    const body = { reservation: reservation.id };
    await answers.ask('POST /api/v1/payment-intents', '/payment-intents', { body, headers });
    await answers.ask('POST /api/v1/payment-intents', '/payment-intents', { body });
    await pay(stack, (await openPayment(stack, reservation)).intentId);
    await answers.ask('POST /api/v1/payment-intents', '/payment-intents', { body, headers });
    await answers.ask('GET /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
    await answers.ask('POST /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
    await answers.ask('GET /api/v1/reservations/{id}/cancellation', ...one('/cancellation'));
    await answers.ask('POST /api/v1/reservations/{id}/cancel', ...one('/cancel'));
    await answers.ask('GET /api/v1/reservations/{id}', ...one(''));
    await answers.ask('POST /api/v1/reservations/{id}/confirmation', ...one('/confirmation'));
  });

  test('of a confirmation as a calendar file', async () => {
    const reservation = await held();
    await pay(stack, (await openPayment(stack, reservation)).intentId);
    const headers = { ...authorized(reservation), Accept: 'text/calendar' };
    await answers.ask(
      'GET /api/v1/reservations/{id}/confirmation',
      `/reservations/${reservation.id}/confirmation`,
      {
        headers,
      },
    );
  });

  test('of the money of a reservation, through PayPal, for its guest and for the staff', async () => {
    const reservation = await held();
    const { id: payment, orderId } = await openPaypalPayment(stack, reservation);
    await answers.ask('POST /api/v1/payments/{id}/capture', `/payments/${payment}/capture`, {
      method: 'POST',
      headers: authorized(reservation),
    });
    const back = stack.paypal.returnUrlOf(orderId);
    await approve(stack, orderId);
    const returned = await call(`${stack.url}${new URL(back).pathname}${new URL(back).search}`, {
      from: newClient(),
    });
    answers.check('GET /api/v1/payments/{id}/return', returned);
    const headers = authorized(reservation);
    for (const as of [headers, staff, {}]) {
      await answers.ask('GET /api/v1/payments/{id}', `/payments/${payment}`, { headers: as });
      await answers.ask(
        'GET /api/v1/reservations/{id}/statement',
        `/reservations/${reservation.id}/statement`,
        {
          headers: as,
        },
      );
      await answers.ask('GET /api/v1/security-deposits/{id}', `/security-deposits/${reservation.id}`, {
        headers: as,
      });
      const link = await answers.ask(
        'POST /api/v1/reservations/{id}/calendar-link',
        `/reservations/${reservation.id}/calendar-link`,
        { method: 'POST', headers: as },
      );
      if (link.status === 200) {
        const { calendarUrl } = v.parse(calendarLinkSchema, link.json());
        await answers.ask('GET /api/v1/stays/{link}', calendarUrl.replace(/.*\/api\/v1/, ''));
      }
      const documents = await answers.ask('GET /api/v1/documents/{id}', `/documents/${reservation.id}`, {
        headers: as,
      });
      if (documents.status !== 200) continue;
      const [first] = v.parse(documentListSchema, documents.json()).documents;
      await answers.ask(
        'GET /api/v1/documents/{id}/{document}',
        `/documents/${reservation.id}/${first?.id}`,
        {
          headers: as,
        },
      );
    }
    const refund = { amount: 100, reason: 'the pool was cold' };
    const route = 'POST /api/v1/payments/{id}/refunds';
    await answers.ask(route, `/payments/${payment}/refunds`, {
      body: refund,
      headers: { ...staff, ...key() },
    });
    await answers.ask(route, `/payments/${payment}/refunds`, { body: refund, headers: key() });
    await answers.ask(route, `/payments/${payment}/refunds`, {
      body: { ...refund, amount: -1 },
      headers: { ...staff, ...key() },
    });
    const transfers = 'POST /api/v1/reservations/{id}/transfers';
    const transfer = { reference: 'T-1', amount: 100, currency: 'EUR' };
    const arrived = await answers.ask(transfers, `/reservations/${reservation.id}/transfers`, {
      body: transfer,
      headers: staff,
    });
    await answers.ask(transfers, `/reservations/${reservation.id}/transfers`, { body: transfer });
    await answers.ask(transfers, `/reservations/${reservation.id}/transfers`, {
      body: { ...transfer, currency: 'USD', reference: 'T-2' },
      headers: staff,
    });
    const { rows: owed } = await stack.database.query<{ id: string; payment_id: string }>(
      `select f.id, f.payment_id from refunds f join payments p on p.id = f.payment_id where p.provider = 'transfer'`,
    );
    expect(owed.map((row) => row.payment_id)).toEqual([Object(arrived.json()).id]);
    for (const reference of ['OUT-1', 'OUT-2'])
      await answers.ask(
        'POST /api/v1/payments/{id}/refunds/{refundId}/sent',
        `/payments/${owed[0]?.payment_id}/refunds/${owed[0]?.id}/sent`,
        { body: { reference }, headers: staff },
      );
    await answers.ask(
      'POST /api/v1/security-deposits/{id}/release',
      `/security-deposits/${reservation.id}/release`,
      {
        method: 'POST',
        headers: staff,
      },
    );
    await answers.ask(
      'POST /api/v1/security-deposits/{id}/capture',
      `/security-deposits/${reservation.id}/capture`,
      {
        body: { amount: 1, reason: 'a scratch', evidenceNote: 'photograph 3' },
        headers: staff,
      },
    );
    stack.paypal.openDispute(stack.paypal.capturesOf(orderId)[0] ?? '');
    await settledAll(stack);
    const disputes = await answers.ask('GET /api/v1/disputes', '/disputes', { headers: staff });
    const [dispute] = v.parse(disputesSchema, disputes.json()).disputes;
    await answers.ask('GET /api/v1/disputes/{id}/evidence', `/disputes/${dispute?.id}/evidence`, {
      headers: staff,
    });
    await answers.ask('GET /api/v1/payment-reviews', '/payment-reviews', { headers: staff });
    await answers.ask('POST /api/v1/payments/{id}/review', `/payments/${payment}/review`, {
      body: { decision: 'approve' },
      headers: staff,
    });
    await answers.ask('GET /api/v1/reconciliations', '/reconciliations', { headers: staff });
    for (const path of [
      '/payments',
      '/refunds',
      '/disputes',
      '/reconciliation-differences',
      '/payouts',
      '/documents',
      '/credits',
      '/security-deposits',
      '/audit-events',
    ]) {
      await answers.ask(`GET /api/v1${path}`, path, { headers: staff });
      await answers.ask(`GET /api/v1${path}`, `${path}?from=yesterday`, { headers: staff });
      await answers.ask(`GET /api/v1${path}`, path);
    }
    const journal = '/ledger/journal?from=2027-01-01&to=2027-12-31';
    await answers.ask('GET /api/v1/ledger/journal', journal, { headers: staff });
    await answers.ask('GET /api/v1/ledger/journal', '/ledger/journal?to=today', { headers: staff });
    await answers.ask('GET /api/v1/ledger/trial-balance', '/ledger/trial-balance', { headers: staff });
    await answers.ask('GET /api/v1/ledger/trial-balance', '/ledger/trial-balance?at=yesterday', {
      headers: staff,
    });
    await answers.ask('POST /api/v1/ledger/exchange-rates', '/ledger/exchange-rates', {
      body: { day: '2027-03-01', reportingCurrency: 'EUR', rates: { USD: '0.92' } },
      headers: staff,
    });
  });

  test('of a security deposit that is held and taken, and of a payment that is reviewed', async () => {
    const reservation = await held();
    const { orderId } = await openPaypalPayment(stack, reservation);
    await approve(stack, orderId);
    await stack.database.query('update security_deposits set authorize_at = $2 where reservation_id = $1', [
      reservation.id,
      stack.clock.now(),
    ]);
    await fireSchedule(stack, keepDeposits);
    await fireSchedule(stack, makeProviderCalls);
    await answers.ask(
      'POST /api/v1/security-deposits/{id}/capture',
      `/security-deposits/${reservation.id}/capture`,
      {
        body: { amount: 100, reason: 'a scratch', evidenceNote: 'photograph 3' },
        headers: staff,
      },
    );
    const doubtful = await held();
    const { id } = await openPayment(stack, doubtful);
    await stack.database.query(`update payment_assessments set outcome = 'review' where payment_id = $1`, [
      id,
    ]);
    await answers.ask('GET /api/v1/payment-reviews', '/payment-reviews', { headers: staff });
    await answers.ask('POST /api/v1/payments/{id}/review', `/payments/${id}/review`, {
      body: { decision: 'approve' },
      headers: staff,
    });
  });

  test('of gift cards', async () => {
    const body = { kind: 'gift-card', amount: 5000, currency: 'EUR', note: 'sold at the desk' };
    const issued = await answers.ask('POST /api/v1/credits', '/credits', { body, headers: staff });
    await answers.ask('POST /api/v1/credits', '/credits', { body: { ...body, amount: 0 }, headers: staff });
    const reservation = await held();
    const { code } = v.parse(issuedCreditSchema, issued.json());
    await answers.ask('POST /api/v1/reservations/{id}/credit', `/reservations/${reservation.id}/credit`, {
      body: { code },
      headers: authorized(reservation),
    });
    await answers.ask('POST /api/v1/reservations/{id}/credit', `/reservations/${reservation.id}/credit`, {
      body: { code: '2222-2222-2222-2222' },
      headers: authorized(reservation),
    });
  });

  test('of events of PayPal', async () => {
    const sent: Answer[] = [];
    const receiver = await startReceiver(async (body, headers) => {
      sent.push(await stack.call('/webhooks/paypal', { method: 'POST', body, headers, from: newClient() }));
    });
    stack.paypal.setWebhookUrl(receiver.url);
    stack.paypal.approve((await openPaypalPayment(stack, await held())).orderId);
    await stack.paypal.settled();
    stack.paypal.setWebhookUrl(`${stack.url}/api/v1/webhooks/paypal`);
    await receiver.close();
    const [answer] = sent;
    if (!answer) throw new Error('no event came');
    answers.check('POST /api/v1/webhooks/paypal', answer);
    await answers.ask('POST /api/v1/webhooks/paypal', '/webhooks/paypal', { body: {} });
  });

  test('of events of Stripe', async () => {
    const event = eventOf(
      'customer.created',
      { id: 'cus_1', object: 'customer' },
      { created: secondsOf(stack) },
    );
    answers.check('POST /api/v1/webhooks/stripe', await deliver(stack, event));
    await answers.ask('POST /api/v1/webhooks/stripe', '/webhooks/stripe', { body: {} });
  });

  test('of the contact form', async () => {
    const body = {
      name: 'Ada',
      email: 'ada@guests.example',
      message: 'Is the pool warm?',
      item: 'riad-zahra',
      language: 'es',
    };
    await answers.ask('POST /api/v1/contact', '/contact', { body, headers: key() });
    await answers.ask('POST /api/v1/contact', '/contact', { body });
    await answers.ask('POST /api/v1/contact', '/contact', {
      body: { ...body, email: 'ada' },
      headers: key(),
    });
    const written = await answers.ask('POST /api/v1/contact', '/contact', {
      body: { ...body, elapsedSeconds: 0.5 },
      headers: key(),
    });
    const { id } = v.parse(v.object({ id: v.string() }), written.json());
    await answers.ask('GET /api/v1/enquiries', '/enquiries', { headers: staff });
    await answers.ask('GET /api/v1/enquiries', '/enquiries?assignee=me', { headers: staff });
    const route = 'POST /api/v1/enquiries/{id}/let-through';
    await answers.ask(route, `/enquiries/${id}/let-through`, { method: 'POST', headers: staff });
    await answers.ask(route, '/enquiries/none/let-through', { method: 'POST', headers: staff });
    const one = '/api/v1/enquiries/{id}';
    const of = (version: number) => ({ headers: { ...staff, ...key(), 'If-Match': `"${version}"` } });
    await answers.ask(`GET ${one}`, '/enquiries/none', { headers: staff });
    const change = { status: 'open', assignee: null };
    await answers.ask(`PUT ${one}`, `/enquiries/${id}`, { ...of(2), body: { ...change, status: 'closed' } });
    await answers.ask(`PUT ${one}`, `/enquiries/${id}`, { ...of(2), body: change });
    await answers.ask(`PUT ${one}`, `/enquiries/${id}`, { headers: staff, body: change });
    await answers.ask(`PUT ${one}`, `/enquiries/${id}`, {
      ...of(3),
      body: { status: 'set-aside', assignee: null },
    });
    const answer = { ...of(3), body: { text: 'It is.' } };
    for (const again of [
      answer,
      answer,
      { ...answer, body: { text: 'It is not.' } },
      { ...of(3), body: answer.body },
    ])
      await answers.ask(`POST ${one}/answers`, `/enquiries/${id}/answers`, again);
    await answers.ask(`POST ${one}/answers`, '/enquiries/none/answers', answer);
    await answers.ask(`GET ${one}`, `/enquiries/${id}`, { headers: staff });
    await answers.ask(`PUT ${one}`, `/enquiries/${id}`, { ...of(4), body: { ...change, status: 'spam' } });
    await answers.ask(`POST ${one}/answers`, `/enquiries/${id}/answers`, { ...of(5), body: { text: 'No.' } });
  });

  test('of the health check', async () => {
    await answers.ask('GET /api/v1/health', '/health');
    stack.redis.faults({ refuse: '503' });
    const broken = await answers.ask('GET /api/v1/health', '/health');
    stack.redis.clearFaults();
    expect(broken.status).toBe(503);
  });

  test('of the documentation itself', async () => {
    answers.check('GET /api/v1/openapi.json', await stack.call('/openapi.json', { from: newClient() }));
    answers.check('GET /api/docs', await call(`${stack.url}/api/docs`, { from: newClient() }));
  });
});

test('each route of the document that has no test of its own elsewhere was called above, and answered with success', () => {
  const isElsewhere = (route: string) =>
    [isAboutAccounts, isOfCatalogue, isOfStaff, isOfSettings].some((isOf) => isOf(route));
  const here = answers.routes.filter((route) => !isElsewhere(route));
  expect([...answers.succeeded].sort()).toEqual(here);
});
