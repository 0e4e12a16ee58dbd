import { expect, test } from 'vitest';
import { type Answer, askToken, captured, euros, issues, receiver, start } from './client.ts';

const began = new Date('2026-06-01T12:00:00Z');

/** A sandbox whose clock stands, and what its transaction search finds. */
async function withBooks() {
  const parts = await start({ clock: () => began });
  const search = (query: Record<string, string> = {}) =>
    parts.api.get(
      `/v1/reporting/transactions?${new URLSearchParams({
        start_date: '2026-06-01T00:00:00Z',
        end_date: '2026-06-30T00:00:00Z',
        fields: 'all',
        ...query,
      })}`,
    );
  return { ...parts, search };
}

/** Code, amount and fee of what was found. */
function movements({ body }: Answer) {
  // What the transaction search answers.
  const details = body.transaction_details as {
    transaction_info: Record<'transaction_event_code', string> &
      Record<'transaction_amount' | 'fee_amount', { value: string } | undefined>;
  }[];
  return details.map(({ transaction_info: info }) =>
    [info.transaction_event_code, info.transaction_amount?.value, info.fee_amount?.value].filter(Boolean),
  );
}

test('refunds never exceed what was captured', async () => {
  const parts = await start();
  const capture = await captured(parts);
  const path = `/v2/payments/captures/${capture}`;
  const refund = (body: unknown) => parts.api.post(`${path}/refund`, body);
  const usd = { amount: { currency_code: 'USD', value: '1.00' } };
  expect(issues(await refund(usd))).toEqual(['REFUND_CAPTURE_CURRENCY_MISMATCH']);
  const part = await refund({ amount: euros('30.00'), custom_id: 'rfd_1', note_to_payer: 'Sorry.' });
  expect(part).toMatchObject({
    status: 201,
    body: {
      status: 'COMPLETED',
      custom_id: 'rfd_1',
      note_to_payer: 'Sorry.',
      seller_payable_breakdown: { total_refunded_amount: euros('30.00') },
      links: expect.arrayContaining([{ href: `${parts.sandbox.url}${path}`, rel: 'up', method: 'GET' }]),
    },
  });
  expect((await parts.api.get(`/v2/payments/refunds/${part.body.id}`)).body).toEqual(part.body);
  expect((await parts.api.get(path)).body.status).toBe('PARTIALLY_REFUNDED');
  expect(issues(await refund({ amount: euros('70.01') }))).toEqual(['REFUND_AMOUNT_EXCEEDED']);
  expect((await refund({})).body.amount).toEqual(euros('70.00'));
  expect((await parts.api.get(path)).body.status).toBe('REFUNDED');
  const more = await refund({});
  expect(more.status).toBe(422);
  expect(issues(more)).toEqual(['CAPTURE_FULLY_REFUNDED']);
});

test('a pending capture cannot be refunded, a declined one neither', async () => {
  const parts = await start();
  const capture = await captured(parts, { outcome: 'pending' });
  const refund = () => parts.api.post(`/v2/payments/captures/${capture}/refund`);
  expect(issues(await refund())).toEqual(['PENDING_CAPTURE']);
  parts.sandbox.completePending(capture, 'declined');
  expect(issues(await refund())).toEqual(['REFUND_NOT_ALLOWED']);
});

test('a refund may rest in PENDING, and counts until it has failed', async () => {
  const hook = await receiver();
  const parts = await start({ webhookUrl: hook.url });
  const capture = await captured(parts);
  const refund = (value: string) =>
    parts.api.post(`/v2/payments/captures/${capture}/refund`, { amount: euros(value) });
  parts.sandbox.chaos({ refunds: 'pending' });
  const pending = await refund('60.00');
  expect(pending.body.status).toBe('PENDING');
  expect(issues(await refund('60.00'))).toEqual(['REFUND_AMOUNT_EXCEEDED']);
  parts.sandbox.settleRefund(String(pending.body.id), 'failed');
  const second = await refund('60.00');
  parts.sandbox.settleRefund(String(second.body.id), 'completed');
  expect(() => parts.sandbox.settleRefund(String(second.body.id), 'failed')).toThrow('not pending');
  await parts.sandbox.settled();
  expect(hook.types().slice(2).sort()).toEqual([
    'PAYMENT.CAPTURE.REFUNDED',
    'PAYMENT.REFUND.FAILED',
    'PAYMENT.REFUND.PENDING',
    'PAYMENT.REFUND.PENDING',
  ]);
  expect((await parts.api.get(`/v2/payments/captures/${capture}`)).body.status).toBe('PARTIALLY_REFUNDED');
});

test('every movement of money is found with its fee, what it belongs to and our marks', async () => {
  const { sandbox, api, search } = await withBooks();
  const capture = await captured({ sandbox, api });
  await captured({ sandbox, api }, { outcome: 'pending' });
  const refund = sandbox.refundInDashboard(capture, euros('10.00'));
  const lost = sandbox.openDispute(capture, euros('20.00'));
  sandbox.resolveDispute(lost.dispute_id, 'lost');
  sandbox.withdraw('EUR', 5_000);
  const found = await search();
  expect(movements(found)).toEqual([
    ['T0006', '100.00', '-3.98'],
    ['T1107', '-10.00'],
    ['T1110', '-20.00'],
    ['T1111', '20.00'],
    ['T1201', '-20.00'],
    ['T0400', '-50.00'],
  ]);
  const marks = { custom_field: expect.stringMatching(/^pay_/), invoice_id: expect.stringMatching(/^pay_/) };
  expect(found.body.transaction_details).toMatchObject([
    { transaction_info: { transaction_id: capture, transaction_status: 'S', ...marks } },
    {
      transaction_info: {
        transaction_id: refund.id,
        paypal_reference_id: capture,
        paypal_reference_id_type: 'TXN',
        transaction_initiation_date: '2026-06-01T12:00:00.000Z',
        ...marks,
      },
    },
    { transaction_info: { paypal_reference_id: capture } },
    {},
    { transaction_info: { paypal_reference_id: capture } },
    {},
  ]);
});

test('the transaction search answers page by page, for at most 31 days', async () => {
  const { sandbox, search } = await withBooks();
  for (const units of [100, 200, 300]) sandbox.withdraw('EUR', units);
  const second = await search({ page_size: '2', page: '2' });
  expect(second.body).toMatchObject({ page: 2, total_items: 3, total_pages: 2 });
  expect(movements(second)).toEqual([['T0400', '-3.00']]);
  expect((await search({ end_date: '2026-07-02T00:00:00Z' })).status).toBe(200);
  for (const wrong of [
    { end_date: '2026-07-02T00:00:01Z' },
    { end_date: '2026-05-01T00:00:00Z' },
    { start_date: '2026-06-01' },
    { page_size: '501' },
    { page: '0' },
  ])
    expect(await search(wrong)).toMatchObject({ status: 400, body: { name: 'INVALID_REQUEST' } });
});

test('a dispute goes from the buyer to the seller to PayPal, and is decided once', async () => {
  const hook = await receiver();
  const parts = await start({ clock: () => began, webhookUrl: hook.url });
  const capture = await captured(parts);
  const { dispute_id: id } = parts.sandbox.openDispute(capture, euros('40.00'));
  const read = async () => (await parts.api.get(`/v1/customer/disputes/${id}`)).body;
  expect(await read()).toMatchObject({
    status: 'WAITING_FOR_SELLER_RESPONSE',
    dispute_amount: euros('40.00'),
    seller_response_due_date: '2026-06-11T12:00:00.000Z',
    disputed_transactions: [
      {
        seller_transaction_id: capture,
        custom: expect.stringMatching(/^pay_/),
        invoice_number: expect.stringMatching(/^pay_/),
      },
    ],
  });
  parts.sandbox.submitEvidence(id);
  expect(await read()).toMatchObject({ status: 'UNDER_REVIEW' });
  parts.sandbox.resolveDispute(id, 'lost');
  expect(await read()).toMatchObject({
    status: 'RESOLVED',
    dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR', amount_refunded: euros('40.00') },
  });
  expect(() => parts.sandbox.resolveDispute(id, 'won')).toThrow('resolved already');
  expect(() => parts.sandbox.openDispute(capture, euros('100.01'))).toThrow('more than was paid');
  await parts.sandbox.settled();
  expect(hook.types().slice(2).sort()).toEqual([
    'CUSTOMER.DISPUTE.CREATED',
    'CUSTOMER.DISPUTE.RESOLVED',
    'CUSTOMER.DISPUTE.UPDATED',
    'PAYMENT.CAPTURE.REVERSED',
  ]);
});

test('disputes are listed by time, state and transaction, page by page', async () => {
  let now = began;
  const parts = await start({ clock: () => now });
  const captures = [await captured(parts), await captured(parts)];
  const [first, second] = captures.map((capture) => parts.sandbox.openDispute(capture).dispute_id);
  now = new Date('2026-06-02T12:00:00Z');
  parts.sandbox.resolveDispute(first ?? '', 'won');
  const token = String((await askToken(parts.sandbox.url)).body.access_token);
  const list = async (query: string) =>
    (await parts.api.get(`/v1/customer/disputes?${query}`, { token })).body;
  const ids = async (query: string) => {
    const { items } = await list(query);
    return (items as { dispute_id: string }[]).map(({ dispute_id }) => dispute_id); // what the list answers
  };
  expect(await ids('')).toEqual([second, first]);
  expect(await ids('start_time=2026-06-01T12:00:01Z')).toEqual([]);
  expect(await ids('update_time_after=2026-06-02T00:00:00Z')).toEqual([first]);
  expect(await ids('update_time_before=2026-06-02T00:00:00Z')).toEqual([second]);
  expect(await ids('dispute_state=REQUIRED_ACTION')).toEqual([second]);
  expect(await ids(`disputed_transaction_id=${captures[0]}`)).toEqual([first]);
  const page = await list('page_size=1');
  expect(page.items).not.toMatchObject([{ disputed_transactions: expect.anything() }]);
  expect(page.links).toContainEqual(expect.objectContaining({ rel: 'next' }));
  expect(await ids('page_size=1&page=2')).toEqual([first]);
  expect((await list('page_size=1&page=2')).links).toHaveLength(1);
});
