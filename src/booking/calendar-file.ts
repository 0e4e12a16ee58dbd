import ical, { ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Runtime } from '../platform/runtime.ts';
import { manageUrl, type Reservation, statusAt } from './reservation.ts';

/** A reservation as an iCalendar file (RFC 5545). Its UID stays, so that a later file updates the same entry. */
export function calendarFile(runtime: Runtime, reservation: Reservation): string {
  const { quote } = reservation;
  const status = statusAt(reservation, runtime.clock.now());
  const isOver = status === 'cancelled' || status === 'lapsed';
  const calendar = ical({
    prodId: { company: 'Midas', product: 'Reservations' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${reservation.id}@${new URL(runtime.config.site.url).hostname}`,
    stamp: runtime.clock.now(),
    start: reservation.startsAt,
    end: reservation.endsAt,
    summary: quote.item.name,
    location: quote.item.city,
    description: `${reservation.reference}`,
    url: manageUrl(runtime, reservation.id),
    status: isOver
      ? ICalEventStatus.CANCELLED
      : status === 'held'
        ? ICalEventStatus.TENTATIVE
        : ICalEventStatus.CONFIRMED,
    sequence: isOver ? 2 : status === 'held' ? 0 : 1,
  });
  return calendar.toString();
}
