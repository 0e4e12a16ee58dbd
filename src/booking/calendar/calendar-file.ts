import ical, { escape as escaped, foldLines, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { Runtime } from '../../platform/runtime.ts';
import { asSeen, oneLine } from '../../platform/text/text.ts';
import { type Reservation, statusAt } from '../reservation.ts';
import { calendarUrl } from './calendar-link.ts';

/**
 * A reservation as an iCalendar file (RFC 5545), published by its organizer, the business (RFC 5546, section
 * 3.2.1). Its UID is the reservation's id alone: no host, which may change (RFC 7986, section 5.3), so that a
 * later file updates the same entry. Calendars are shared with people and firms: the entry has a link of its
 * own, which shows the stay and opens nothing.
 */
export function calendarFile(runtime: Runtime, reservation: Reservation): string {
  const [item, city] = [shown(reservation.quote.item.name), shown(reservation.quote.item.city)];
  const { ownerEmail, phone } = runtime.config.business;
  const business = shown(runtime.config.business.name);
  const status = statusAt(reservation, runtime.clock.now());
  const isOver = status === 'cancelled' || status === 'expired';
  const contact = [business, ...(phone ? [phone] : []), ownerEmail];
  const calendar = ical({
    prodId: { company: 'Midas', product: 'Reservations' },
    method: ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: reservation.id,
    organizer: { name: business, email: ownerEmail },
    stamp: runtime.clock.now(),
    start: reservation.startsAt,
    end: reservation.endsAt,
    summary: `${item}, ${business}`,
    location: `${item}, ${city}`,
    description: [reservation.reference, ...contact].join('\n'),
    url: calendarUrl(runtime, reservation),
    status: isOver
      ? ICalEventStatus.CANCELLED
      : status === 'held'
        ? ICalEventStatus.TENTATIVE
        : ICalEventStatus.CONFIRMED,
    // A trigger counts what changes: the status, the time, the unit.
    sequence: reservation.calendarSequence,
  });
  // Whom to ask, which the library has no property for (RFC 5545, section 3.8.4.2).
  const asked = foldLines(`CONTACT:${escaped(contact.join(', '), false)}`);
  // The library joins the lines; each ends with CRLF, the last one too (section 3.1).
  // Only the end of the entry is a line of its own: what is in a text is behind its name or a space.
  return `${calendar.toString().replace('\r\nEND:VEVENT\r\n', (end) => `\r\n${asked}${end}`)}\r\n`;
}

/** A text of RFC 5545 holds no control characters (section 3.3.11), which the library lets through. */
function shown(text: string): string {
  return oneLine(asSeen(text));
}
