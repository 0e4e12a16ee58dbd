import { oneTimeText, type Purpose } from '../../../account/one-time-token.ts';
import { decryptProfile } from '../../../account/user.ts';
import { writtenTo } from '../../../platform/languages.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { isolated } from '../../../platform/text/isolated.ts';
import { oneLine } from '../../../platform/text/text.ts';
import { textsByLanguage } from '../../../texts/mail.ts';
import type { Texts } from '../../../texts/mail-texts.ts';
import type { userLetters } from '../../../texts/user-mail-texts.ts';
import type { MessageAbout } from '../message.ts';
import { required } from './booking.ts';
import { formatsOf } from './formats.ts';
import { type Block, type Letter, paragraph, signature } from './letter.ts';

type Kind = (typeof userLetters)[number];
type OneTime = NonNullable<MessageAbout<'user'>['oneTime']>;

/** Where the button of a letter leads. The secret stands behind `#`, so it reaches no server log. */
export const pages: Partial<Record<Purpose, string>> = {
  registration: 'verify',
  'password-reset': 'reset',
  'email-change': 'confirm-email',
  invitation: 'invitation',
  'secure-account': 'not-me',
  reopening: 'reopen',
};

type Link = { readonly purpose: Purpose; readonly id: string };

/**
 * A letter about an account: to the address that the one-time secret is kept for, which need not be that of
 * the account.
 */
function letter(
  runtime: Runtime,
  message: MessageAbout<'user'>,
  kind: Kind,
  link: Link | 'sign-in' | undefined,
): Letter {
  const { business } = runtime.config;
  const oneTime = required(message, message.oneTime, 'one-time secret');
  const spoken = oneTime.data.language ?? oneTime.registration?.language ?? message.user?.language ?? 'en';
  const language = writtenTo(spoken, business.languages);
  const texts = textsByLanguage[language];
  const words = texts.user.letters[kind];
  const about = {
    business: business.name,
    thing: isolated(oneLine(thingOf(texts, message))),
    inviter: nameOf(runtime, oneTime.inviter),
  };
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
      ...(kind === 'newDevice' ? [signInBlock(texts, oneTime)] : []),
      ...(link && link !== 'sign-in' ? alsoBlock(texts, oneTime) : []),
      ...(words.button && link ? [action(runtime, words.button, words.note, link)] : []),
      ...(kind === 'registered' ? [recoverBlock(runtime, texts)] : []),
    ],
    signature: signature(runtime, texts.regards),
    footnote: texts.user.footnote(business.name),
  };
}

function action({ config }: Runtime, label: string, note: string, link: Link | 'sign-in'): Block {
  const page =
    link === 'sign-in'
      ? 'sign-in/'
      : `${pages[link.purpose]}/#${oneTimeText(config.keys, link.purpose, link.id)}`;
  return { kind: 'action', label, url: `${config.site.url}/account/${page}`, note };
}

function recoverBlock({ config }: Runtime, { user }: Texts): Block {
  const { button: label, note } = user.recover;
  return { kind: 'action', label, url: `${config.site.url}/account/recover/`, note };
}

/** From where and when, by universal time: where the reader is nobody knows. */
function signInBlock({ locale, user }: Texts, { data, createdAt }: OneTime): Block {
  const { title, device, place, time } = user.signIn;
  const shown = [
    { label: device, value: data.device ? deviceOf(user, oneLine(data.device)) : '' },
    { label: place, value: oneLine(data.place ?? '') },
  ];
  const facts = [
    ...shown.filter(({ value }) => value !== ''),
    formatsOf(locale, 'UTC').moment(time, createdAt),
  ];
  return { kind: 'facts', title, facts };
}

/** The names that a sign-in noted (`Firefox on Windows`, `An app`) in the reader's words. */
function deviceOf({ signIn }: Texts['user'], noted: string): string {
  const [browser, system] = noted.split(' on ');
  return signIn.on(browser === 'An app' ? undefined : browser, system);
}

/** What else the link takes back: somebody who knows the one deed need not know the others. */
function alsoBlock({ user }: Texts, { also }: OneTime): Block[] {
  if (also.length === 0) return [];
  const items = also.map(({ kind, name }) => `${user.added[kind]} (${isolated(oneLine(name))})`);
  return [{ kind: 'terms', ...user.also, items }];
}

/** By name only to whom the account is or was: an address that somebody else has typed gets no name. */
function greeting(runtime: Runtime, texts: Texts, { user, oneTime }: MessageAbout<'user'>): string {
  const isOwn = oneTime?.purpose === 'secure-account' || user?.email === oneTime?.email;
  const name = isOwn ? nameOf(runtime, user) : undefined;
  return name === undefined ? texts.user.greeting : texts.greeting(name);
}

function nameOf({ config }: Runtime, user: OneTime['inviter']): string | undefined {
  if (!user?.profileSealed) return undefined;
  return isolated(decryptProfile(config.keys, user.id, user.profileSealed).name);
}

/** The factor, the key, the provider or the role that a letter names. */
function thingOf({ user }: Texts, { oneTime }: MessageAbout<'user'>): string {
  const { kind, name, provider, role } = oneTime?.data ?? {};
  if (kind) return name ? `${user.added[kind]} (${name})` : user.added[kind];
  if (provider) return provider.charAt(0).toUpperCase() + provider.slice(1);
  return role ? user.roles[role] : '';
}

/** Whether the secret still opens something. A letter that comes late does not bring a link that is dead. */
function isOpen(
  { clock }: Runtime,
  { consumedAt, expiresAt }: { consumedAt?: Date | null; expiresAt: Date },
): boolean {
  return !consumedAt && expiresAt > clock.now();
}

/**
 * To whoever registers: the link that proves the address or, where it has an account, that it has. Nothing
 * when nothing is open.
 */
export function userRegistration(runtime: Runtime, message: MessageAbout<'user'>): Letter | undefined {
  const oneTime = required(message, message.oneTime, 'one-time secret');
  const open = oneTime.purpose === 'resend' ? oneTime.registration : oneTime;
  if (message.user && (oneTime.purpose === 'resend' || isOpen(runtime, oneTime)))
    return letter(runtime, message, 'registered', 'sign-in');
  return open && isOpen(runtime, open)
    ? letter(runtime, message, 'registration', { purpose: 'registration', id: open.id })
    : undefined;
}

/** The link for a new password, to an address that has an account. Nobody else gets a mail. */
export function userRecovery(runtime: Runtime, message: MessageAbout<'user'>): Letter | undefined {
  return message.user?.status === 'active' ? withOwnLink(runtime, message, 'recovery') : undefined;
}

/** The link that proves another address, to that address or, where it has an account, that it has. */
export function userEmailChange(runtime: Runtime, message: MessageAbout<'user'>): Letter | undefined {
  const oneTime = required(message, message.oneTime, 'one-time secret');
  if (message.user?.email !== oneTime.email) return withOwnLink(runtime, message, 'emailChange');
  return isOpen(runtime, oneTime) ? letter(runtime, message, 'emailTaken', 'sign-in') : undefined;
}

/** The link by which somebody joins the staff. */
export function userInvitation(runtime: Runtime, message: MessageAbout<'user'>): Letter | undefined {
  return withOwnLink(runtime, message, 'invitation');
}

function withOwnLink(runtime: Runtime, message: MessageAbout<'user'>, kind: Kind): Letter | undefined {
  const oneTime = required(message, message.oneTime, 'one-time secret');
  return isOpen(runtime, oneTime) ? letter(runtime, message, kind, oneTime) : undefined;
}

/**
 * What has happened to an account is told however late, with the way to say "it was not me" while that is
 * open.
 */
export function userNotice(kind: Kind) {
  return (runtime: Runtime, message: MessageAbout<'user'>): Letter => {
    const oneTime = required(message, message.oneTime, 'one-time secret');
    return letter(runtime, message, kind, isOpen(runtime, oneTime) ? oneTime : undefined);
  };
}
