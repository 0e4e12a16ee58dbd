import { reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { staff } from '../../support/account/staff.ts';
import { authorized, bodyOf, newClient } from '../../support/booking/booking.ts';
import { type Book, confirmIfPaid } from '../checks/book.ts';
import { deed, note, type Season } from '../season.ts';

/** The guest has a gift card, of more than is due or less, and pays with it first. A deposit needs another way beside it. */
export async function payByGiftCard(season: Season, book: Book): Promise<void> {
  const { stack, draw, currency } = season;
  const { reservation } = book;
  const share = draw.oneOf([0.3, 0.6, 1, 1.5]);
  const hasDeposit = reservation.securityDeposit.amount > 0;
  const amount = Math.round(book.dueNow * (hasDeposit ? Math.min(share, 0.6) : share));
  const issued = await stack.call('/credits', {
    body: { kind: 'gift-card', amount, currency, note: 'Sold at the desk.' },
    headers: staff,
    from: newClient(),
  });
  const { code } = bodyOf(issued, 201, issuedCreditSchema);
  book.card = amount;
  note(season, book, `pays with a gift card of ${amount}`);
  const answer = await deed(season, () =>
    stack.call(`/reservations/${reservation.id}/credit`, {
      body: { code },
      headers: authorized(reservation),
      from: newClient(),
    }),
  );
  const { amountDue } = bodyOf(answer, 200, reservationResponseSchema);
  const lent = amount >= book.dueNow ? book.dueNow : book.dueNow - amountDue.amount;
  if (lent <= 0 || lent > amount)
    throw new Error(`${reservation.reference}: ${lent} taken of a gift card of ${amount}`);
  book.lent = lent;
  confirmIfPaid(book);
}
