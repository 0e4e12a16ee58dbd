import { manageToken, manageUrl } from '../../../../booking/reservation.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import type { Booking } from '../booking.ts';
import { type Block, type Letter, paragraph, signature } from '../letter.ts';

/** What one mail to a guest says; the rest is the same in all. */
interface Message {
  readonly subject: string;
  readonly heading: string;
  /** The first sentence, which lists of mails show too. */
  readonly opening: string;
  readonly blocks: readonly Block[];
  readonly calendarFile?: string;
}

/** A letter to the guest in the guest's language; an answer to it goes to the owner. */
export function guestLetter(runtime: Runtime, booking: Booking, message: Message): Letter {
  const { reservation, guest, language, texts } = booking;
  const { opening, blocks, ...rest } = message;
  return {
    ...rest,
    to: guest.email,
    replyTo: runtime.config.business.ownerEmail,
    language,
    preview: opening,
    blocks: [paragraph(texts.greeting(guest.name)), paragraph(opening), ...blocks],
    signature: signature(runtime, texts.regards),
    footnote: texts.footnote(reservation.reference),
  };
}

/** The button to the page where the guest pays. The token stands behind `#`, so it reaches no server log. */
export function payBlock(runtime: Runtime, { reservation: { id }, texts }: Booking, label: string): Block {
  const url = `${runtime.config.site.url}/pay/#${id}/${manageToken(runtime, id)}`;
  return { kind: 'action', label, url, note: texts.manage.note };
}

/** The button to the page where the guest manages the reservation. */
export function manageBlock(
  runtime: Runtime,
  { reservation, texts }: Booking,
  label: string,
  note = texts.manage.note,
): Block {
  return { kind: 'action', label, url: manageUrl(runtime, reservation.id), note };
}
