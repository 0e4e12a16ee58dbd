import type { ProviderName } from '../../../src/payment/provider/provider.ts';
import { paymentIntentResponseSchema } from '../../../src/workflows/payment/open/open-payment.ts';
import { authorized, bodyOf, intentIdOf, newClient } from '../../support/booking/booking.ts';
import { arrived, type Book, giveBack, madeBy, owedOf, type Paid, paidOf, tell } from '../checks/book.ts';
import { deed, note, type Season } from '../season.ts';
import { where } from './at-provider.ts';
import { isAway } from './outages.ts';

/** Opens the payment of what is due, as the page does. Nothing where there is nothing to pay any more. */
export async function open(season: Season, book: Book): Promise<Paid | undefined> {
  const provider: ProviderName = season.draw.chance(0.4) ? 'paypal' : 'stripe';
  return (await openAt(season, book, provider)) ?? openAt(season, book, other(provider));
}

const other = (provider: ProviderName) => (provider === 'stripe' ? 'paypal' : 'stripe');

/** Nothing as well while the provider is away. */
async function openAt(season: Season, book: Book, provider: ProviderName): Promise<Paid | undefined> {
  const answer = await deed(season, () =>
    season.stack.call('/payment-intents', {
      body: { reservation: book.reservation.id, provider },
      headers: authorized(book.reservation),
      from: newClient(),
    }),
  );
  // A dinar is nothing to PayPal.
  if (answer.status === 422 && provider === 'paypal' && season.currency === 'KWD') return undefined;
  if (answer.status === 409 || (answer.status === 503 && isAway(season, provider))) return undefined;
  const opened = bodyOf(answer, 201, paymentIntentResponseSchema);
  const due = dueOf(book);
  if (opened.amount.amount !== due)
    throw new Error(
      `${book.reservation.reference}: asked to pay ${opened.amount.amount} where ${due} is due`,
    );
  const known = book.payments.find(({ id }) => id === opened.id);
  if (known) return known;
  const { checkout } = opened;
  const ref = checkout && 'orderId' in checkout ? checkout.orderId : intentIdOf(opened);
  const payment = madeBy(provider, opened.id, ref, stepOf(provider, season.currency));
  book.payments.push(payment);
  return payment;
}

/** Nothing could be opened. While the only provider that takes the money is away a guest gives up; else there must be something to pay. */
export function givesUp(season: Season, book: Book): void {
  if (season.currency !== 'KWD' || !isAway(season, 'stripe'))
    throw new Error(`${book.reservation.reference}: nothing to pay`);
  note(season, book, 'finds no way to pay');
}

/** What a provider moves at a time, in our units: PayPal no parts of a forint, Stripe ten fils. */
function stepOf(provider: ProviderName, currency: string): number {
  if (currency === 'HUF') return provider === 'paypal' ? 100 : 1;
  return currency === 'KWD' ? 10 : 1;
}

/** What is to be paid next. */
const dueOf = (book: Book) =>
  book.status === 'confirmed' ? owedOf(book) : Math.max(0, book.dueNow - paidOf(book) - book.lent);

/** The guest pays at the provider, now. */
export async function pay(season: Season, book: Book, payment: Paid): Promise<void> {
  // PayPal takes the money when we ask for it, which we cannot.
  if (payment.provider === 'paypal' && isAway(season, 'paypal'))
    return note(season, book, 'sees an error of PayPal');
  note(season, book, `pays by ${payment.provider} (${payment.ref})`);
  const isOver = holdIsOver(season, book);
  await deed(season, () => where(season, payment).pay(payment.ref));
  // PayPal's approval is no payment: nothing is collected for a hold that has ended.
  if (payment.provider === 'paypal' && isOver) return;
  received(season, book, payment);
}

/** The money is there: it confirms, or came too late, or was the balance. */
export function received(season: Season, book: Book, payment: Paid): void {
  const amount = dueOf(book);
  const isBalance = book.status === 'confirmed';
  payment.arrivedAt = season.timeline.now();
  if (holdIsOver(season, book) && !isFree(season, book)) tooLate(season, book, payment, amount);
  else arrived(book, payment, amount);
  if (isBalance && owedOf(book) === 0) tell(book, 'guest-balance-paid');
}

/** The card is refused. */
export async function isRefused(season: Season, book: Book, payment: Paid): Promise<void> {
  note(season, book, `is refused by ${payment.provider}`);
  await deed(season, () => where(season, payment).refuse(payment.ref));
  if (book.status === 'held') tell(book, 'guest-payment-failed', 0, 1);
}

const holdIsOver = ({ timeline }: Season, book: Book) =>
  book.status === 'held' && book.holdEndsAt <= timeline.now();

/** The time is somebody else's: all of it goes back, and guest and owner are told. */
function tooLate(season: Season, book: Book, payment: Paid, amount: number): void {
  note(season, book, 'came too late');
  book.status = 'expired';
  payment.captured += amount;
  tell(book, 'guest-refund', giveBack(book, amount).parts);
  tell(book, 'guest-late-payment');
  tell(book, 'owner-late-payment');
}

/** Whether nobody else has the time of a booking. Every item is one of its kind. */
function isFree({ books, timeline }: Season, book: Book): boolean {
  return !books.some(
    (other) =>
      other !== book &&
      other.reservation.item.slug === book.reservation.item.slug &&
      other.startsAt < book.endsAt &&
      book.startsAt < other.endsAt &&
      (other.status === 'confirmed' || (other.status === 'held' && other.holdEndsAt > timeline.now())),
  );
}
