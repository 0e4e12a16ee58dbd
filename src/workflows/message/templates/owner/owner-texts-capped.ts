import type { Runtime } from '../../../../platform/runtime.ts';
import type { MessageAbout } from '../../message.ts';
import { required } from '../booking.ts';
import { type Letter, paragraph } from '../letter.ts';

const reached = {
  prefix: 'in an hour to one range of numbers in',
  country: 'in an hour to numbers in',
  hour: 'in an hour, the last of them to',
  day: 'in a day, the last of them to',
};

/** A cap of text messages is reached: somebody may be sending them at the cost of the house. */
export function ownerTextsCapped(runtime: Runtime, message: MessageAbout<'text-cap'>): Letter {
  const { ownerEmail, name } = runtime.config.business;
  const { cap, most, country } = required(message, message.details.texts, 'cap');
  const opening = `${most} text messages, as many as are allowed, have gone out ${reached[cap]} ${country}. No more go out for now.`;
  return {
    to: ownerEmail,
    replyTo: ownerEmail,
    language: 'en',
    subject: `Text messages stopped: the cap (${cap}) is reached`,
    heading: 'Text messages are stopped for now',
    preview: opening,
    blocks: [
      paragraph(opening),
      paragraph(
        'Each costs you money. If you did not expect so many, look at the accounts that were made lately, and at the log of your gateway; a country that you have no guests from can be shut with TEXT_LIMITS. If they are your guests, raise it there. Who waits for a code can use a passkey, an app or a backup code.',
      ),
    ],
    signature: [`Midas, for ${name}`],
    footnote: 'You receive this mail because this address was given for the owner.',
  };
}
