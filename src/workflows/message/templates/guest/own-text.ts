import type { Runtime } from '../../../../platform/runtime.ts';
import { isolated } from '../../../../platform/text/isolated.ts';
import { contentOf } from '../../../../settings/content.ts';
import { filled, mailTexts, type Variable } from '../../../../settings/mail-texts.ts';
import type { MailMessage, MessageAbout } from '../../message.ts';
import { type Booking, bookingOf } from '../booking.ts';
import { type Block, type Letter, paragraph } from '../letter.ts';

/**
 * A letter to a guest with what the owner says in it: a subject instead of ours, and paragraphs after the
 * greeting and before the signature. What the letter has to tell stays.
 * @param stored the setting `mail-texts`
 */
export function withOwnText(runtime: Runtime, message: MailMessage, letter: Letter, stored: unknown): Letter {
  if (message.subject !== 'reservation') return letter;
  const own = contentOf(mailTexts, stored).texts.find(
    ({ template, language }) => template === message.template && language === letter.language,
  );
  if (!own) return letter;
  const values = valuesOf(runtime, message);
  const say = (text: string | null): Block[] =>
    (text ?? '')
      .split(/\r\n|\r|\n/)
      .filter((one) => one.trim() !== '')
      .map((one) => paragraph(filled(one, values)));
  const [greeting, ...blocks] = letter.blocks;
  return {
    ...letter,
    subject: own.subject === null ? letter.subject : filled(own.subject, values),
    blocks: [...(greeting ? [greeting] : []), ...say(own.opening), ...blocks, ...say(own.closing)],
  };
}

function valuesOf(
  runtime: Runtime,
  message: MessageAbout<'reservation'>,
): Readonly<Record<Variable, string>> {
  const { reservation, guest, about, formats }: Booking = bookingOf(runtime, message);
  return {
    guestName: guest.name,
    reference: about.reference,
    itemName: about.item,
    city: isolated(reservation.quote.item.city),
    startsAt: formats.inline(reservation.startsAt),
    endsAt: formats.inline(reservation.endsAt),
    businessName: runtime.config.business.name,
  };
}
