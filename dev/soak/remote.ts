import type {
  DisputeFact,
  PaymentFact,
  PaymentStatus,
  ProviderEvent,
  ProviderName,
  RefundFact,
} from '../../src/payment/provider/provider.ts';
import { type Currency, minor } from '../../src/platform/money/money.ts';

/** A payment as its provider has it, with the events of it that are still under way to us. */
export interface Remote {
  readonly provider: ProviderName;
  readonly ref: string;
  readonly paymentId: string;
  readonly amount: number;
  readonly currency: string;
  readonly isHold: boolean;
  status: PaymentStatus;
  captured: number;
  readonly refunds: RemoteRefund[];
  readonly disputes: RemoteDispute[];
  readonly underWay: ProviderEvent[];
  /** Some that have arrived, to be sent again. */
  readonly delivered: ProviderEvent[];
}

export interface RemoteRefund {
  readonly ref: string;
  readonly refundId: string | undefined;
  readonly amount: number;
  status: RefundFact['status'];
}

export interface RemoteDispute {
  readonly ref: string;
  readonly amount: number;
  status: DisputeFact['status'];
  isDecidedTwice: boolean;
}

type Saying = PaymentFact | RefundFact | DisputeFact;

export function openRemote(
  provider: ProviderName,
  paymentId: string,
  amount: number,
  currency: string,
  isHold: boolean,
): Remote {
  const ref = `${provider === 'stripe' ? 'pi' : 'order'}_${paymentId}`;
  const lists = { refunds: [], disputes: [], underWay: [], delivered: [] };
  return { provider, ref, paymentId, amount, currency, isHold, status: 'pending', captured: 0, ...lists };
}

export function paymentFact(remote: Remote): PaymentFact {
  const { paymentId, ref, status, amount, currency, captured } = remote;
  return {
    kind: 'payment',
    paymentId,
    providerRef: ref,
    status,
    amount: minor(amount),
    currency: currency as Currency, // one of the soak's three
    captured: minor(captured),
  };
}

export function refundFact(remote: Remote, { ref, refundId, amount, status }: RemoteRefund): RefundFact {
  return {
    kind: 'refund',
    refundId,
    providerRef: ref,
    payment: { paymentId: remote.paymentId, providerRef: remote.ref },
    amount: minor(amount),
    currency: remote.currency as Currency, // one of the soak's three
    status,
  };
}

export function disputeFact(
  remote: Remote,
  { ref, amount, status }: Omit<RemoteDispute, 'isDecidedTwice'>,
): DisputeFact {
  return {
    kind: 'dispute',
    providerRef: ref,
    // A dispute names the provider's payment alone, as Stripe's and PayPal's do.
    payment: { paymentId: undefined, providerRef: remote.ref },
    amount: minor(amount),
    currency: remote.currency as Currency, // one of the soak's three
    status,
    reason: 'fraudulent',
    evidenceDueAt: undefined,
  };
}

/** An event of a fact, in whole seconds, as the providers' are: many share one. */
export function eventOf(remote: Remote, fact: Saying, eventId: string, now: number): ProviderEvent {
  const occurredAt = new Date(Math.floor(now / 1000) * 1000);
  return { provider: remote.provider, eventId, type: fact.kind, occurredAt, fact };
}

const withheld = ({ disputes }: Remote) =>
  disputes.reduce(
    (sum, { status, amount }) => sum + (status === 'inquiry' || status === 'won' ? 0 : amount),
    0,
  );

const sentBack = ({ refunds }: Remote, statuses: readonly RefundFact['status'][]) =>
  refunds.reduce((sum, { status, amount }) => sum + (statuses.includes(status) ? amount : 0), 0);

/** What the provider would still let go back, or be disputed. */
export const available = (remote: Remote) =>
  remote.captured - sentBack(remote, ['pending', 'succeeded']) - withheld(remote);

/** What the provider holds for us of a payment. */
export const heldForUs = (remote: Remote) =>
  remote.captured - sentBack(remote, ['succeeded']) - withheld(remote);

export const refundedRemotely = (remote: Remote) => sentBack(remote, ['succeeded']);

/** Sends money back once for an id of ours. More than is there is refused for good, and nothing was made that could be named. */
export function refundRemotely(
  remote: Remote,
  refundId: string,
  amount: number,
  status: RefundFact['status'],
): RefundFact {
  const made = remote.refunds.find((refund) => refund.refundId === refundId);
  if (made) return refundFact(remote, made);
  if (amount > available(remote))
    return refundFact(remote, { ref: refundId, refundId, amount, status: 'failed' });
  const refund = { ref: `re_${refundId}`, refundId, amount, status };
  remote.refunds.push(refund);
  return refundFact(remote, refund);
}
