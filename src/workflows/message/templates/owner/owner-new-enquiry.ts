import * as v from 'valibot';
import { enquiryContentSchema } from '../../../../enquiry/enquiry.ts';
import { decrypt } from '../../../../platform/keys.ts';
import type { Runtime } from '../../../../platform/runtime.ts';
import { isolated } from '../../../../platform/text/isolated.ts';
import type { MessageAbout } from '../../message.ts';
import { required } from '../booking.ts';
import type { Letter } from '../letter.ts';
import { ownerLetter, universal, userBlock } from './owner-letter.ts';

/** Somebody has written through the contact form. */
export function ownerNewEnquiry(runtime: Runtime, message: MessageAbout<'enquiry'>): Letter {
  const enquiry = required(message, message.enquiry, 'enquiry');
  const { name, ...rest } = v.parse(
    enquiryContentSchema,
    JSON.parse(decrypt(runtime.config.keys, enquiry.id, enquiry.contentSealed)),
  );
  const content = { ...rest, name: isolated(name) };
  const about = enquiry.itemName === null ? '' : ` about ${isolated(enquiry.itemName)}`;
  return ownerLetter(runtime, content, {
    subject: `Enquiry from ${content.name}${about}`,
    heading: 'A new enquiry',
    opening: `${content.name} has written to you${about}.`,
    blocks: [
      { kind: 'quotation', title: 'Message', text: content.message },
      userBlock('Sender', content, enquiry.language, [universal.moment('Received', enquiry.createdAt)]),
    ],
  });
}
