import { guestOf, type Reservation } from '../../../booking/reservation.ts';
import { type Language, writtenTo } from '../../../platform/languages.ts';
import type { Minor } from '../../../platform/money/money.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { isolated } from '../../../platform/text/isolated.ts';
import { textsByLanguage } from '../../../texts/mail.ts';
import type { About, Texts } from '../../../texts/mail-texts.ts';
import type { Message, MessageAbout } from '../message.ts';
import { type Formats, formatsOf } from './formats.ts';

/** A reservation and what it takes to speak of it in one language. */
export interface Booking {
  readonly reservation: Reservation;
  readonly guest: ReturnType<typeof guestOf>;
  /** In which it is spoken of. */
  readonly language: Language;
  readonly texts: Texts;
  readonly formats: Formats;
  readonly about: About;
  /** An amount in the reservation's currency. */
  money(amount: Minor): string;
}

/** A message that speaks of a reservation. */
export type BookingMessage = MessageAbout<'reservation' | 'payment' | 'dispute'>;

/** The reservation that a message speaks of, in the guest's language or in another. */
export function bookingOf(runtime: Runtime, message: BookingMessage, spoken?: Language): Booking {
  const reservation = required(message, message.reservation, 'reservation');
  const { quote, reference, startsAt, endsAt, holdExpiresAt, currency } = reservation;
  const language = spoken ?? writtenTo(reservation.language, runtime.config.business.languages);
  const texts = textsByLanguage[language];
  const formats = formatsOf(texts.locale, quote.item.timeZone);
  const guest = guestOf(runtime, reservation);
  return {
    reservation,
    guest: { ...guest, name: isolated(guest.name) },
    language,
    texts,
    formats,
    about: {
      item: isolated(quote.item.name),
      reference,
      dates: formats.days(startsAt, endsAt),
      heldUntil: formats.soon(holdExpiresAt),
      heldFor: formats.span(runtime.clock.now(), holdExpiresAt),
    },
    money: (amount) => formats.money(amount, currency),
  };
}

/**
 * What the message must carry by its template. Throws for one that does not, which then dies in the outbox
 * and is seen.
 */
export function required<T>(message: Message, value: T | null | undefined, name: string): T {
  if (value === null || value === undefined) throw new Error(`message ${message.template} without ${name}`);
  return value;
}
