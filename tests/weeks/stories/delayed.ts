import { type Book, tell } from '../checks/book.ts';
import { between, deed, note, type Season } from '../season.ts';
import { where } from './at-provider.ts';
import { allBackAt } from './outages.ts';
import { givesUp, open, pay, received } from './paying.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Pays by a method that takes days: it arrives, or fails, and then the guest pays anew within a day or not. */
export async function payByDelayed(season: Season, book: Book): Promise<void> {
  const { timeline, draw } = season;
  const payment = await open(season, book);
  if (!payment) return givesUp(season, book);
  note(season, book, 'pays by a method that takes days');
  await deed(season, () => where(season, payment).payDelayed(payment.ref));
  tell(book, 'guest-payment-processing');
  tell(book, 'owner-payment-processing');
  // The longest that it is waited for is far away; what is held meanwhile is nobody else's.
  book.holdEndsAt = timeline.now() + 14 * dayMs;
  const decidedAt = between(season, timeline.now() + hourMs, timeline.now() + 6 * dayMs);
  const arrives = draw.chance(0.6);
  const paysAgain = draw.chance(0.6);
  await timeline.until(decidedAt);
  await timeline.until(allBackAt(season));
  note(season, book, arrives ? 'the money arrives' : 'the bank refuses');
  await deed(season, () => where(season, payment).decide(payment.ref, arrives));
  if (arrives) return received(season, book, payment);
  tell(book, 'guest-payment-failed');
  tell(book, 'owner-processing-failed');
  book.holdEndsAt = timeline.now() + dayMs;
  if (!paysAgain) return;
  await timeline.until(between(season, timeline.now() + hourMs, timeline.now() + 20 * hourMs));
  const again = await open(season, book);
  if (!again) return givesUp(season, book);
  await pay(season, book, again);
}
