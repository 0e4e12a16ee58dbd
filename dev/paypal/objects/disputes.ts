import { missing, unprocessable } from '../wire/api-error.ts';
import { type Call, link, tell } from '../wire/call.ts';
import { money, unitsOf } from './amount.ts';
import { findCapture } from './captures.ts';
import type { Dispute, Money } from './objects.ts';
import { book, numberOf } from './reporting.ts';

const answerDays = 10;

/** The buyer asks for the money of a capture back, or for a part; it is held until PayPal has decided. */
export function openDispute(call: Call, captureId: string, asked?: Money): Dispute {
  const capture = findCapture(call, captureId);
  const amount = asked ?? capture.amount;
  const isWithin =
    amount.currency_code === capture.amount.currency_code && unitsOf(amount) <= unitsOf(capture.amount);
  if (!isWithin) throw unprocessable('INVALID_DISPUTE_AMOUNT', 'The dispute is over more than was paid.');
  const id = `PP-D-${call.newId()}`;
  const at = call.now.toISOString();
  const dispute: Dispute = {
    dispute_id: id,
    disputed_transactions: [
      {
        seller_transaction_id: captureId,
        ...(capture.custom_id && { custom: capture.custom_id }),
        ...(capture.invoice_id && { invoice_number: capture.invoice_id }),
      },
    ],
    dispute_amount: amount,
    reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
    status: 'WAITING_FOR_SELLER_RESPONSE',
    dispute_state: 'REQUIRED_ACTION',
    dispute_life_cycle_stage: 'CHARGEBACK',
    dispute_channel: 'EXTERNAL',
    seller_response_due_date: new Date(call.now.getTime() + answerDays * 86_400_000).toISOString(),
    create_time: at,
    update_time: at,
    links: [link(call, 'self', `/v1/customer/disputes/${id}`)],
  };
  call.state.disputes.set(id, dispute);
  move(call, dispute, 'T1110');
  notify(call, 'CREATED', 'A new dispute opened', dispute);
  return dispute;
}

/** The seller has answered; PayPal looks into it. */
export function submitEvidence(call: Call, id: string): Dispute {
  const { seller_response_due_date: _, ...open } = openOne(call, id);
  const answered = put(call, { ...open, status: 'UNDER_REVIEW', dispute_state: 'UNDER_PAYPAL_REVIEW' });
  notify(call, 'UPDATED', 'A dispute was updated', answered);
  return answered;
}

/** PayPal decides: `won` is the seller's favour. Lost, the money leaves the account. */
export function resolveDispute(call: Call, id: string, outcome: 'won' | 'lost'): Dispute {
  const { seller_response_due_date: _, ...open } = openOne(call, id);
  const resolved = put(call, {
    ...open,
    status: 'RESOLVED',
    dispute_state: 'RESOLVED',
    dispute_outcome: {
      outcome_code: outcome === 'won' ? 'RESOLVED_SELLER_FAVOUR' : 'RESOLVED_BUYER_FAVOUR',
      ...(outcome === 'lost' && { amount_refunded: open.dispute_amount }),
    },
  });
  move(call, resolved, 'T1111');
  if (outcome === 'lost') reverse(call, resolved);
  notify(call, 'RESOLVED', 'A dispute was resolved', resolved);
  return resolved;
}

export function findDispute(call: Call, id: string): Dispute {
  const dispute = call.state.disputes.get(id);
  if (!dispute) throw missing();
  return dispute;
}

/** https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_list: the newest first, without their transactions. */
export function listDisputes(call: Call, query: URLSearchParams): object {
  const pageSize = numberOf(query, 'page_size', 10, 50);
  const page = numberOf(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const found = [...call.state.disputes.values()].reverse().filter((one) => matches(one, query));
  const items = found
    .slice((page - 1) * pageSize, page * pageSize)
    .map(({ disputed_transactions: _, dispute_outcome: __, ...summary }) => summary);
  const next = new URLSearchParams(query);
  next.set('page', String(page + 1));
  const hasMore = found.length > page * pageSize;
  return {
    items,
    links: [
      link(call, 'self', `/v1/customer/disputes?${query}`),
      ...(hasMore ? [link(call, 'next', `/v1/customer/disputes?${next}`)] : []),
    ],
  };
}

function matches(dispute: Dispute, query: URLSearchParams): boolean {
  const isAfter = (name: string, at: string) =>
    !query.has(name) || Date.parse(at) >= Date.parse(query.get(name) ?? '');
  const isBefore = (name: string, at: string) =>
    !query.has(name) || Date.parse(at) <= Date.parse(query.get(name) ?? '');
  const { create_time, update_time, dispute_state, disputed_transactions } = dispute;
  const [state, transaction] = [query.get('dispute_state'), query.get('disputed_transaction_id')];
  return (
    isAfter('start_time', create_time) &&
    isAfter('create_time_after', create_time) &&
    isBefore('create_time_before', create_time) &&
    isAfter('update_time_after', update_time) &&
    isBefore('update_time_before', update_time) &&
    (!state || state.split(',').includes(dispute_state)) &&
    (!transaction || disputed_transactions[0]?.seller_transaction_id === transaction)
  );
}

function openOne(call: Call, id: string): Dispute {
  const dispute = findDispute(call, id);
  if (dispute.status === 'RESOLVED')
    throw unprocessable('DISPUTE_ALREADY_RESOLVED', 'The dispute is resolved already.');
  return dispute;
}

function put(call: Call, dispute: Dispute): Dispute {
  const changed = { ...dispute, update_time: call.now.toISOString() };
  call.state.disputes.set(dispute.dispute_id, changed);
  return changed;
}

function captureIdOf(dispute: Dispute): string {
  return dispute.disputed_transactions[0]?.seller_transaction_id ?? '';
}

/** Holds what is disputed, lets it go, or takes it. */
function move(call: Call, dispute: Dispute, code: 'T1110' | 'T1111' | 'T1201'): string {
  const { currency_code: currency } = dispute.dispute_amount;
  const units = unitsOf(dispute.dispute_amount);
  const [transaction] = dispute.disputed_transactions;
  const id = call.newId();
  book(call, {
    transaction_id: id,
    paypal_reference_id: captureIdOf(dispute),
    paypal_reference_id_type: 'TXN',
    transaction_event_code: code,
    transaction_amount: money(code === 'T1111' ? units : -units, currency),
    ...(transaction?.custom && { custom_field: transaction.custom }),
    ...(transaction?.invoice_number && { invoice_id: transaction.invoice_number }),
  });
  return id;
}

/** The resource of a reversal is a refund that the seller did not make. */
function reverse(call: Call, dispute: Dispute): void {
  tellReversed(call, move(call, dispute, 'T1201'), captureIdOf(dispute), dispute.dispute_amount);
}

/**
 * Money that PayPal takes back without a dispute: `T1106` by PayPal itself, such as after a bank's return, `T1201` by the payer's card
 * (https://developer.paypal.com/docs/transaction-search/transaction-event-codes). Answers the id of the transaction.
 */
export function takeBack(
  call: Call,
  captureId: string,
  amount: Money | undefined,
  code: 'T1106' | 'T1201',
): string {
  const capture = findCapture(call, captureId);
  const taken = amount ?? capture.amount;
  const id = call.newId();
  book(call, {
    transaction_id: id,
    paypal_reference_id: captureId,
    paypal_reference_id_type: 'TXN',
    transaction_event_code: code,
    transaction_amount: money(-unitsOf(taken), taken.currency_code),
    ...(capture.custom_id && { custom_field: capture.custom_id }),
    ...(capture.invoice_id && { invoice_id: capture.invoice_id }),
  });
  tellReversed(call, id, captureId, taken);
  return id;
}

function tellReversed(call: Call, id: string, captureId: string, amount: Money): void {
  const at = call.now.toISOString();
  const summary = `A payment of ${amount.currency_code} ${amount.value} was reversed`;
  tell(
    call,
    'PAYMENT.CAPTURE.REVERSED',
    { resourceType: 'refund', summary },
    {
      id,
      status: 'COMPLETED',
      amount,
      create_time: at,
      update_time: at,
      links: [
        link(call, 'self', `/v2/payments/refunds/${id}`),
        link(call, 'up', `/v2/payments/captures/${captureId}`),
      ],
    },
  );
}

function notify(call: Call, what: 'CREATED' | 'UPDATED' | 'RESOLVED', said: string, dispute: Dispute): void {
  const summary = `${said} with Case # ${dispute.dispute_id}`;
  tell(call, `CUSTOMER.DISPUTE.${what}`, { resourceType: 'dispute', summary }, dispute);
}
