import { paymentIntentResponseSchema } from '../../src/payment/intent.ts';
import { authorized, bodyOf, intentIdOf, newClient } from '../support/booking.ts';
import { arrived, type Book, giveBack, owedOf, type Paid, paidOf, tell } from './book.ts';
import { deed, note, type Season } from './season.ts';

/** Opens the payment of what is due, as the page does. Nothing where there is nothing to pay any more. */
export async function open(season: Season, book: Book): Promise<Paid | undefined> {
  const answer = await season.stack.call('/payment-intents', {
    body: { reservation: book.reservation.id },
    headers: authorized(book.reservation),
    from: newClient(),
  });
  if (answer.status === 409) return undefined;
  const opened = bodyOf(answer, 201, paymentIntentResponseSchema);
  const due = book.status === 'confirmed' ? owedOf(book) : book.dueNow - paidOf(book);
  if (opened.amount.amount !== due)
    throw new Error(
      `${book.reservation.reference}: asked to pay ${opened.amount.amount} where ${due} is due`,
    );
  const known = book.payments.find(({ id }) => id === opened.id);
  if (known) return known;
  const payment: Paid = {
    id: opened.id,
    provider: 'stripe',
    ref: intentIdOf(opened),
    captured: 0,
    back: 0,
    disputed: 0,
  };
  book.payments.push(payment);
  return payment;
}

/** What a payment that was opened is over. */
const amountOf = (book: Book) => (book.status === 'confirmed' ? owedOf(book) : book.dueNow - paidOf(book));

/** The money goes through at the provider, now. */
export async function pay(season: Season, book: Book, payment: Paid): Promise<void> {
  const { stack, timeline } = season;
  const amount = amountOf(book);
  const isBalance = book.status === 'confirmed';
  note(season, book, `pays ${amount} (${payment.ref})`);
  await deed(season, () => stack.stripe.pay(payment.ref, 'success'));
  const isLate = book.status === 'held' && book.holdEndsAt <= timeline.now();
  if (isLate && !isFree(season, book)) return tooLate(season, book, payment, amount);
  arrived(book, payment, amount);
  if (isBalance && owedOf(book) === 0) tell(book, 'guest-balance-paid');
}

/** The card is refused. */
export async function isRefused(season: Season, book: Book, payment: Paid): Promise<void> {
  note(season, book, 'is refused');
  await deed(season, () => season.stack.stripe.pay(payment.ref, 'decline'));
  if (book.status === 'held') tell(book, 'guest-payment-failed', 0, 1);
}

/** The time is somebody else's: all of it goes back, and guest and owner are told. */
function tooLate(season: Season, book: Book, payment: Paid, amount: number): void {
  note(season, book, 'came too late');
  book.status = 'lapsed';
  payment.captured += amount;
  giveBack(book, amount);
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
