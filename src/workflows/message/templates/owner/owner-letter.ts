import type { Runtime } from '../../../../platform/runtime.ts';
import { formatsOf } from '../formats.ts';
import { type Block, type Fact, type Letter, paragraph } from '../letter.ts';

interface Sender {
  readonly name: string;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
}

interface Message {
  readonly subject: string;
  readonly heading: string;
  /** The first sentence, which lists of mails show too. */
  readonly opening: string;
  readonly blocks: readonly Block[];
}

/** A letter to the owner, in English; an answer to it goes to the person that it is about. */
export function ownerLetter(runtime: Runtime, user: Sender, message: Message): Letter {
  const { ownerEmail, name } = runtime.config.business;
  const { opening, blocks, ...rest } = message;
  return {
    ...rest,
    to: ownerEmail,
    replyTo: user.email ?? ownerEmail,
    language: 'en',
    preview: opening,
    blocks: [paragraph(opening), ...blocks],
    signature: [`Midas, for ${name}`],
    footnote: user.email
      ? `Reply to this mail to write to ${user.name}.`
      : `${user.name} has given no mail address.`,
  };
}

/** How to reach somebody, and in which language. */
export function userBlock(title: string, user: Sender, language: string, more: readonly Fact[] = []): Block {
  const phone = user.phone ? [{ label: 'Phone', value: user.phone }] : [];
  return {
    kind: 'facts',
    title,
    facts: [
      { label: 'Name', value: user.name },
      ...(user.email ? [{ label: 'Email', value: user.email }] : []),
      ...phone,
      { label: 'Language', value: languageNames.of(language) ?? language },
      ...more,
    ],
  };
}

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** For what happened at no place in particular. */
export const universal = formatsOf('en-GB', 'UTC');
