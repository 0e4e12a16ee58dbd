import { describe, expect, test } from 'vitest';
import { approved, euros, issues, orderOf, returning, start } from './client.ts';

describe('an order', () => {
  test('waits for its payer, and only an approval lets it be captured, once', async () => {
    const { sandbox, api } = await start();
    const order = orderOf(euros('100.00'), { payment_source: returning });
    const made = await api.post('/v2/checkout/orders', order, { requestId: 'one' });
    expect(made).toMatchObject({ status: 201, body: { status: 'PAYER_ACTION_REQUIRED', intent: 'CAPTURE' } });
    const id = String(made.body.id);
    expect(made.body.links).toContainEqual({
      href: `${sandbox.url}/checkoutnow?token=${id}`,
      rel: 'payer-action',
      method: 'GET',
    });
    const take = () => api.post(`/v2/checkout/orders/${id}/capture`);
    const early = await take();
    expect(early.status).toBe(422);
    expect(issues(early)).toEqual(['ORDER_NOT_APPROVED']);
    expect(sandbox.approve(id, 'cancel').status).toBe('PAYER_ACTION_REQUIRED');
    sandbox.approve(id);
    expect((await api.get(`/v2/checkout/orders/${id}`)).body.status).toBe('APPROVED');
    expect(await take()).toMatchObject({
      status: 201,
      body: {
        status: 'COMPLETED',
        payment_source: { paypal: { account_id: 'SANDBOXPAYER1' } },
        purchase_units: [
          {
            payments: {
              captures: [
                {
                  status: 'COMPLETED',
                  amount: euros('100.00'),
                  final_capture: true,
                  custom_id: 'pay_1',
                  invoice_id: 'pay_1',
                  seller_receivable_breakdown: {
                    gross_amount: euros('100.00'),
                    paypal_fee: euros('3.98'),
                    net_amount: euros('96.02'),
                  },
                  supplementary_data: { related_ids: { order_id: id } },
                },
              ],
            },
          },
        ],
      },
    });
    expect(issues(await take())).toEqual(['ORDER_ALREADY_CAPTURED']);
    expect(() => sandbox.approve(id)).toThrow('already captured');
  });

  test('without a payment source is CREATED with a link to approve', async () => {
    const { api } = await start();
    const { body } = await api.post('/v2/checkout/orders', orderOf(euros('1.00')));
    expect(body.status).toBe('CREATED');
    expect(body.links).toContainEqual(expect.objectContaining({ rel: 'approve' }));
  });

  test('is captured or authorized as it was meant, not otherwise', async () => {
    const { sandbox, api } = await start();
    const order = await approved({ sandbox, api });
    const wrong = await api.post(`/v2/checkout/orders/${order}/authorize`);
    expect(issues(wrong)).toEqual(['ACTION_DOES_NOT_MATCH_INTENT']);
  });

  test('whose instrument is declined sends the payer back, who may pay in another way', async () => {
    const { sandbox, api } = await start();
    const order = await approved({ sandbox, api }, { outcome: 'declined' });
    const take = () => api.post(`/v2/checkout/orders/${order}/capture`, {}, { requestId: 'take' });
    const declined = await take();
    expect(declined.status).toBe(422);
    expect(issues(declined)).toEqual(['INSTRUMENT_DECLINED']);
    const page = `${sandbox.url}/checkoutnow?token=${order}`;
    expect(declined.body.links).toContainEqual({ href: page, rel: 'redirect', method: 'GET' });
    expect(sandbox.capturesOf(order)).toEqual([]);
    sandbox.approve(order);
    expect((await take()).body.status).toBe('COMPLETED');
  });

  test('refuses an invoice that another order was paid under', async () => {
    const { sandbox, api } = await start();
    const pay = async () => {
      const { body } = await api.post('/v2/checkout/orders', orderOf(euros('1.00')));
      sandbox.approve(String(body.id));
      return api.post(`/v2/checkout/orders/${body.id}/capture`);
    };
    expect((await pay()).status).toBe(201);
    expect(issues(await pay())).toEqual(['DUPLICATE_INVOICE_ID']);
  });

  test('whose payment is pending has taken nothing until the money arrives or does not', async () => {
    const { sandbox, api } = await start();
    for (const [outcome, status] of [
      ['completed', 'COMPLETED'],
      ['declined', 'DECLINED'],
    ] as const) {
      const order = await approved({ sandbox, api }, { outcome: 'pending' });
      const { body } = await api.post(`/v2/checkout/orders/${order}/capture`);
      expect(body.status).toBe('COMPLETED');
      const [capture = ''] = sandbox.capturesOf(order);
      const read = () => api.get(`/v2/payments/captures/${capture}`);
      const pending = await read();
      expect(pending.body).toMatchObject({ status: 'PENDING', status_details: { reason: 'ECHECK' } });
      expect(pending.body).not.toHaveProperty('seller_receivable_breakdown');
      expect(sandbox.completePending(capture, outcome).status).toBe(status);
      expect((await read()).body).not.toHaveProperty('status_details');
      expect(() => sandbox.completePending(capture, outcome)).toThrow('not pending');
    }
  });
});

describe('an amount', () => {
  test.each([
    [{ currency_code: 'KWD', value: '1.000' }, 422, 'CURRENCY_NOT_SUPPORTED'],
    [{ currency_code: 'JPY', value: '100.50' }, 422, 'DECIMALS_NOT_SUPPORTED'],
    [{ currency_code: 'HUF', value: '100.5' }, 422, 'DECIMALS_NOT_SUPPORTED'],
    [{ currency_code: 'TWD', value: '1.0' }, 422, 'DECIMALS_NOT_SUPPORTED'],
    [euros('1.005'), 422, 'DECIMAL_PRECISION'],
    [euros('0.00'), 422, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    [euros('-1.00'), 422, 'CANNOT_BE_ZERO_OR_NEGATIVE'],
    [euros('1e3'), 400, 'INVALID_PARAMETER_SYNTAX'],
    [euros('NaN'), 400, 'INVALID_PARAMETER_SYNTAX'],
  ])('%o is refused with %i %s', async (amount, status, issue) => {
    const { api } = await start();
    const refused = await api.post('/v2/checkout/orders', orderOf(amount));
    expect([refused.status, ...issues(refused)]).toEqual([status, issue]);
  });

  test('without decimals is taken, and its fee is whole', async () => {
    const { sandbox, api } = await start();
    const order = await approved({ sandbox, api }, { amount: { currency_code: 'JPY', value: '12345' } });
    await api.post(`/v2/checkout/orders/${order}/capture`);
    const { body } = await api.get(`/v2/payments/captures/${sandbox.capturesOf(order)[0]}`);
    expect(body.seller_receivable_breakdown).toEqual({
      gross_amount: { currency_code: 'JPY', value: '12345' },
      paypal_fee: { currency_code: 'JPY', value: '431' },
      net_amount: { currency_code: 'JPY', value: '11914' },
    });
  });
});

describe('a vaulted method', () => {
  const vault = { store_in_vault: 'ON_SUCCESS', usage_type: 'MERCHANT' };

  async function vaulted(parts: Awaited<ReturnType<typeof start>>): Promise<string> {
    const order = await approved(parts, { payment_source: { paypal: { attributes: { vault } } } });
    const { body } = await parts.api.post(`/v2/checkout/orders/${order}/capture`);
    expect(body.payment_source).toMatchObject({
      paypal: { attributes: { vault: { status: 'VAULTED', customer: { id: expect.any(String) } } } },
    });
    // The line above has held the shape.
    const source = body.payment_source as { paypal: { attributes: { vault: { id: string } } } };
    return source.paypal.attributes.vault.id;
  }

  test('is kept on success, and pays later orders without the payer', async () => {
    const parts = await start();
    const id = await vaulted(parts);
    const sources = [{ paypal: { vault_id: id } }, { token: { id, type: 'PAYMENT_METHOD_TOKEN' } }];
    for (const [index, payment_source] of sources.entries()) {
      const order = orderOf(
        euros('50.00'),
        { intent: 'AUTHORIZE', payment_source },
        { invoice_id: `later_${index}` },
      );
      const { body } = await parts.api.post('/v2/checkout/orders', order, { requestId: `later-${index}` });
      expect(body.status).toBe('APPROVED');
      const held = await parts.api.post(`/v2/checkout/orders/${body.id}/authorize`);
      expect(held.body).toMatchObject({
        purchase_units: [{ payments: { authorizations: [{ status: 'CREATED' }] } }],
      });
    }
  });

  test('may be declined later, and an unknown one is refused', async () => {
    const parts = await start();
    const id = await vaulted(parts);
    parts.sandbox.setVaulted(id, 'declined');
    const order = (vault_id: string) =>
      orderOf(euros('50.00'), { payment_source: { paypal: { vault_id } } }, { invoice_id: 'later' });
    const { body } = await parts.api.post('/v2/checkout/orders', order(id), { requestId: 'later' });
    expect(issues(await parts.api.post(`/v2/checkout/orders/${body.id}/capture`))).toEqual([
      'INSTRUMENT_DECLINED',
    ]);
    const unknown = await parts.api.post('/v2/checkout/orders', order('nobody'), { requestId: 'unknown' });
    expect(issues(unknown)).toEqual(['TOKEN_ID_NOT_FOUND']);
  });
});
