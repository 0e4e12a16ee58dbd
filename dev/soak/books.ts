import type { PaymentStatus, ProviderName } from '../../src/payment/provider/provider.ts';

/** What the books must say, kept apart from the SQL: states in plain objects, and balances that follow from the states alone. */
export interface Stay {
  readonly id: string;
  readonly itemId: string;
  readonly category: string;
  readonly currency: string;
  readonly total: number;
  readonly taxes: number;
  readonly touristTaxes: number;
  readonly discounts: number;
  readonly dueNow: number;
  readonly startsAt: number;
  readonly tiers: readonly { readonly hoursBefore: number; readonly refundBasisPoints: number }[];
  readonly createdAt: number;
  holdExpiresAt: number;
  /** What is to be held against damage; zero for none. */
  readonly securityDeposit: number;
  readonly depositTimes: { readonly authorizeAt: number; readonly releaseAt: number };
  status: 'held' | 'confirmed' | 'cancelled' | 'expired';
  wasConfirmed: boolean;
  credited: number;
  /** Of that, what went back without us: refunds made at a provider, and lost disputes. */
  conceded: number;
  /** What that was when it was cancelled. */
  concessionKept: number;
  readonly payments: Payment[];
  /** From the confirmation on. */
  deposit: Deposit | undefined;
  /** What was done with it, for whoever has to find out why the books differ. */
  readonly history: string[];
}

export interface Payment {
  readonly id: string;
  readonly stay: Stay;
  readonly provider: ProviderName | 'credit';
  readonly purpose: 'booking' | 'balance' | 'security-deposit';
  readonly amount: number;
  readonly currency: string;
  readonly createdAt: number;
  readonly credit: Credit | undefined;
  ref: string | undefined;
  status: PaymentStatus;
  statusOrder: StatusOrder;
  captured: number;
  quarantine: string | null;
  readonly refunds: Refund[];
  readonly disputes: Map<string, Dispute>;
  /** The ids of the events that were taken. */
  readonly events: Set<string>;
}

export interface Deposit {
  readonly amount: number;
  captured: number;
  status:
    | 'scheduled'
    | 'authorizing'
    | 'authorized'
    | 'failed'
    | 'capturing'
    | 'captured'
    | 'releasing'
    | 'released'
    | 'canceled';
  /** The payment that holds it. */
  heldBy: Payment | undefined;
  /** When it is to be held, or tried again. */
  authorizeAt: number;
}

export interface Refund {
  /** Ours, as soon as it is known: the database gives ids to those that it decides itself. */
  id: string | undefined;
  ref: string | undefined;
  readonly amount: number;
  status: 'pending' | 'succeeded' | 'failed';
  /** Made at the provider, without us, or by the staff while the stay was held: it comes off the price once it is sold. */
  readonly isTheirs: boolean;
  /** Given back of the business's own will, there or by its staff. */
  readonly isGoodwill: boolean;
}

export interface Dispute {
  readonly amount: number;
  status: 'inquiry' | 'needs-response' | 'under-review' | 'won' | 'lost';
  statusOrder: StatusOrder;
}

/** A gift card or store credit. */
export interface Credit {
  readonly id: string;
  readonly code: string;
  readonly kind: 'gift-card' | 'store-credit';
  readonly currency: string;
  readonly issued: number;
  balance: number;
}

/** Rank, time and id of what gave a status: the greater one holds. */
export type StatusOrder = readonly [rank: number, at: number, eventId: string];

export function isLater(one: StatusOrder, other: StatusOrder): boolean {
  if (one[0] !== other[0]) return one[0] > other[0];
  if (one[1] !== other[1]) return one[1] > other[1];
  return one[2] > other[2];
}

/** Balances by `account currency`, debits positive. */
export type Balances = Map<string, number>;

/** Adds to an account; one that comes back to zero is as if it had never been. */
export function add(balances: Balances, account: string, currency: string, amount: number): void {
  const key = `${account} ${currency}`;
  const sum = (balances.get(key) ?? 0) + amount;
  if (sum === 0) balances.delete(key);
  else balances.set(key, sum);
}

const sumOf = (refunds: readonly Refund[], statuses: readonly Refund['status'][]) =>
  refunds.reduce((sum, { amount, status }) => sum + (statuses.includes(status) ? amount : 0), 0);

export const refunded = ({ refunds }: Payment) => sumOf(refunds, ['succeeded']);
export const refunding = ({ refunds }: Payment) => sumOf(refunds, ['pending', 'succeeded']);

const isWithheld = ({ status }: Dispute) => status !== 'inquiry' && status !== 'won';

export const disputed = ({ disputes }: Payment) =>
  [...disputes.values()].reduce((sum, one) => sum + (isWithheld(one) ? one.amount : 0), 0);

/** What is left of a payment for more refunds, and net of what disputes withhold. */
export const left = (payment: Payment) => payment.captured - refunding(payment) - disputed(payment);

/** Whether every payment keeps what it must: nothing goes back that was not captured. */
export function keepsWithinCaptures({ payments }: Stay): boolean {
  return payments.every((payment) => refunding(payment) <= payment.captured);
}

/** The payments of the bill itself. */
export const billed = ({ payments }: Stay) =>
  payments.filter(({ purpose }) => purpose !== 'security-deposit');

/** What gift cards and store credit have set aside for a hold. */
export const lent = (stay: Stay) =>
  stay.payments.reduce(
    (sum, { credit, status, amount }) => sum + (credit && status === 'authorized' ? amount : 0),
    0,
  );

const lost = ({ disputes }: Payment) =>
  [...disputes.values()].reduce((sum, { status, amount }) => sum + (status === 'lost' ? amount : 0), 0);

/** Collected, not given back nor on its way back, nor lost to a dispute. */
export const collected = (stay: Stay) =>
  billed(stay).reduce((sum, payment) => sum + payment.captured - refunding(payment) - lost(payment), 0);

/** A payment that is not what was asked for, with nothing genuine after it: it moves by a person's hand alone. */
export const isSetAside = ({ quarantine, captured, amount }: Payment) =>
  quarantine !== null && captured !== amount;

/** What can go back by itself of what was collected. */
export const returnable = (stay: Stay) =>
  billed(stay)
    .filter((payment) => !isSetAside(payment))
    .reduce((sum, payment) => sum + payment.captured - refunding(payment) - lost(payment), 0);

/** What the business gave back of its own will. */
export const goodwill = (stay: Stay) =>
  billed(stay)
    .flatMap(({ refunds }) => refunds)
    .reduce(
      (sum, { isGoodwill, status, amount }) => sum + (isGoodwill && status !== 'failed' ? amount : 0),
      0,
    );

/** What went back without us: refunds made at the provider and lost disputes. */
export const taken = (stay: Stay) =>
  billed(stay).reduce((sum, payment) => {
    const theirs = payment.refunds.filter(({ isTheirs, status }) => isTheirs && status !== 'failed');
    return sum + lost(payment) + theirs.reduce((all, { amount }) => all + amount, 0);
  }, 0);

/** What is left to pay of a hold; what went back without us is asked of nobody. */
export const dueOfHold = (stay: Stay) => stay.dueNow - collected(stay) - taken(stay) - lent(stay);

/** What is left to pay of a price, of which nothing is asked twice. */
export const owed = (stay: Stay) => {
  const price = stay.total - stay.credited;
  return Math.max(0, Math.min(price, price - collected(stay)));
};

/**
 * What went back without us lowers the price, as far as it leaves less than the price: nobody is asked for it. As much as did when it was
 * cancelled goes on doing so.
 */
export function concede(stay: Stay): void {
  if (!stay.wasConfirmed) return;
  const price = stay.total - stay.credited + stay.conceded;
  const conceded = Math.max(
    0,
    Math.min(taken(stay), price, Math.max(stay.concessionKept, price - collected(stay))),
  );
  stay.credited += conceded - stay.conceded;
  stay.conceded = conceded;
}

/** The balances that the state of a stay means, by docs/money.md. */
export function balancesOf(stay: Stay): Balances {
  const balances: Balances = new Map();
  if (stay.wasConfirmed) addSale(balances, stay);
  for (const payment of stay.payments) addPayment(balances, payment);
  return balances;
}

function addSale(
  balances: Balances,
  { total, taxes, touristTaxes, discounts, credited, category, currency }: Stay,
): void {
  const kept = (whole: number) => whole - share(whole, credited, total);
  const owed = total - credited;
  add(balances, 'guest-receivables', currency, owed);
  add(balances, 'tax', currency, -kept(taxes));
  add(balances, 'tourist-tax', currency, -kept(touristTaxes));
  add(balances, 'promotions', currency, kept(discounts));
  add(balances, `revenue:${category}`, currency, kept(taxes) + kept(touristTaxes) - kept(discounts) - owed);
}

/** `part` of `whole` as of `total`, to the nearest unit, halves up. */
function share(whole: number, part: number, total: number): number {
  return Number((2n * BigInt(whole) * BigInt(part) + BigInt(total)) / (2n * BigInt(total)));
}

function addPayment(balances: Balances, payment: Payment): void {
  const { provider, credit, purpose, currency, captured, status, amount } = payment;
  const clearing = credit ? `${credit.kind}s` : `provider-clearing:${provider}`;
  const paid = purpose === 'security-deposit' ? 'damages' : 'guest-receivables';
  add(balances, clearing, currency, captured - refunded(payment));
  add(balances, paid, currency, refunding(payment) - captured);
  add(balances, 'refunds', currency, refunded(payment) - refunding(payment));
  if (purpose === 'security-deposit' && status === 'authorized') {
    add(balances, `deposit-holds:${provider}`, currency, amount);
    add(balances, 'security-deposits', currency, -amount);
  }
  for (const dispute of payment.disputes.values()) {
    if (!isWithheld(dispute)) continue;
    add(balances, clearing, currency, -dispute.amount);
    add(balances, dispute.status === 'lost' ? paid : 'disputes', currency, dispute.amount);
  }
}
