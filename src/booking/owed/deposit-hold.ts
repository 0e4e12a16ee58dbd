import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import type { Reservation } from '../reservation.ts';

/**
 * So long after the return a security deposit is released; `reservation_books()` in the database goes by the
 * same.
 */
const releaseHours = 48;

/**
 * From when to when a security deposit is held, RFC 3339 with the offset of the item's zone; null where none
 * is.
 */
export const depositHoldSchema = v.nullable(
  named(
    'DepositHold',
    'From when to when a security deposit is held.',
    v.object({
      from: described(v.string(), 'When it is held, RFC 3339 with the offset of the item’s zone.'),
      until: described(v.string(), 'When it is given free, RFC 3339 with the offset of the item’s zone.'),
    }),
  ),
);

/**
 * From when to when a security deposit is held. One that would have been held before `madeAt` is held with
 * the payment.
 */
export function depositHoldBetween(
  startsAt: Date,
  endsAt: Date,
  leadHours: number,
  madeAt: Date,
): { from: Date; until: Date } {
  const from = startsAt.getTime() - leadHours * 3_600_000;
  return {
    from: new Date(Math.max(from, madeAt.getTime())),
    until: new Date(endsAt.getTime() + releaseHours * 3_600_000),
  };
}

/**
 * The same of a reservation: as it is arranged once it is confirmed, and as the quote tells it before. None
 * of one that is over.
 */
export function depositHoldOf({ quote, status, startsAt, endsAt, createdAt, depositHold }: Reservation) {
  if (quote.securityDeposit === 0 || status === 'cancelled' || status === 'expired') return undefined;
  if (!depositHold) return depositHoldBetween(startsAt, endsAt, quote.depositLeadHours, createdAt);
  const { from, until } = depositHold;
  return { from: from < createdAt ? createdAt : from, until };
}
