import { oneTimeText, type Purpose } from '../../account/one-time-token.ts';
import { openProfile } from '../../account/person.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Message } from '../mail.ts';
import { textsByLanguage } from '../texts/by-language.ts';
import type { personLetters } from '../texts/person-texts.ts';
import type { Texts } from '../texts/texts.ts';
import { required } from './booking.ts';
import { type Block, type Letter, paragraph } from './letter.ts';

type Kind = (typeof personLetters)[number];

/** Where the button of a letter leads. The secret stands behind `#`, so it reaches no server log. */
const pages: Partial<Record<Purpose, string>> = {
  registration: 'verify',
  'password-reset': 'reset',
  'email-change': 'confirm-email',
  invitation: 'invitation',
  disowning: 'not-me',
};

/** A letter about an account: to the address that the one-time secret is kept for, which need not be that of the account. */
function letter(
  runtime: Runtime,
  message: Message,
  kind: Kind,
  link: { purpose: Purpose; id: string } | 'sign-in',
): Letter {
  const { business, site, keys } = runtime.config;
  const oneTime = required(message, message.oneTime, 'one-time secret');
  const language =
    oneTime.data.language ?? oneTime.registration?.language ?? message.person?.language ?? 'en';
  const texts = textsByLanguage[language];
  const words = texts.person.letters[kind];
  const about = { business: business.name, thing: thingOf(texts, message) };
  const url =
    link === 'sign-in'
      ? `${site.url}/account/sign-in/`
      : `${site.url}/account/${pages[link.purpose]}/#${oneTimeText(keys, link.purpose, link.id)}`;
  const action: Block[] = words.button
    ? [{ kind: 'action', label: words.button, url, note: words.note }]
    : [];
  return {
    to: required(message, oneTime.email, 'address'),
    replyTo: business.ownerEmail,
    language,
    subject: words.subject(about),
    preview: words.opening(about),
    heading: words.heading,
    blocks: [
      paragraph(greeting(runtime, texts, message)),
      paragraph(words.opening(about)),
      paragraph(words.more),
      ...action,
    ],
    signature: [texts.regards, business.name],
    footnote: texts.person.footnote(business.name),
  };
}

/** By name only to whom the account is: an address that somebody else has typed gets no name. */
function greeting(runtime: Runtime, texts: Texts, { person, oneTime }: Message): string {
  if (!person?.profileSealed || person.email !== oneTime?.email) return texts.person.greeting;
  return texts.greeting(openProfile(runtime.config.keys, person.id, person.profileSealed).name);
}

/** The device, the factor, the provider or the role that a letter names. */
function thingOf({ person }: Texts, { oneTime }: Message): string {
  const { device, place, kind, name, provider, role } = oneTime?.data ?? {};
  if (device) return [device, place].filter(Boolean).join(', ');
  if (kind) return name ? `${person.factors[kind]} (${name})` : person.factors[kind];
  if (provider) return provider.charAt(0).toUpperCase() + provider.slice(1);
  return role ? person.roles[role] : '';
}

/** To whoever registers: the link that proves the address or, where it has an account, that it has. Nothing when nothing is open. */
export function personRegistration(runtime: Runtime, message: Message): Letter | undefined {
  const { id, purpose, registration } = required(message, message.oneTime, 'one-time secret');
  if (message.person) return letter(runtime, message, 'registered', 'sign-in');
  const open = purpose === 'resend' ? registration?.id : id;
  return open === undefined
    ? undefined
    : letter(runtime, message, 'registration', { purpose: 'registration', id: open });
}

/** The link for a new password, to an address that has an account. Nobody else gets a mail. */
export function personRecovery(runtime: Runtime, message: Message): Letter | undefined {
  if (message.person?.status !== 'active') return undefined;
  return own(runtime, message, 'recovery');
}

/** The link that proves another address, to that address or, where it has an account, that it has. */
export function personEmailChange(runtime: Runtime, message: Message): Letter {
  const { oneTime, person } = message;
  const isTaken = person !== null && person.email === oneTime?.email;
  return isTaken ? letter(runtime, message, 'emailTaken', 'sign-in') : own(runtime, message, 'emailChange');
}

/** A letter whose button opens what the message's own secret is for. */
export function personLetter(kind: Kind) {
  return (runtime: Runtime, message: Message): Letter => own(runtime, message, kind);
}

function own(runtime: Runtime, message: Message, kind: Kind): Letter {
  const { id, purpose } = required(message, message.oneTime, 'one-time secret');
  return letter(runtime, message, kind, { purpose, id });
}
