import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import {
  authorized,
  book,
  type CreatedReservation,
  newClient,
  openPayment,
  reserve,
  type Wish,
} from '../../support/booking/booking.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import type { Stack } from '../../support/harness/stack.ts';

/** A reservation in each state in which its pages can show it. */
export interface Made {
  readonly held: CreatedReservation;
  readonly inReview: CreatedReservation;
  readonly confirmed: CreatedReservation;
  readonly cancelled: CreatedReservation;
  readonly expired: CreatedReservation;
}

export async function makeReservations(stack: Stack): Promise<Made> {
  const in2027 = (month: string): Wish => ({
    item: 'riad-zahra',
    from: `2027-${month}-01`,
    to: `2027-${month}-04`,
    guests: 2,
  });
  const expired = await reserve(stack, in2027('05'));
  stack.clock.advance({ minutes: 16 });
  await fireSchedule(stack, expireHolds);
  const confirmed = await book(stack, in2027('06'));
  const cancelled = await book(stack, in2027('07'));
  await stack.call(`/reservations/${cancelled.id}/cancel`, {
    method: 'POST',
    headers: authorized(cancelled),
    from: newClient(),
  });
  const inReview = await reserve(stack, in2027('08'));
  const { id } = await openPayment(stack, inReview);
  await stack.database.query("update payment_assessments set outcome = 'review' where payment_id = $1", [id]);
  return { held: await reserve(stack, in2027('09')), inReview, confirmed, cancelled, expired };
}

/** The address at which a page shows a reservation. */
export function addressOf(page: 'pay' | 'manage' | 'confirmation', made: CreatedReservation): string {
  return `/${page}/#${made.id}/${made.manageToken}`;
}
