import type { Purpose } from '../../src/account/one-time-token.ts';
import { encryptProfile } from '../../src/account/user.ts';
import type { Guest } from '../../src/booking/guest.ts';
import type { Reservation } from '../../src/booking/reservation.ts';
import type { Mail } from '../../src/notification/channels/channel.ts';
import { messageIdOf } from '../../src/notification/channels/message-id.ts';
import { isAbout, type MailTemplate } from '../../src/outbox/kinds.ts';
import { newId } from '../../src/platform/ids.ts';
import { encrypt } from '../../src/platform/keys.ts';
import type { Language } from '../../src/platform/languages.ts';
import { minor } from '../../src/platform/money/money.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { type ExampleStay, exampleReservation } from '../../src/workflows/message/example.ts';
import type { MailMessage, MessageAbout } from '../../src/workflows/message/message.ts';
import { render } from '../../src/workflows/message/render.tsx';

/** When the samples are written. */
export const sampleNow = new Date('2027-04-06T12:05:00Z');

const guests: Record<Language, Guest> = {
  en: { name: 'Harriet Lindqvist', email: 'harriet@lindqvist.example', phone: '+44 20 7946 0018' },
  fr: {
    name: 'Camille Roux-Delacroix',
    email: 'camille.roux@courrier.example',
    phone: '+33 6 39 98 12 34',
    note: 'Nous arrivons par le vol de 14 h 35.\nNotre fille est allergique aux noix & aux arachides.',
  },
  es: { name: 'Inés Ybarra Soler', email: 'ines+viajes@ybarra.example' },
};

export type SampleStay = ExampleStay;

/** A reservation as the database would give it, of a guest of the language. */
export function sampleReservation(
  runtime: Runtime,
  stay: SampleStay,
  language: Language,
  changes: Partial<Reservation> & { guest?: Guest } = {},
): Reservation {
  return exampleReservation(runtime, stay, language, { guest: guests[language], ...changes }, sampleNow);
}

/** What a sample may tell of; what its template is not about is left out. */
type Told = Partial<
  Pick<MessageAbout<'reservation'>, 'details' | 'reservation'> &
    Pick<MessageAbout<'payment'>, 'payment'> &
    Pick<MessageAbout<'dispute'>, 'dispute'> &
    Pick<MessageAbout<'answer'>, 'enquiry' | 'answer' | 'asked'> &
    Pick<MessageAbout<'reconciliation'>, 'reconciliation'> &
    Pick<MessageAbout<'user'>, 'oneTime' | 'user'>
>;

/** A message as the outbox would hand it over. */
export function sampleMessage(runtime: Runtime, template: MailTemplate, told: Told): MailMessage {
  const { details = {}, reservation = null } = told;
  const fields = { id: newId('message', sampleNow, runtime.random), attempts: 1, details };
  if (isAbout('user', template)) {
    const { oneTime = null, user = null } = told;
    return { ...fields, subject: 'user', template, oneTime, user };
  }
  if (isAbout('payment', template)) {
    const { payment = null } = told;
    return {
      ...fields,
      subject: 'payment',
      template,
      payment,
      reservation,
      isInReview: false,
      refundStatus: null,
    };
  }
  if (isAbout('dispute', template))
    return { ...fields, subject: 'dispute', template, dispute: told.dispute ?? null, reservation };
  if (isAbout('enquiry', template))
    return { ...fields, subject: 'enquiry', template, enquiry: told.enquiry ?? null };
  if (isAbout('answer', template)) {
    const { enquiry = null, answer = null, asked = null } = told;
    return { ...fields, subject: 'answer', template, enquiry, answer, asked };
  }
  if (isAbout('reconciliation', template)) {
    const { reconciliation = null } = told;
    return { ...fields, subject: 'reconciliation', template, reconciliation };
  }
  if (isAbout('text-cap', template)) return { ...fields, subject: 'text-cap', template };
  return {
    ...fields,
    subject: 'reservation',
    template,
    reservation,
    isOvertaken: false,
    hasTold: [],
    isInReview: false,
    isSetAside: false,
    depositStatus: null,
    toTransferBack: minor(0),
    toGiveBack: minor(0),
    reason: null,
    documents: [],
  };
}

/** The mail of a message that somebody gets. Throws for one that goes to nobody. */
export function sampleMail(runtime: Runtime, message: MailMessage): Mail {
  const mail = render(runtime, message);
  if (!mail) throw new Error(`${message.template} goes to nobody`);
  return mail;
}

/** Somebody's account, and a one-time secret of a mail about it. */
export function sampleUser(
  runtime: Runtime,
  language: Language,
  purpose: Purpose,
  data: NonNullable<MessageAbout<'user'>['oneTime']>['data'],
): Pick<MessageAbout<'user'>, 'user' | 'oneTime'> {
  const id = newId('user', sampleNow, runtime.random);
  const { name, email } = guests[language];
  return {
    user: {
      id,
      email,
      role: 'guest',
      status: 'active',
      language,
      profileSealed: encryptProfile(runtime, id, { name }),
      hasPassword: true,
      createdAt: sampleNow.toISOString(),
    },
    oneTime: {
      id: newId('oneTimeToken', sampleNow, runtime.random),
      purpose,
      email,
      createdAt: sampleNow,
      expiresAt: new Date(sampleNow.getTime() + 30 * 60_000),
      consumedAt: null,
      data: { language, ...data },
      registration: null,
      inviter: purpose === 'invitation' ? sampleInviter(runtime) : null,
      also: purpose === 'secure-account' ? [{ kind: 'api-key', name: 'Till' }] : [],
    },
  };
}

function sampleInviter(runtime: Runtime): NonNullable<MessageAbout<'user'>['oneTime']>['inviter'] {
  const id = newId('user', sampleNow, runtime.random);
  return { id, profileSealed: encryptProfile(runtime, id, { name: 'Margaux Vidal' }) };
}

/** An enquiry of the contact form, sealed. */
export function sampleEnquiry(
  runtime: Runtime,
  language: Language,
  text: string,
  itemName: string | null,
): NonNullable<MessageAbout<'enquiry'>['enquiry']> {
  const id = newId('enquiry', sampleNow, runtime.random);
  const { name, email, phone } = guests[language];
  const contentSealed = encrypt(
    runtime.config.keys,
    runtime.random,
    id,
    JSON.stringify({ name, email, phone, message: text }),
  );
  return { id, language, contentSealed, createdAt: sampleNow, itemName };
}

/** What the staff wrote to whoever wrote to us, sealed. */
export function sampleAnswer(runtime: Runtime, text: string): NonNullable<MessageAbout<'answer'>['answer']> {
  const id = newId('enquiryMessage', sampleNow, runtime.random);
  return {
    id,
    textSealed: encrypt(runtime.config.keys, runtime.random, id, text),
    messageId: messageIdOf(runtime.config, id),
    inReplyTo: null,
    references: [],
  };
}

/** A payment of the whole of a reservation, as the outbox would hand it over. */
export function samplePayment(
  runtime: Runtime,
  reservation: Reservation,
  changes: Partial<NonNullable<MessageAbout<'payment'>['payment']>>,
): NonNullable<MessageAbout<'payment'>['payment']> {
  return {
    id: newId('payment', sampleNow, runtime.random),
    amount: reservation.total,
    currency: reservation.currency,
    captured: minor(0),
    quarantineReason: null,
    providerRef: 'pi_3SampleOfAPayment',
    ...changes,
  };
}
