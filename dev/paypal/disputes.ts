import { money, unitsOf } from './amount.ts';
import { missing } from './api-error.ts';
import { type Call, link, tell } from './call.ts';
import type { Dispute, Money } from './objects.ts';
import { book, findCapture } from './payments.ts';

const answerDays = 10;

/** The buyer asks for the money of a capture back. */
export function openDispute(call: Call, captureId: string, amount?: Money): Dispute {
  const capture = findCapture(call, captureId);
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
    dispute_amount: amount ?? capture.amount,
    reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
    status: 'WAITING_FOR_SELLER_RESPONSE',
    seller_response_due_date: new Date(call.now.getTime() + answerDays * 86_400_000).toISOString(),
    create_time: at,
    update_time: at,
    links: [link(call, 'self', `/v1/customer/disputes/${id}`)],
  };
  call.state.disputes.set(id, dispute);
  tell(call, 'CUSTOMER.DISPUTE.CREATED', 'dispute', dispute);
  return dispute;
}

/** PayPal decides: `won` is the seller's favour. Lost, the money leaves the account. */
export function resolveDispute(call: Call, id: string, outcome: 'won' | 'lost'): Dispute {
  const dispute = findDispute(call, id);
  const resolved: Dispute = {
    ...dispute,
    status: 'RESOLVED',
    dispute_outcome: {
      outcome_code: outcome === 'won' ? 'RESOLVED_SELLER_FAVOUR' : 'RESOLVED_BUYER_FAVOUR',
      ...(outcome === 'lost' && { amount_refunded: dispute.dispute_amount }),
    },
    update_time: call.now.toISOString(),
  };
  call.state.disputes.set(id, resolved);
  tell(call, 'CUSTOMER.DISPUTE.RESOLVED', 'dispute', resolved);
  if (outcome === 'lost') {
    const { currency_code: currency } = dispute.dispute_amount;
    book(call, {
      transaction_id: call.newId(),
      ...(dispute.disputed_transactions[0] && {
        paypal_reference_id: dispute.disputed_transactions[0].seller_transaction_id,
      }),
      transaction_event_code: 'T1201',
      transaction_amount: money(-unitsOf(dispute.dispute_amount), currency),
    });
  }
  return resolved;
}

export function findDispute(call: Call, id: string): Dispute {
  const dispute = call.state.disputes.get(id);
  if (!dispute) throw missing();
  return dispute;
}

/** https://developer.paypal.com/docs/api/customer-disputes/v1/#disputes_list */
export function listDisputes(call: Call, query: URLSearchParams): { items: Dispute[]; links: unknown[] } {
  const after = query.get('update_time_after') ?? '';
  const before = query.get('update_time_before') ?? '9';
  const items = [...call.state.disputes.values()].filter(
    ({ update_time }) => update_time >= after && update_time <= before,
  );
  return { items, links: [] };
}
