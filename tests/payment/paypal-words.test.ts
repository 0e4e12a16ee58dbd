import { expect, test } from 'vitest';
import { factOfAuthorization, factOfDispute, factOfRefund } from '../../src/payment/paypal/facts.ts';

const euros = { currency_code: 'EUR', value: '10.00' };

/** https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_get: who has the money in the end. */
test.each([
  ['RESOLVED_BUYER_FAVOUR', 'lost'],
  ['ACCEPTED', 'lost'],
  ['RESOLVED_SELLER_FAVOUR', 'won'],
  ['RESOLVED_WITH_PAYOUT', 'won'],
  ['CANCELED_BY_BUYER', 'won'],
  ['DENIED', 'won'],
])('a dispute that ended as %s is %s', (outcome_code, status) => {
  const dispute = {
    dispute_id: 'PP-D-1',
    disputed_transactions: [{ custom: 'pay_1', seller_transaction_id: 'CAPTURE1' }],
    dispute_amount: euros,
    reason: 'UNAUTHORISED',
    status: 'RESOLVED',
    dispute_outcome: { outcome_code },
  };
  expect(factOfDispute(dispute)).toMatchObject({ status, payment: { paymentId: 'pay_1' } });
});

/** https://developer.paypal.com/docs/api/payments/v2/#definition-refund_status */
test.each([
  ['COMPLETED', 'succeeded'],
  ['PENDING', 'pending'],
  ['FAILED', 'failed'],
  ['CANCELLED', 'failed'],
] as const)('a refund that is %s has %s', (said, status) => {
  const payment = { paymentId: 'pay_1', providerRef: 'ORDER1' };
  const refund = { id: 'REFUND1', status: said, amount: euros, custom_id: 'rfd_1', links: [] };
  expect(factOfRefund(refund, payment)).toMatchObject({ status, refundId: 'rfd_1' });
});

test('a hold is counted on for the three days in which PayPal honours it, not for the twenty-nine in which it is valid', () => {
  const held = factOfAuthorization({
    id: 'AUTH1',
    status: 'CREATED',
    amount: euros,
    custom_id: 'pay_1',
    create_time: '2027-03-01T09:00:00Z',
    supplementary_data: { related_ids: { order_id: 'ORDER1' } },
  });
  expect(held?.captureBefore).toEqual(new Date('2027-03-04T09:00:00Z'));
});
