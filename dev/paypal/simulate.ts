import { money, unitsOf } from './objects/amount.ts';
import { capturesOf, completePending } from './objects/captures.ts';
import { openDispute, resolveDispute, submitEvidence, takeBack } from './objects/disputes.ts';
import type { Capture, Dispute, Money, Order, Refund } from './objects/objects.ts';
import { approveOrder, type PayerOutcome } from './objects/orders.ts';
import { refundCapture, settleRefund } from './objects/refunds.ts';
import { type Booking, book } from './objects/reporting.ts';
import { sellElsewhere } from './other-business.ts';
import type { Sandbox } from './sandbox.ts';
import type { Vaulted } from './state.ts';
import { missing } from './wire/api-error.ts';

/** What happens without the API being asked: the payer's, the seller's and PayPal's own doings. All throw ApiError for what cannot be. */
export type Simulation = {
  /** Acts for the payer; `cancel` leaves the order as it is. */
  approve(orderId: string, outcome?: PayerOutcome): Order;
  /** What becomes of a capture that rests in PENDING. */
  completePending(captureId: string, outcome: 'completed' | 'declined'): Capture;
  /** What becomes of a refund that rests in PENDING. */
  settleRefund(refundId: string, outcome: 'completed' | 'failed'): Refund;
  /** The buyer asks for their money back: all of a capture, or less. */
  openDispute(captureId: string, amount?: Money): Dispute;
  /** The seller's answer to a dispute arrives, and PayPal looks into it. */
  submitEvidence(disputeId: string): Dispute;
  /** PayPal decides; `won` is the seller's favour. */
  resolveDispute(disputeId: string, outcome: 'won' | 'lost'): Dispute;
  /** PayPal, or the payer's card, takes money back without a dispute. Answers the id of the transaction. */
  takeBack(captureId: string, amount?: Money, code?: 'T1106' | 'T1201'): string;
  /** A refund that nobody asked for through the API. */
  refundInDashboard(captureId: string, amount?: Money): Refund;
  /**
   * Money of other business on the same account: by another application's order, whose capture we can see, or by a button, a donation or
   * a subscription, which are no captures (`T0013`, `T0002`).
   */
  sellElsewhere(amount: Money, code?: string): string;
  /** Moves money to the bank, in the smallest units of the currency. */
  withdraw(currency: string, units: number): void;
  /** PayPal exchanges money of the account, in two transactions (T0200), as it does by itself where a currency has no balance. */
  exchange(from: Money, to: Money): void;
  /** A transaction that nothing here makes by itself, of whatever code. */
  book(what: Booking): void;
  /** An object as a version to come would write it: its fields replaced, no event. */
  rewrite(id: string, changes: Readonly<Record<string, unknown>>): void;
  /** The object of an id is not there any more, as an order is that nobody approved in time. */
  forget(id: string): void;
  /**
   * Whether payments by a vaulted method go through from now on; `gone` is one that the payer has taken away. `answers` is the status of an
   * order that is made with it.
   */
  setVaulted(vaultId: string, outcome: Vaulted['outcome'] | 'gone', answers?: Vaulted['answers']): void;
  /** The ids of the captures of an order. */
  capturesOf(orderId: string): readonly string[];
  /** Where the page of an order leads back to; empty where it was not said. */
  returnUrlOf(orderId: string): string;
  /** The same for a payer who turns back. */
  cancelUrlOf(orderId: string): string;
};

export function createSimulation({ state, perform }: Pick<Sandbox, 'state' | 'perform'>): Simulation {
  return {
    approve: (id, outcome = 'success') => perform((call) => approveOrder(call, id, outcome)),
    completePending: (id, outcome) => perform((call) => completePending(call, id, outcome)),
    settleRefund: (id, outcome) => perform((call) => settleRefund(call, id, outcome)),
    openDispute: (id, amount) => perform((call) => openDispute(call, id, amount)),
    submitEvidence: (id) => perform((call) => submitEvidence(call, id)),
    resolveDispute: (id, outcome) => perform((call) => resolveDispute(call, id, outcome)),
    takeBack: (id, amount, code = 'T1106') => perform((call) => takeBack(call, id, amount, code)),
    refundInDashboard: (id, amount) => perform((call) => refundCapture(call, id, amount ? { amount } : {})),
    sellElsewhere: (amount, code = 'T0006') => perform((call) => sellElsewhere(call, amount, code)),
    withdraw: (currency, units) =>
      perform((call) =>
        book(call, {
          transaction_id: call.newId(),
          transaction_event_code: 'T0400',
          transaction_amount: money(-units, currency),
        }),
      ),
    exchange: (from, to) =>
      perform((call) => {
        const code = { transaction_event_code: 'T0200' };
        const left = money(-unitsOf(from), from.currency_code);
        book(call, { ...code, transaction_id: call.newId(), transaction_amount: left });
        book(call, { ...code, transaction_id: call.newId(), transaction_amount: to });
      }),
    book: (what) => perform((call) => book(call, what)),
    rewrite: (id, changes) =>
      perform(() => {
        const holder = holderOf(state, id);
        // Another shape than the sandbox's own types is the point of it.
        (holder as Map<string, object>).set(id, { ...holder.get(id), ...changes });
      }),
    forget: (id) =>
      perform(() => {
        holderOf(state, id).delete(id);
      }),
    setVaulted: (id, outcome, answers = 'APPROVED') =>
      perform((call) => {
        if (!call.state.vault.has(id)) throw missing();
        if (outcome === 'gone') call.state.vault.delete(id);
        else call.state.vault.set(id, { outcome, answers });
      }),
    capturesOf: (orderId) => capturesOf({ state }, orderId).map(({ id }) => id),
    returnUrlOf: (orderId) => state.approvals.get(orderId)?.returnUrl ?? '',
    cancelUrlOf: (orderId) => state.approvals.get(orderId)?.cancelUrl ?? '',
  };
}

/** Where the object of an id is kept. Throws ApiError for an unknown one. */
function holderOf(state: Sandbox['state'], id: string) {
  const holder = [
    state.orders,
    state.captures,
    state.authorizations,
    state.refunds,
    state.disputes,
    state.transactions,
  ].find((map) => map.has(id));
  if (!holder) throw missing();
  return holder;
}
