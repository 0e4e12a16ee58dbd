import type { Guest } from '../../booking/guest.ts';
import type { Reservation } from '../../booking/reservation.ts';
import { newId } from '../../platform/ids.ts';
import { encrypt } from '../../platform/keys.ts';
import type { Language } from '../../platform/languages.ts';
import { minor } from '../../platform/money/money.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Item } from '../../terms/item.ts';
import { priceStay, type Wishes } from '../../terms/price/price-stay.ts';
import { makeQuote } from '../../terms/quote.ts';
import { resolveStay } from '../../terms/stay/stay.ts';

/** A stay to make an example of. */
export interface ExampleStay {
  readonly item: Item;
  readonly from: string;
  readonly to: string;
  readonly wishes: Wishes;
}

/** A reservation as the database would give it, priced as a real one; held unless `changes` say otherwise. */
export function exampleReservation(
  runtime: Runtime,
  { item, from, to, wishes }: ExampleStay,
  language: Language,
  { guest, ...changes }: Partial<Reservation> & { readonly guest: Guest },
  now: Date = runtime.clock.now(),
): Reservation {
  const stay = resolveStay(item, from, to, now);
  const { quote } = makeQuote(runtime, item, stay, wishes.guests, priceStay(item, stay, wishes));
  const id = newId('reservation', now, runtime.random);
  const { status = 'held', paid = minor(0) } = changes;
  const sold = status === 'confirmed' ? quote.total : minor(0);
  const dueNow = quote.paymentPlan.dueNow;
  const due = status === 'held' ? dueNow - paid : Math.max(0, sold - paid);
  return {
    id,
    reference: '7K3Q-9XZA',
    status: 'held',
    startsAt: new Date(quote.startsAt),
    endsAt: new Date(quote.endsAt),
    guests: wishes.guests,
    category: item.category,
    language,
    guestSealed: encrypt(runtime.config.keys, runtime.random, id, JSON.stringify(guest)),
    quote,
    total: quote.total,
    currency: quote.currency,
    holdExpiresAt: new Date(now.getTime() + 15 * 60_000),
    createdAt: now,
    confirmedAt: null,
    confirmedBy: null,
    cancelledAt: null,
    calendarSequence: 0,
    calendarLinkVersion: 0,
    refundDue: minor(0),
    refundWaiting: minor(0),
    paid: minor(0),
    received: minor(0),
    refunded: minor(0),
    sold,
    dueNow,
    due: minor(Math.max(0, due)),
    balanceDueAt: null,
    depositHold: null,
    inProcess: null,
    ...changes,
  };
}

/** What a change tells: a day earlier, for a tenth less or more where anything is due or comes back. */
export function exampleChange({
  quote,
  startsAt,
  endsAt,
  guests,
  total,
  due,
  balanceDueAt,
  refundDue,
}: Reservation) {
  const tenth = due > 0 ? -total / 10 : refundDue;
  const stay = {
    item: quote.item.slug,
    itemName: quote.item.name,
    timeZone: quote.item.timeZone,
    unit: 'unt_1',
    unitName: '1',
    guests,
    securityDeposit: quote.securityDeposit,
  };
  const price = minor(Math.round(total + tenth));
  const dayMs = 86_400_000;
  const [start, end] = [startsAt, endsAt].map((one) => new Date(one.getTime() - dayMs));
  return {
    before: { ...stay, startsAt: start ?? startsAt, endsAt: end ?? endsAt, total: price, price },
    after: {
      ...stay,
      startsAt,
      endsAt,
      total,
      price: total,
      due,
      dueAt: balanceDueAt,
      back: refundDue,
      ignoresStayRules: false,
    },
  };
}
