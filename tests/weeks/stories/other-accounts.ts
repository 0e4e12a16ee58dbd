import { deliver, intentEvent, secondsOf } from '../../support/payment/stripe-events.ts';
import type { Book, Paid } from '../checks/book.ts';
import { comes, deed, note, type Season } from '../season.ts';

/** Somebody else's Stripe says, signed, that a payment of ours has arrived: in the other mode, or at a connected account. Nothing has. */
export async function saysAnotherAccount(season: Season, book: Book, payment: Paid): Promise<void> {
  const { stack, currency, draw } = season;
  const changes = draw.oneOf([{ livemode: true }, { account: 'acct_1OfSomebodyElse' }]);
  if (payment.provider !== 'stripe' || !comes(season, 'other-accounts', 0.7)) return;
  const subject = {
    id: payment.id,
    intentId: payment.ref,
    amount: Math.max(1, book.dueNow - book.lent),
    currency,
  };
  const event = intentEvent(subject, 'payment_intent.succeeded', { created: secondsOf(stack) });
  note(season, book, `is said to have paid ${payment.ref} by ${JSON.stringify(changes)}`);
  const { status, text } = await deed(season, () => deliver(stack, { ...event, ...changes }));
  if (status !== 200) throw new Error(`an event of another account: ${status} ${text}`);
}
