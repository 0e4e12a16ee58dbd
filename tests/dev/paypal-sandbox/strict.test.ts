import { expect, test } from 'vitest';
import { approved, askToken, authorized, captured, euros, issues, orderOf, start } from './client.ts';

const item = (value: string, quantity = '1', tax?: string) => ({
  name: 'A night',
  quantity,
  unit_amount: euros(value),
  ...(tax && { tax: euros(tax) }),
});

type Parts = { breakdown?: object; items?: object[] };

const sums: [string, string, string | null, Parts][] = [
  ['parts that make less', '100.00', 'AMOUNT_MISMATCH', { breakdown: { item_total: euros('99.99') } }],
  [
    'a discount that is added',
    '100.00',
    'AMOUNT_MISMATCH',
    { breakdown: { item_total: euros('90.00'), discount: euros('10.00') } },
  ],
  ['items without their total', '100.00', 'ITEM_TOTAL_REQUIRED', { items: [item('100.00')] }],
  [
    'items that make another total',
    '100.00',
    'ITEM_TOTAL_MISMATCH',
    { items: [item('33.33', '3')], breakdown: { item_total: euros('100.00') } },
  ],
  [
    'taxes without their total',
    '11.00',
    'TAX_TOTAL_REQUIRED',
    { items: [item('10.00', '1', '1.00')], breakdown: { item_total: euros('10.00') } },
  ],
  [
    'taxes that make another total',
    '23.00',
    'TAX_TOTAL_MISMATCH',
    {
      items: [item('10.00', '2', '1.00')],
      breakdown: { item_total: euros('20.00'), tax_total: euros('3.00') },
    },
  ],
  [
    'another currency',
    '100.00',
    'MULTI_CURRENCY_ORDER',
    { breakdown: { item_total: { currency_code: 'USD', value: '100.00' } } },
  ],
  [
    'what adds up',
    '22.50',
    null,
    {
      items: [item('10.00', '2', '1.00')],
      breakdown: {
        item_total: euros('20.00'),
        tax_total: euros('2.00'),
        shipping: euros('1.00'),
        discount: euros('0.50'),
        handling: euros('0.00'),
      },
    },
  ],
];

test.each(sums)('an order of %s', async (_, value, issue, { breakdown, items }) => {
  const { api } = await start();
  const unit = {
    amount: { ...euros(value), ...(breakdown ? { breakdown } : {}) },
    ...(items ? { items } : {}),
  };
  const made = await api.post('/v2/checkout/orders', orderOf(euros(value), {}, unit));
  expect([made.status, issues(made)]).toEqual(issue ? [422, [issue]] : [201, []]);
});

test('a request id is at most 108 characters, of whatever is asked', async () => {
  const parts = await start();
  const { api } = parts;
  const order = await approved(parts);
  const held = await authorized(parts);
  const capture = await captured(parts);
  for (const path of [
    '/v2/checkout/orders',
    `/v2/checkout/orders/${order}/capture`,
    `/v2/payments/authorizations/${held}/void`,
    `/v2/payments/captures/${capture}/refund`,
  ]) {
    const long = await api.post(path, path.endsWith('orders') ? orderOf(euros('1.00')) : {}, {
      requestId: 'r'.repeat(109),
    });
    expect(long).toMatchObject({
      status: 400,
      body: { details: [{ issue: 'INVALID_STRING_LENGTH', field: 'PayPal-Request-Id', location: 'header' }] },
    });
  }
  const whole = await api.post('/v2/checkout/orders', orderOf(euros('1.00')), { requestId: 'r'.repeat(108) });
  expect(whole.status).toBe(201);
});

test.each([
  ['USD', '115.00', '115.01'],
  ['EUR', '100.00', '100.01'],
])('all captures of a hold of 100.00 %s make %s at most', async (currency, most, more) => {
  const parts = await start();
  const { api } = parts;
  const hold = () => authorized(parts, { currency_code: currency, value: '100.00' });
  const take = (id: string, value: string) =>
    api.post(`/v2/payments/authorizations/${id}/capture`, { amount: { currency_code: currency, value } });
  const id = await hold();
  expect(issues(await take(id, more))).toEqual(['MAX_CAPTURE_AMOUNT_EXCEEDED']);
  expect((await take(id, most)).body).toMatchObject({ final_capture: true });
  const parted = await hold();
  await take(parted, '50.00');
  expect(issues(await take(parted, (Number(more) - 50).toFixed(2)))).toEqual(['MAX_CAPTURE_AMOUNT_EXCEEDED']);
});

const vault = { store_in_vault: 'ON_SUCCESS' };

test.each([
  ['a vault without its use', 'MISSING_REQUIRED_PARAMETER', { attributes: { vault } }],
  ['an unknown use', 'INVALID_PARAMETER_VALUE', { attributes: { vault: { ...vault, usage_type: 'SHOP' } } }],
  ['an unknown button', 'INVALID_PARAMETER_VALUE', { experience_context: { user_action: 'PAY' } }],
  ['an unknown address', 'INVALID_PARAMETER_VALUE', { experience_context: { shipping_preference: 'NONE' } }],
])('an order with %s is refused', async (_, issue, paypal) => {
  const { api } = await start();
  const made = await api.post('/v2/checkout/orders', orderOf(euros('1.00'), { payment_source: { paypal } }), {
    requestId: 'order-1',
  });
  expect([made.status, issues(made)]).toEqual([400, [issue]]);
});

test('a body that does not say it is JSON is refused', async () => {
  const { sandbox } = await start();
  const { body } = await askToken(sandbox.url);
  const made = await fetch(`${sandbox.url}/v2/checkout/orders`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${body.access_token}` },
    body: JSON.stringify(orderOf(euros('1.00'))),
  });
  expect(made.status).toBe(415);
  expect(await made.json()).toMatchObject({ name: 'UNSUPPORTED_MEDIA_TYPE' });
});
