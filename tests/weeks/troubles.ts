/** What a week may bring beside guests who pay and come. Each kind can be left out by its name. */
export const troubles = [
  /** Refused cards, abandoned holds, payments after the hold has ended. */
  'late',
  /** Methods that take days, and fail or arrive. */
  'processing',
  /** Shares that are never followed by their balance. */
  'unpaid-balance',
  'guest-cancels',
  /** Refunds by the staff, in part and whole. */
  'staff-refunds',
  /** Refunds in the provider's dashboard, in part and whole. */
  'dashboard-refunds',
  /** Disputes over a part or the whole, won and lost. */
  'disputes',
  /** Money that comes back to the guest without a dispute. */
  'taken-back',
  /** Payments that were opened and cannot be paid any more. */
  'expired',
  'gift-cards',
  'promotions',
  /** The staff take a part of a security deposit. */
  'deposit-taken',
  /** Payments, fees and payouts that are not ours on the same account. */
  'foreign',
  /** Signed events of payments of ours that are of the other mode, or of an account that is not ours. */
  'other-accounts',
  /** What is charged settles in another currency. */
  'exchange',
  /** Events late, twice, out of order, or never. */
  'post',
  /** The provider's API away for hours or days. */
  'provider-away',
  /** Instances that end in the middle of a schedule's work. */
  'restarts',
] as const;

export type Trouble = (typeof troubles)[number];
