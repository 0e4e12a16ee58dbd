import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { chargeOf, eventTypes, held, ofCard, paid, refusal, start } from './client.ts';

/** As callers of older versions write it, too. */
type Asked = Stripe.PaymentIntentCreateParams & { payment_method_types?: string[] };
const ofAny = { amount: 12_500, currency: 'eur', automatic_payment_methods: { enabled: true } } as const;

/** What Stripe says of parameters that do not go together, or cannot be, and the one that it names. */
const refused: [string, Asked, object][] = [
  ...[ofAny, { amount: 12_500, currency: 'eur' }].map((asked): [string, Asked, object] => [
    `a list of methods, as versions before Endive took it (${Object.keys(asked).length})`,
    { ...asked, payment_method_types: ['card'] },
    { param: 'payment_method_types', code: 'payment_method_types_no_longer_supported' },
  ]),
  [
    'a list of methods beside automatic ones',
    { ...ofAny, allowed_payment_method_types: ['card'] },
    {
      param: 'automatic_payment_methods',
      message:
        'You may only specify one of these parameters: automatic_payment_methods, allowed_payment_method_types.',
    },
  ],
  [
    'a list of methods beside one of those left out',
    { ...ofCard, excluded_payment_method_types: ['klarna'] },
    { param: 'allowed_payment_method_types' },
  ],
  [
    'a confirmation method beside automatic ones',
    { ...ofAny, confirmation_method: 'manual' },
    {
      param: 'automatic_payment_methods',
      message:
        'You may only specify one of these parameters: automatic_payment_methods, confirmation_method.',
    },
  ],
  [
    'a whole descriptor of a card',
    { ...ofCard, statement_descriptor: 'SEASIDE HOUSE' },
    { param: 'statement_descriptor', message: expect.stringMatching(/not supported .* `card`/) },
  ],
  [
    'a whole descriptor of automatic methods, among which is the card',
    { ...ofAny, statement_descriptor: 'SEASIDE HOUSE' },
    { param: 'statement_descriptor' },
  ],
  ...['a*b', 'a<b', 'a>b', "a'b", 'a"b', 'a\\b', 'café'].map((suffix): [string, Asked, object] => [
    `a descriptor with the character of ${suffix}`,
    { ...ofCard, statement_descriptor_suffix: suffix },
    { param: 'statement_descriptor_suffix', code: 'invalid_characters' },
  ]),
  [
    'a descriptor without a letter',
    { ...ofCard, statement_descriptor_suffix: '1234' },
    { param: 'statement_descriptor_suffix', message: expect.stringMatching(/at least one Latin character/) },
  ],
  ...['[', ']', 'a[b', 'a]b', 'a[b]'].map((key): [string, Asked, object] => [
    `a metadata key with a bracket (${key})`,
    { ...ofCard, metadata: { [key]: 'x' } },
    { param: expect.stringMatching(/^metadata/) },
  ]),
  [
    'a metadata key of 41 characters',
    { ...ofCard, metadata: { ['k'.repeat(41)]: 'x' } },
    { message: expect.stringMatching(/^Metadata keys can have up to 40 characters, .* 41 characters/) },
  ],
  [
    'a guest who is not there, without confirming',
    { ...ofCard, off_session: true },
    { param: 'off_session' },
  ],
  ['a way back without confirming', { ...ofCard, return_url: 'https://a.example/' }, { param: 'return_url' }],
  [
    'an error for a challenge, without confirming',
    { ...ofCard, error_on_requires_action: true },
    { param: 'error_on_requires_action' },
  ],
  [
    'keeping a method while the guest is not there',
    { ...paid, off_session: true, setup_future_usage: 'off_session' },
    { message: expect.stringMatching(/^You cannot confirm with the `off_session` parameter/) },
  ],
  [
    'a confirmation without a method',
    { ...ofCard, confirm: true },
    { code: 'payment_intent_unexpected_state' },
  ],
  ['hundredths of a krona', { ...ofCard, currency: 'isk', amount: 12_550 }, { param: 'amount' }],
  ['hundredths of a shilling', { ...ofCard, currency: 'ugx', amount: 1_000_001 }, { param: 'amount' }],
];

describe('the API', () => {
  test.each(refused)('refuses %s', async (_, asked, expected) => {
    const { stripe } = await start();
    const error = await refusal(stripe.paymentIntents.create(asked));
    expect(error).toMatchObject({ statusCode: 400, type: 'StripeInvalidRequestError', ...expected });
    expect((await stripe.paymentIntents.list()).data.filter((one) => one.latest_charge)).toEqual([]);
  });

  test('takes whole krónur, a plain suffix, and a list of methods beside automatic ones that are off', async () => {
    const { stripe } = await start();
    await stripe.paymentIntents.create({ ...ofCard, currency: 'isk', amount: 12_500 });
    await stripe.paymentIntents.create({ ...ofCard, statement_descriptor_suffix: 'STAY 12' });
    await stripe.paymentIntents.create({ ...ofCard, automatic_payment_methods: { enabled: false } });
  });

  test('refuses hundredths of a króna in a capture and a refund', async () => {
    const { stripe } = await start();
    const hold = await stripe.paymentIntents.create({ ...held, currency: 'isk', amount: 20_000 });
    expect(
      await refusal(stripe.paymentIntents.capture(hold.id, { amount_to_capture: 10_050 })),
    ).toMatchObject({ param: 'amount_to_capture' });
    await stripe.paymentIntents.capture(hold.id);
    const refund = stripe.refunds.create({ payment_intent: hold.id, amount: 1_050 });
    expect(await refusal(refund)).toMatchObject({ param: 'amount' });
  });
});

describe('a method', () => {
  /** The card of a payment, kept for a customer or not. */
  async function used(stripe: Stripe, keeps: boolean) {
    const { id: customer } = await stripe.customers.create();
    const keeping = keeps ? ({ customer, setup_future_usage: 'off_session' } as const) : {};
    const first = await stripe.paymentIntents.create({ ...paid, ...keeping });
    return { customer, payment_method: String(first.payment_method) };
  }

  test('that is kept is refused to another customer and to none, at once and later', async () => {
    const { stripe } = await start();
    const { customer, payment_method } = await used(stripe, true);
    const { id: other } = await stripe.customers.create();
    const ofOther = {
      statusCode: 400,
      param: 'payment_method',
      message:
        `The PaymentMethod ${payment_method} does not belong to the Customer you supplied ${other}. ` +
        'Please use this PaymentMethod with the Customer that it belongs to instead.',
    };
    const ofNone = {
      statusCode: 400,
      code: 'parameter_missing',
      param: 'source',
      message:
        `The \`payment_method\` parameter supplied ${payment_method} belongs to the Customer ${customer}. ` +
        'Please include the Customer in the `customer` parameter on the PaymentIntent.',
    };
    for (const [whose, expected] of [
      [{ customer: other }, ofOther],
      [{}, ofNone],
    ] as const) {
      const intents = stripe.paymentIntents;
      expect(await refusal(intents.create({ ...held, ...whose, payment_method }))).toMatchObject(expected);
      expect(await refusal(intents.create({ ...ofCard, ...whose, payment_method }))).toMatchObject(expected);
      const open = await intents.create({ ...ofCard, ...whose });
      expect(await refusal(intents.update(open.id, { payment_method }))).toMatchObject(expected);
      const error = await refusal(intents.confirm(open.id, { payment_method }));
      expect(error).toMatchObject({ ...expected, payment_intent: { id: open.id } });
      expect(await intents.retrieve(open.id)).toMatchObject({ status: 'requires_payment_method' });
    }
  });

  test('that was used once and not kept is used no more, even with the customer it was used with', async () => {
    const { stripe } = await start();
    const { customer, payment_method } = await used(stripe, false);
    for (const whose of [{}, { customer }]) {
      const again = stripe.paymentIntents.create({ ...held, ...whose, payment_method });
      expect(await refusal(again)).toMatchObject({
        statusCode: 400,
        message: expect.stringMatching(
          /^The provided PaymentMethod was previously used .* It may not be used again\./,
        ),
      });
    }
  });

  test('is kept by the option of its own kind, too', async () => {
    const { stripe } = await start();
    const { id: customer } = await stripe.customers.create();
    const payment_method_options = { card: { setup_future_usage: 'off_session' } } as const;
    const first = await stripe.paymentIntents.create({ ...paid, customer, payment_method_options });
    const payment_method = String(first.payment_method);
    const again = await stripe.paymentIntents.create({
      ...held,
      customer,
      payment_method,
      off_session: true,
    });
    expect(again.status).toBe('requires_capture');
  });
});

describe('the test card', () => {
  test('refundFail takes a refund that fails afterwards', async () => {
    const { stripe } = await start();
    const intent = await stripe.paymentIntents.create({ ...paid, payment_method: 'pm_card_refundFail' });
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe('succeeded');
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'failed' });
    expect((await eventTypes(stripe)).slice(-3)).toEqual([
      'refund.created',
      'charge.refunded',
      'refund.failed',
    ]);
  });

  test('pendingRefund takes a refund that succeeds afterwards', async () => {
    const { stripe } = await start();
    const intent = await stripe.paymentIntents.create({ ...paid, payment_method: 'pm_card_pendingRefund' });
    const refund = await stripe.refunds.create({ payment_intent: intent.id });
    expect(refund.status).toBe('pending');
    expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ status: 'succeeded' });
    expect((await eventTypes(stripe)).at(-1)).toBe('refund.updated');
  });

  test.each([
    ['createDispute', 'fraudulent', 'needs_response', true],
    ['createDisputeProductNotReceived', 'product_not_received', 'needs_response', true],
    ['createDisputeInquiry', 'fraudulent', 'warning_needs_response', false],
  ])('%s disputes the payment once it is collected', async (card, reason, status, withdraws) => {
    const { stripe } = await start();
    const payment_method = `pm_card_${card}`;
    await stripe.paymentIntents.create({ ...paid, payment_method });
    const hold = await stripe.paymentIntents.create({ ...held, payment_method });
    expect((await stripe.disputes.list()).data).toHaveLength(1);
    await stripe.paymentIntents.capture(hold.id);
    const [dispute] = (await stripe.disputes.list()).data;
    expect(dispute).toMatchObject({ payment_intent: hold.id, reason, status });
    expect((await stripe.disputes.list()).data).toHaveLength(2);
    expect(dispute?.balance_transactions).toHaveLength(withdraws ? 1 : 0);
    expect((await eventTypes(stripe)).includes('charge.dispute.funds_withdrawn')).toBe(withdraws);
  });
});

test('a balance transaction comes along, expanded, from all that moves money, and leads back to it', async () => {
  const { stripe } = await start();
  const intent = await stripe.paymentIntents.create({
    ...paid,
    expand: ['latest_charge.balance_transaction', 'latest_charge.customer'],
  });
  const charge = chargeOf(intent);
  expect(charge.balance_transaction).toMatchObject({ object: 'balance_transaction', source: charge.id });
  const refund = await stripe.refunds.create({ charge: charge.id, expand: ['balance_transaction'] });
  expect(refund.balance_transaction).toMatchObject({ source: refund.id, type: 'refund' });
  const listed = await stripe.balanceTransactions.list({ expand: ['data.source'] });
  expect(listed.data.map(({ source }) => source)).toEqual([
    expect.objectContaining({ id: refund.id }),
    expect.objectContaining({ id: charge.id }),
  ]);
  const wrong = stripe.charges.retrieve(charge.id, { expand: ['source'] });
  expect(await refusal(wrong)).toMatchObject({ param: 'expand' });
});

describe('searching', () => {
  test('finds by fields, metadata, comparison, negation, part and any or all of them', async () => {
    const { stripe } = await start();
    const make = (amount: number, stay: string) =>
      stripe.paymentIntents.create({ ...paid, amount, metadata: { stay, 'of house': `No "${stay}"` } });
    const ids = new Map<string, string>();
    for (const [amount, stay] of [
      [1_000, 'one'],
      [2_000, 'two'],
      [3_000, 'three'],
    ] as const)
      ids.set((await make(amount, stay)).id, stay);
    const find = async (query: string) =>
      (await stripe.paymentIntents.search({ query })).data.map(({ id }) => ids.get(id));
    expect(await find(`metadata['stay']:'two'`)).toEqual(['two']);
    expect(await find(`status:"succeeded" AND amount>1000`)).toEqual(['three', 'two']);
    expect(await find(`status:"succeeded" -metadata["stay"]:"two"`)).toEqual(['three', 'one']);
    expect(await find(`metadata["stay"]:"one" OR amount>=3000`)).toEqual(['three', 'one']);
    expect(await find(`metadata["of house"]:"No \\"two\\""`)).toEqual(['two']);
    expect(await find(`-metadata["none"]:null`)).toEqual([]);
    expect(await find(`currency:"usd"`)).toEqual([]);
    const charges = await stripe.charges.search({
      query: `payment_method_details.card.last4:4242`,
      limit: 2,
    });
    expect(charges).toMatchObject({ object: 'search_result', has_more: true });
    const rest = await stripe.charges.search({
      query: `payment_method_details.card.last4:4242`,
      limit: 2,
      ...(charges.next_page && { page: charges.next_page }),
    });
    expect(rest.data).toHaveLength(1);
    await stripe.customers.create({ email: 'jane@guest.example', name: 'Jane Doe' });
    expect((await stripe.customers.search({ query: 'email~"guest"' })).data).toHaveLength(1);
  });

  test.each([
    ' ',
    'amount',
    'colour:"red"',
    'amount~"1"',
    'status:"a" AND amount>1 OR amount<1',
    'amount:"1',
  ])('refuses the query «%s»', async (query) => {
    const { stripe } = await start();
    const error = await refusal(stripe.paymentIntents.search({ query }));
    expect(error).toMatchObject({ statusCode: 400, param: 'query' });
  });
});
