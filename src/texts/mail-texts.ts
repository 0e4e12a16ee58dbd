import type { UserTexts } from './user-mail-texts.ts';

/**
 * The forms that a counted word takes (CLDR plural categories; `other` stands in for all that are not there).
 */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** What most sentences speak of, already in words of the language. */
export interface About {
  readonly item: string;
  readonly reference: string;
  /** The days of the stay, without times. */
  readonly dates: string;
  /** When the hold ends: day, time and zone. */
  readonly heldUntil: string;
  /** For how long it was held, such as "15 minutes"; nothing for an hour or longer. */
  readonly heldFor: string | undefined;
}

type Sentence = (about: About) => string;
type SentenceOfAmount = (about: About, amount: string) => string;

/** Money that came and cannot be kept. */
interface Owed {
  readonly subject: Sentence;
  readonly heading: string;
  readonly opening: SentenceOfAmount;
}

/** A short letter about money: `until` is when the balance is due, or the hold ends. */
interface Notice {
  readonly subject: Sentence;
  readonly heading: string;
  opening(about: About, amount: string, until: string): string;
  readonly more: string;
  /** What the amount is called in the table. */
  readonly label: string;
}

export type NoticeTexts = Readonly<
  Record<
    | 'refund'
    | 'cashBack'
    | 'paymentLink'
    | 'balancePaid'
    | 'balanceReminder'
    | 'balanceCancelled'
    | 'disputeCancelled'
    | 'disputeRest'
    | 'creditProlonged'
    | 'disputeCancelled'
    | 'disputeRest'
    | 'processing'
    | 'processingEnded'
    | 'shareArrived'
    | 'paymentApproved'
    | 'paymentDeclined'
    | 'depositHeld'
    | 'depositFailed'
    | 'depositAsked'
    | 'depositCaptured'
    | 'depositReleased',
    Notice
  >
>;

/** Everything that the mails say in one language. Names, amounts and times come in already formatted. */
export interface Texts {
  /** For `Intl`. */
  readonly locale: string;
  /** Between a label and its value. */
  readonly colon: string;
  greeting(name: string): string;
  readonly regards: string;
  footnote(reference: string): string;
  /** What the links at the foot of every mail are called. */
  readonly legal: { readonly terms: string; readonly imprint: string };
  /** For a mail that is delivered after what it tells of has changed once more. */
  readonly changedSince: string;
  readonly facts: Readonly<
    Record<
      | 'reference'
      | 'from'
      | 'to'
      | 'guests'
      | 'heldUntil'
      | 'confirmedAt'
      | 'cancelledAt'
      | 'received'
      | 'paid'
      | 'refund'
      | 'securityDeposit'
      | 'depositNote'
      | 'balance'
      | 'atPlace',
      string
    >
  >;
  readonly price: {
    readonly title: string;
    readonly total: string;
    /** What a price differs by that was agreed with the staff. */
    readonly adjustment: string;
    discount(code: string): string;
    /** A tax that is inside the prices. */
    including(tax: string): string;
    /** From when to when a security deposit is held. */
    depositHeld(from: string, until: string): string;
  };
  readonly units: Readonly<Record<'hour' | 'day' | 'night', Plural>>;
  readonly per: Readonly<Record<'hour' | 'day' | 'night' | 'person' | 'person-night', string>>;
  readonly policy: {
    /** The name is the owner's own, in English; other languages go without. */
    title(name: string): string;
    /** The share of the payment that cancelling by `until` gives back. */
    tier(until: string, share: string): string;
    readonly nothingBack: string;
  };
  readonly manage: {
    readonly open: string;
    readonly pay: string;
    readonly payAgain: string;
    /** Beside the link of a hold. */
    readonly cancelFree: string;
    readonly note: string;
  };
  readonly hold: {
    readonly subject: Sentence;
    readonly heading: string;
    readonly opening: Sentence;
    readonly pay: string;
    readonly notAsked: string;
  };
  /** To our bank, where what is due is too much or too little for the other ways. */
  readonly transfer: {
    readonly title: string;
    readonly text: string;
    /** While the dates are only held. */
    readonly held: Sentence;
    readonly accountHolder: string;
    readonly bank: string;
  };
  readonly confirmation: {
    readonly subject: Sentence;
    readonly heading: string;
    readonly opening: SentenceOfAmount;
    /** The staff confirmed it, and what is to be paid is paid later. */
    readonly openingUnpaid: Sentence;
    readonly calendar: string;
  };
  readonly cancellation: {
    readonly subject: Sentence;
    readonly heading: string;
    readonly opening: Sentence;
    refund(amount: string): string;
    /** What goes back besides, once a dispute has ended. */
    waiting(amount: string): string;
    readonly noRefund: string;
    readonly nothingPaid: string;
    /** The staff ended it: for what reason, without one, or since nobody came. */
    readonly byHouse: Sentence;
    readonly noShow: Sentence;
    readonly reason: string;
    readonly nothingBack: string;
    readonly calendar: string;
  };
  readonly change: {
    readonly subject: Sentence;
    readonly heading: string;
    readonly opening: Sentence;
    /** What is to be paid by when. */
    due(amount: string, until: string): string;
    readonly nothingDue: string;
    readonly calendar: string;
    /** The title over what it was. */
    readonly before: string;
  };
  readonly paymentFailed: {
    readonly subject: Sentence;
    readonly heading: string;
    readonly opening: Sentence;
    readonly again: Sentence;
  };
  readonly latePayment: {
    /** The hold had ended and the time is no longer free. */
    readonly expired: Owed;
    /** The reservation is cancelled. */
    readonly cancelled: Owed;
    /** The reservation is confirmed by another payment. */
    readonly confirmed: Owed;
    refund(amount: string): string;
    readonly otherDates: string;
  };
  /** An answer of the staff to whoever wrote: around their words. */
  readonly answer: {
    /** `item` is what they wrote about, if anything. */
    subject(item: string | undefined, business: string): string;
    readonly heading: string;
    /** Above what they wrote, and on which day. */
    asked(date: string): string;
    footnote(business: string): string;
  };
  readonly user: UserTexts;
  readonly notices: NoticeTexts & { readonly payBalance: string; readonly payBalanceNote: string };
}
