import * as v from 'valibot';
import { enquiryContentSchema } from '../../../../enquiry/enquiry.ts';
import { decrypt } from '../../../../platform/keys.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import { isolated } from '../../../../platform/text/isolated.ts';
import { oneLine } from '../../../../platform/text/text.ts';
import { textsByLanguage } from '../../../../texts/mail.ts';
import type { MessageAbout } from '../../message.ts';
import { required } from '../booking.ts';
import { formatsOf } from '../formats.ts';
import { type Letter, paragraph, signature } from '../letter.ts';

const previewLength = 150;

/** The words of the staff to whoever wrote, and below them what they wrote last. */
export function guestEnquiryAnswer(runtime: Runtime, message: MessageAbout<'answer'>): Letter {
  const enquiry = required(message, message.enquiry, 'enquiry');
  const { id, textSealed, messageId, inReplyTo, references } = required(message, message.answer, 'answer');
  const { keys, business } = runtime.config;
  const { name, ...content } = v.parse(
    enquiryContentSchema,
    JSON.parse(decrypt(keys, enquiry.id, enquiry.contentSealed)),
  );
  const { locale, greeting, regards, answer } = textsByLanguage[enquiry.language];
  const words = decrypt(keys, id, textSealed).replace(/\r\n?/g, '\n');
  const asked = message.asked
    ? { text: decrypt(keys, message.asked.id, message.asked.textSealed), at: message.asked.at }
    : { text: content.message, at: enquiry.createdAt };
  const { days } = formatsOf(locale, 'UTC');
  return {
    to: content.email,
    replyTo: business.ownerEmail,
    language: enquiry.language,
    subject: answer.subject(enquiry.itemName ? isolated(enquiry.itemName) : undefined, business.name),
    preview: [...oneLine(words)].slice(0, previewLength).join(''),
    heading: answer.heading,
    blocks: [paragraph(greeting(isolated(name))), { kind: 'words', text: words }],
    signature: signature(runtime, regards),
    answered: { kind: 'quotation', title: answer.asked(days(asked.at, asked.at)), text: asked.text },
    footnote: answer.footnote(business.name),
    thread: { messageId, inReplyTo: inReplyTo ?? undefined, references },
  };
}
