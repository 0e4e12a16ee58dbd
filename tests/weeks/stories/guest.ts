import { randomUUID } from 'node:crypto';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import { quoteResponseSchema } from '../../../src/workflows/reserve/quote-request.ts';
import { bodyOf, newClient, reservationBody } from '../../support/booking/booking.ts';
import { localDate } from '../../support/booking/cloned-item.ts';
import { type Book, openBook, tell } from '../checks/book.ts';
import { between, comes, deed, note, type Season } from '../season.ts';
import { weekCode } from '../world.ts';
import { afterwards } from './afterwards.ts';
import { where } from './at-provider.ts';
import { payByDelayed } from './delayed.ts';
import { payByGiftCard } from './gift-card.ts';
import { saysAnotherAccount } from './other-accounts.ts';
import { givesUp, isRefused, open, pay } from './paying.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A guest comes, looks, reserves, pays or not, and what follows from it. */
export async function guest(season: Season, number: number): Promise<void> {
  const { timeline } = season;
  const book = await reserve(season, number);
  if (!book) return;
  await payForHold(season, book);
  if (book.status === 'held') {
    await timeline.until(book.holdEndsAt + minuteMs);
    if (book.status === 'held') book.status = 'expired';
    note(season, book, 'did not pay');
    return;
  }
  if (book.status === 'confirmed') await afterwards(season, book);
}

async function payForHold(season: Season, book: Book): Promise<void> {
  const { draw, timeline } = season;
  if (comes(season, 'gift-cards', 0.2)) await payByGiftCard(season, book);
  if (book.status === 'confirmed') return;
  if (book.startsAt - timeline.now() > 10 * dayMs && comes(season, 'processing', 0.2))
    return payByDelayed(season, book);
  if (comes(season, 'late', 0.3)) return payHesitantly(season, book, draw.between(1, 5));
  return payBy(season, book, between(season, timeline.now(), book.holdEndsAt - 6 * minuteMs));
}

async function payBy(season: Season, book: Book, atMs: number): Promise<void> {
  const payment = await open(season, book);
  if (!payment) return givesUp(season, book);
  await season.timeline.until(atMs);
  await pay(season, book, payment);
}

/** Ways not to pay at once: never, refused first, or when the time is over. */
async function payHesitantly(season: Season, book: Book, way: number): Promise<void> {
  const { timeline } = season;
  if (way === 1) return note(season, book, 'goes away');
  const payment = await open(season, book);
  if (!payment) return givesUp(season, book);
  if (way === 5) {
    if (!comes(season, 'expired', 1)) return;
    note(season, book, `what was opened at ${payment.provider} expires`);
    await deed(season, () => where(season, payment).expire(payment.ref));
    const again = await open(season, book);
    if (!again) return givesUp(season, book);
    return pay(season, book, again);
  }
  if (way === 2 || way === 3) {
    await timeline.until(timeline.now() + 2 * minuteMs);
    await saysAnotherAccount(season, book, payment);
    await isRefused(season, book, payment);
    await timeline.until(timeline.now() + 3 * minuteMs);
    if (way === 2) await pay(season, book, payment);
    return;
  }
  // Before what was open is given up, ten minutes after the end of the hold.
  await timeline.until(between(season, book.holdEndsAt + 1000, book.holdEndsAt + 100_000));
  if (book.status === 'held') await pay(season, book, payment);
}

/** Quotes and reserves some nights of some item. Nothing where they are taken. */
async function reserve(season: Season, number: number): Promise<Book | undefined> {
  const { stack, draw, items, timeline, books } = season;
  const item = draw.anyOf(items);
  const ahead = draw.between(2, 16);
  const nights = draw.between(1, 3);
  const now = new Date(timeline.now());
  const wish = {
    item: item?.slug,
    from: localDate(now, ahead),
    to: localDate(now, ahead + nights),
    guests: draw.between(1, 4),
    ...(comes(season, 'promotions', 0.3) && { promotionCode: weekCode }),
  };
  const quoted = await stack.call('/quotes', { body: wish, from: newClient() });
  if (quoted.status === 409) return undefined;
  const { quote } = bodyOf(quoted, 201, quoteResponseSchema);
  const who = { name: `Guest ${number}`, email: `guest-${number}@guests.example` };
  const answer = await stack.call('/reservations', {
    body: reservationBody(quote, who),
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  if (answer.status === 409) return undefined;
  const book = openBook(bodyOf(answer, 201, createdReservationSchema));
  books.push(book);
  tell(book, 'guest-hold', 0, 1);
  note(
    season,
    book,
    `reserves ${wish.item} ${wish.from} to ${wish.to} for ${book.total}, ${book.dueNow} now`,
  );
  season.clockwork.deed();
  return book;
}
