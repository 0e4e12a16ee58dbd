import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { languageSchema } from '../platform/languages.ts';
import { minor, moneySchema } from '../platform/money/money.ts';
import { ways, waysToPay } from '../platform/money/payable.ts';
import type { Runtime } from '../platform/runtime.ts';
import { integer } from '../platform/text/whole-number.ts';
import { localInstant } from '../platform/time/local-time.ts';
import { policySchema } from '../terms/item.ts';
import { lineSchema } from '../terms/price/line.ts';
import { shownPlanSchema } from '../terms/price/payment-plan.ts';
import { quoteSchema } from '../terms/quote.ts';
import { refundDeadlines, refundDeadlinesSchema } from '../terms/refund-deadlines.ts';
import { shownBillingSchema } from './billing/billing.ts';
import { depositHoldOf, depositHoldSchema } from './owed/deposit-hold.ts';
import {
  amountDue,
  guestOf,
  manageToken,
  manageUrl,
  type Reservation,
  reservationStatuses,
  statusAt,
} from './reservation.ts';

/** A reservation as its guest sees it. */
export const reservationResponseSchema = named(
  'Reservation',
  'A reservation as its guest sees it.',
  v.object({
    id: described(v.string(), 'The id of the reservation, `res_…`.'),
    reference: described(v.string(), 'What people call it by, on paper and on the telephone.'),
    status: described(v.picklist(reservationStatuses), '`held` until it is paid or lapses.'),
    item: described(
      named(
        'ReservedItem',
        'An item as it was when it was reserved.',
        v.object({
          slug: described(v.string(), 'The slug of the item.'),
          name: described(v.string(), 'The name of the item.'),
          city: described(v.string(), 'The town where it is.'),
          category: described(v.string(), 'The code of the category that it is of.'),
          picture: described(v.string(), 'The path of its picture on the site.'),
        }),
      ),
      'What was reserved.',
    ),
    timeZone: described(v.string(), 'The IANA time zone of the item, as `Europe/Paris`.'),
    startsAt: described(v.string(), 'When the stay begins, RFC 3339 with the offset of the item’s zone.'),
    endsAt: described(v.string(), 'When it ends, RFC 3339 with the offset of the item’s zone.'),
    guests: described(integer, 'How many people come.'),
    guest: described(
      named(
        'ReservingGuest',
        'Who reserved.',
        v.object({
          name: described(v.string(), 'The name of the guest.'),
          email: described(
            v.nullable(v.string()),
            'The mail address of the guest; null where they booked at the desk and gave none.',
          ),
        }),
      ),
      'Who reserved.',
    ),
    billing: described(
      v.nullable(shownBillingSchema),
      'Whom the invoice is for; null for the guest, where nobody else was named.',
    ),
    language: described(languageSchema, 'The language of mails and documents.'),
    lines: described(
      v.array(lineSchema),
      'What the price is made of, in order; their amounts add up to the total.',
    ),
    includedTaxes: quoteSchema.entries.includedTaxes,
    total: described(moneySchema, 'What the stay costs.'),
    paid: described(
      moneySchema,
      'What has been paid and neither has gone back, nor is on its way back, nor was lost in a dispute.',
    ),
    received: described(moneySchema, 'All that has been paid, whatever has gone back of it since.'),
    refunded: described(moneySchema, 'What has gone back to the guest.'),
    refundDue: described(moneySchema, 'What is on its way back to the guest.'),
    refundWaiting: described(
      moneySchema,
      'What goes back besides of a reservation that is over, once a dispute about it is decided for the business.',
    ),
    amountDue: described(
      moneySchema,
      'What is to be paid next: to confirm a hold, or the balance of a confirmed reservation.',
    ),
    payableBy: described(
      v.array(v.picklist(ways)),
      'The ways by which it can be paid; none where nothing is due. What is above the most of a way is paid in several payments.',
    ),
    bankTransfer: described(
      v.nullable(
        named(
          'BankTransfer',
          'Where to transfer to, and what to write, so that we know whose it is.',
          v.object({
            accountHolder: described(v.string(), 'Whose account it is.'),
            iban: described(v.string(), 'The IBAN, without blanks.'),
            bic: v.optional(described(v.string(), 'The BIC of the bank.')),
            bank: v.optional(described(v.string(), 'The name of the bank.')),
            reference: described(
              v.string(),
              'What to write as the purpose: the reference of the reservation.',
            ),
          }),
        ),
      ),
      'The account to transfer what is due to, where `payableBy` has `transfer`; else null.',
    ),
    paymentInProcess: described(
      v.nullable(
        named(
          'PaymentInProcess',
          'A payment that was made and has not arrived.',
          v.object({
            provider: described(v.string(), 'Through whom it was paid.'),
            amount: described(moneySchema, 'How much is on its way.'),
            keptUntil: described(
              v.nullable(v.string()),
              'Until when a hold is kept for it, RFC 3339 in UTC; null of a confirmed reservation, which is kept anyway.',
            ),
          }),
        ),
      ),
      'A payment by a method that takes days (a bank debit, an eCheck): nobody need pay meanwhile. Null where there is none.',
    ),
    paymentPlan: described(
      shownPlanSchema,
      'What was to be paid on reserving and what later, as it was accepted; what is still open of it is `amountDue`.',
    ),
    balanceDueAt: described(
      v.nullable(v.string()),
      'Until when the balance is due, RFC 3339 with the offset of the item’s zone; null where the whole was due on reserving.',
    ),
    securityDeposit: described(
      moneySchema,
      'What is held against damage besides; nothing where the amount is zero.',
    ),
    securityDepositHold: described(
      depositHoldSchema,
      'From when to when the security deposit is held; null where there is none, and once the reservation is over.',
    ),
    cancellationPolicy: described(policySchema, 'The policy that was agreed to.'),
    refundDeadlines: described(
      refundDeadlinesSchema,
      'What of the policy can still be had, as instants, the next first; nothing of a reservation that is over.',
    ),
    holdExpiresAt: described(
      v.nullable(v.string()),
      'When a hold lapses, RFC 3339 in UTC; null of what is not held.',
    ),
  }),
);

/** What the guest gets on reserving: the same and the token that opens it later. */
export const createdReservationSchema = named(
  'CreatedReservation',
  'A reservation as it was made, with the link to manage it.',
  v.object({
    ...reservationResponseSchema.entries,
    manageToken: described(v.string(), 'Opens this reservation: for the header `Authorization: Bearer`.'),
    manageUrl: described(v.string(), 'The page on which the guest manages it, with the token.'),
  }),
);

export function presentReservation(
  runtime: Runtime,
  reservation: Reservation,
): v.InferOutput<typeof reservationResponseSchema> {
  const { quote, currency } = reservation;
  const { name, email = null, billing } = guestOf(runtime, reservation);
  const status = statusAt(reservation, runtime.clock.now());
  const isOver = status === 'cancelled' || status === 'expired';
  const due = { amount: amountDue(reservation, runtime.clock.now()), currency };
  const balanceDueAt = reservation.balanceDueAt
    ? localInstant(reservation.balanceDueAt, quote.item.timeZone)
    : null;
  return {
    id: reservation.id,
    reference: reservation.reference,
    status,
    item: {
      slug: quote.item.slug,
      name: quote.item.name,
      city: quote.item.city,
      category: reservation.category,
      picture: `/pictures/${quote.item.slug}.svg`,
    },
    timeZone: quote.item.timeZone,
    startsAt: localInstant(reservation.startsAt, quote.item.timeZone),
    endsAt: localInstant(reservation.endsAt, quote.item.timeZone),
    guests: reservation.guests,
    guest: { name, email },
    billing: billing ? v.parse(shownBillingSchema, billing) : null,
    language: reservation.language,
    lines: quote.lines,
    includedTaxes: quote.includedTaxes,
    total: { amount: reservation.total, currency },
    paid: { amount: reservation.paid, currency },
    received: { amount: reservation.received, currency },
    refunded: { amount: reservation.refunded, currency },
    refundDue: { amount: reservation.refundDue, currency },
    refundWaiting: { amount: reservation.refundWaiting, currency },
    amountDue: due,
    ...payableBy(runtime, reservation.reference, due),
    paymentInProcess: reservation.inProcess && {
      provider: reservation.inProcess.provider,
      amount: { amount: reservation.inProcess.amount, currency },
      keptUntil: status === 'held' ? reservation.holdExpiresAt.toISOString() : null,
    },
    paymentPlan: {
      dueNow: { amount: reservation.dueNow, currency },
      balance: { amount: minor(reservation.total - reservation.dueNow), currency },
      balanceDueAt,
    },
    balanceDueAt,
    securityDeposit: { amount: quote.securityDeposit, currency },
    securityDepositHold: isOver ? null : shownHold(reservation),
    cancellationPolicy: quote.cancellationPolicy,
    refundDeadlines: isOver ? [] : shownDeadlines(reservation, runtime.clock.now()),
    holdExpiresAt: status === 'held' ? reservation.holdExpiresAt.toISOString() : null,
  };
}

function shownHold(reservation: Reservation): v.InferOutput<typeof depositHoldSchema> {
  const hold = depositHoldOf(reservation);
  const { timeZone } = reservation.quote.item;
  return hold ? { from: localInstant(hold.from, timeZone), until: localInstant(hold.until, timeZone) } : null;
}

function shownDeadlines({ quote, startsAt }: Reservation, now: Date) {
  return refundDeadlines(quote.cancellationPolicy.tiers, startsAt, now).map(({ until, ...share }) => ({
    until: localInstant(until, quote.item.timeZone),
    ...share,
  }));
}

function payableBy({ config }: Runtime, reference: string, due: v.InferOutput<typeof moneySchema>) {
  const payableBy = waysToPay(config, due);
  return {
    payableBy,
    bankTransfer: config.bank && payableBy.includes('transfer') ? { ...config.bank, reference } : null,
  };
}

/**
 * The answer to the request that made a reservation: what it was at that moment, from what never changes of
 * it, so that a replay of the request says the same.
 */
export function presentCreated(
  runtime: Runtime,
  reservation: Reservation,
): v.InferOutput<typeof createdReservationSchema> {
  const due = { amount: reservation.dueNow, currency: reservation.currency };
  const zero = { amount: 0 as Reservation['paid'], currency: reservation.currency }; // zero is a whole amount
  return {
    ...presentReservation(runtime, reservation),
    status: 'held',
    paid: zero,
    refundDue: zero,
    received: zero,
    refunded: zero,
    refundWaiting: zero,
    amountDue: due,
    ...payableBy(runtime, reservation.reference, due),
    paymentInProcess: null,
    securityDepositHold: shownHold({ ...reservation, status: 'held', depositHold: null }),
    refundDeadlines: shownDeadlines(reservation, reservation.createdAt),
    holdExpiresAt: reservation.holdExpiresAt.toISOString(),
    manageToken: manageToken(runtime, reservation.id),
    manageUrl: manageUrl(runtime, reservation.id),
  };
}
