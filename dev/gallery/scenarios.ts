import type { Purpose } from '../../src/account/one-time-token.ts';
import type { Reservation } from '../../src/booking/reservation.ts';
import type { MailTemplate } from '../../src/outbox/kinds.ts';
import type { Language } from '../../src/platform/languages.ts';
import { basisPointsOf, minor } from '../../src/platform/money/money.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { exampleChange } from '../../src/workflows/message/example.ts';
import type { MailMessage, MessageAbout } from '../../src/workflows/message/message.ts';
import { boat, car, villa } from './items.ts';
import {
  type SampleStay,
  sampleAnswer,
  sampleEnquiry,
  sampleMessage,
  sampleNow,
  samplePayment,
  sampleReservation,
  sampleUser,
} from './samples.ts';

/** A situation in which a template is used. */
export interface Scenario {
  readonly template: MailTemplate;
  readonly title: string;
  message(runtime: Runtime, language: Language): MailMessage;
}

const week: SampleStay = {
  item: villa,
  from: '2027-06-12',
  to: '2027-06-19',
  wishes: {
    guests: 8,
    extras: { chef: 1, transfer: 2 },
    discount: { code: 'WELCOME10', percentBasisPoints: 1000, fixedAmount: null, minimumAmount: null },
  },
};
const drive: SampleStay = {
  item: car,
  from: '2027-05-01',
  to: '2027-05-04',
  wishes: { guests: 2, extras: { delivery: 1 }, discount: undefined },
};
const evening: SampleStay = {
  item: boat,
  from: '2027-04-17T18:00',
  to: '2027-04-17T20:30',
  wishes: { guests: 10, extras: { aperitif: 1 }, discount: undefined },
};

const minutesLater = (minutes: number) => new Date(sampleNow.getTime() + minutes * 60_000);
type State = (reservation: Reservation) => Reservation;
const held: State = (reservation) => reservation;
const confirmed: State = (reservation) => ({
  ...reservation,
  status: 'confirmed',
  confirmedAt: minutesLater(4),
  paid: reservation.total,
  due: minor(0),
});
const unpaidInTime: State = (reservation) => ({ ...reservation, status: 'expired', due: minor(0) });
const expired: State = (reservation) => ({ ...reservation, status: 'expired', paid: reservation.total });
const cancelledUnpaid: State = (reservation) => ({
  ...reservation,
  status: 'cancelled',
  cancelledAt: minutesLater(9),
});
const cancelled =
  (refundBasisPoints: number): State =>
  (reservation) => ({
    ...confirmed(reservation),
    status: 'cancelled',
    cancelledAt: minutesLater(2000),
    refundDue: basisPointsOf(reservation.total, refundBasisPoints),
  });
const disputed: State = (reservation) => ({
  ...cancelled(7000)(reservation),
  refundWaiting: basisPointsOf(reservation.total, 3000),
});

const booking = (template: MailTemplate, title: string, stay: SampleStay, state: State): Scenario => ({
  template,
  title,
  message(runtime, language) {
    const reservation = state(sampleReservation(runtime, stay, language));
    const details = detailsOf(template, reservation);
    const received =
      reservation.confirmedAt || reservation.status === 'expired' ? reservation.total : minor(0);
    return sampleMessage(runtime, template, { reservation: { ...reservation, received }, details });
  },
});

/** The figure that a message carries, where its template tells of one. */
function detailsOf(template: MailTemplate, reservation: Reservation): MailMessage['details'] {
  if (template.endsWith('late-payment')) return { amountMinor: reservation.total };
  if (template.endsWith('-change')) return { change: exampleChange(reservation) };
  if (/cancellation|staff-cancelled|no-show/.test(template)) {
    const { refundDue, refundWaiting } = reservation;
    return { amountMinor: refundDue, ...(refundWaiting > 0 ? { waitingMinor: refundWaiting } : {}) };
  }
  if (template === 'guest-refund' && reservation.status === 'expired')
    return { amountMinor: reservation.total };
  if (template === 'guest-credit-prolonged')
    return { amountMinor: reservation.refundDue, usableUntil: minutesLater(130_000) };
  if (template === 'owner-stay-moved') return { before: { startsAt: sampleNow, endsAt: minutesLater(60) } };
  if (template === 'owner-stay-set-aside') return { clashesWith: '7K3Q-9XZB' };
  if (template.includes('processing')) return { amountMinor: reservation.total };
  const isPart = /refund|cash-back|balance|captured|dispute-rest/.test(template);
  return isPart ? { amountMinor: basisPointsOf(reservation.total, 3000) } : {};
}

const returned: State = (reservation) => ({
  ...confirmed(reservation),
  refundDue: basisPointsOf(reservation.total, 1000),
});

const balanceDue: State = (reservation) => ({
  ...confirmed(reservation),
  paid: basisPointsOf(reservation.total, 3000),
  due: basisPointsOf(reservation.total, 7000),
  balanceDueAt: minutesLater(20_000),
});

const dispute = (status: string, stay: SampleStay): Scenario => ({
  template: 'owner-dispute',
  title: status,
  message(runtime, language) {
    const reservation = confirmed(sampleReservation(runtime, stay, language));
    const { total: amount, currency } = reservation;
    return sampleMessage(runtime, 'owner-dispute', {
      reservation,
      dispute: {
        id: 'dsp_01sample',
        amount,
        currency,
        status,
        reason: 'fraudulent',
        evidenceDueAt: minutesLater(9000),
      },
    });
  },
});

const review = (stay: SampleStay): Scenario => ({
  template: 'owner-payment-review',
  title: 'an unusual payment',
  message(runtime, language) {
    const reservation = held(sampleReservation(runtime, stay, language));
    const payment = samplePayment(runtime, reservation, {});
    return sampleMessage(runtime, 'owner-payment-review', { reservation, payment });
  },
});

const sentByHand = (template: 'owner-transfer-back' | 'owner-cash-back', stay: SampleStay): Scenario => ({
  template,
  title: 'a part goes back',
  message(runtime, language) {
    const reservation = cancelled(10_000)(sampleReservation(runtime, stay, language));
    const payment = samplePayment(runtime, reservation, { providerRef: 'RF18539007547034' });
    const details = { amountMinor: payment.amount, refundId: 'rfd_01sample' };
    return sampleMessage(runtime, template, { reservation, payment, details });
  },
});

const textsCapped: Scenario = {
  template: 'owner-texts-capped',
  title: 'to a country',
  message: (runtime) =>
    sampleMessage(runtime, 'owner-texts-capped', {
      details: { texts: { cap: 'country', most: 20, country: 'FR' } },
    }),
};

const reconciliation: Scenario = {
  template: 'owner-reconciliation',
  title: 'two differences',
  message: (runtime) =>
    sampleMessage(runtime, 'owner-reconciliation', {
      reconciliation: {
        provider: 'paypal',
        fromAt: minutesLater(-1440),
        toAt: minutesLater(0),
        differences: 2,
      },
    }),
};

const quarantine = (reason: string, stay: SampleStay, receivedMinor: number): Scenario => ({
  template: 'owner-quarantine',
  title: reason,
  message(runtime, language) {
    const reservation = sampleReservation(runtime, stay, language);
    const payment = samplePayment(runtime, reservation, {
      quarantineReason: reason,
      captured: minor(receivedMinor),
    });
    return sampleMessage(runtime, 'owner-quarantine', { reservation, payment });
  },
});

const enquiry = (title: string, text: string, itemName: string | null): Scenario => ({
  template: 'owner-new-enquiry',
  title,
  message: (runtime, language) =>
    sampleMessage(runtime, 'owner-new-enquiry', {
      enquiry: sampleEnquiry(runtime, language, text, itemName),
    }),
});

/** In each language what somebody asked, and what the staff wrote. */
const conversations: Readonly<Record<Language, { asked: string; answer: string }>> = {
  en: {
    asked: 'Good morning,\n\nis the piano in the salon tuned, and could we have it moved to the terrace?',
    answer:
      'Thank you for writing.\n\nThe piano is tuned every spring, last in March.\nIt stays in the salon, I am afraid: the terrace is too damp for it.',
  },
  fr: {
    asked: 'Bonjour,\n\nLa villa convient-elle à un mariage de 60 personnes\u00a0?\nMerci & à bientôt',
    answer:
      'Merci de votre message.\n\nAvec plaisir\u00a0: la terrasse accueille 80 personnes assises, et le jardin davantage.\nQuelles dates aviez-vous en tête\u00a0?',
  },
  es: {
    asked: '¿Se admiten perros?\nEl nuestro pesa 4 kg.',
    answer: 'Claro que sí.\n\nLe prepararemos una cama.\nNo hay ningún suplemento.',
  },
};

const answer = (title: string, itemName: string | null): Scenario => ({
  template: 'guest-enquiry-answer',
  title,
  message(runtime, language) {
    const { asked, answer: words } = conversations[language];
    return sampleMessage(runtime, 'guest-enquiry-answer', {
      enquiry: sampleEnquiry(runtime, language, asked, itemName),
      answer: sampleAnswer(runtime, words),
    });
  },
});

/** A letter about an account. `withoutAccount`: to an address that has none. */
const user = (
  template: MailTemplate,
  title: string,
  purpose: Purpose,
  data: NonNullable<MessageAbout<'user'>['oneTime']>['data'] = {},
  state: 'with-account' | 'without-account' = 'with-account',
): Scenario => ({
  template,
  title,
  message(runtime, language) {
    const about = sampleUser(runtime, language, purpose, data);
    return sampleMessage(runtime, template, state === 'with-account' ? about : { ...about, user: null });
  },
});

/** Every template in the situations that change what it says. */
export const scenarios: readonly Scenario[] = [
  booking('guest-hold', 'a week in Nice', week, held),
  booking('guest-hold', 'three days in Tokyo', drive, held),
  booking('guest-hold', 'an evening in New York', evening, held),
  booking('guest-hold', 'confirmed since', week, confirmed),
  booking('guest-confirmation', 'a week in Nice', week, confirmed),
  booking('guest-confirmation', 'three days in Tokyo', drive, confirmed),
  booking('guest-confirmation', 'an evening in New York', evening, confirmed),
  booking('guest-cancellation', 'everything comes back', week, cancelled(10_000)),
  booking('guest-cancellation', 'nothing comes back', evening, cancelled(0)),
  booking('guest-cancellation', 'nothing was paid', drive, cancelledUnpaid),
  booking('guest-change', 'a balance is to be paid', week, balanceDue),
  booking('guest-change', 'a part comes back', week, returned),
  booking('guest-change', 'at the same price', evening, confirmed),
  booking('guest-change', 'still held', drive, held),
  booking('guest-payment-failed', 'still held', week, held),
  booking('guest-payment-failed', 'lapsed since', drive, expired),
  booking('guest-late-payment', 'the time is gone', week, expired),
  booking('guest-late-payment', 'cancelled before', evening, cancelledUnpaid),
  booking('guest-late-payment', 'paid before', drive, confirmed),
  booking('guest-refund', 'a part comes back', week, confirmed),
  booking('guest-refund', 'the time was gone', week, expired),
  booking('guest-cash-back', 'a part was given back', week, confirmed),
  booking('guest-payment-link', 'a week in Nice', week, balanceDue),
  booking('guest-staff-cancelled', 'a part comes back', week, cancelled(3000)),
  booking('guest-no-show', 'nothing comes back', drive, cancelled(0)),
  booking('guest-balance-paid', 'all is paid', week, confirmed),
  booking('guest-balance-reminder', 'a week in Nice', week, balanceDue),
  booking('guest-balance-cancelled', 'a part comes back', week, cancelled(3000)),
  booking('guest-cancellation', 'a part waits for a dispute', week, disputed),
  booking('guest-dispute-cancelled', 'three days in Tokyo', drive, cancelled(0)),
  booking('guest-credit-prolonged', 'a week in Nice', week, cancelled(3000)),
  booking('guest-dispute-rest', 'a week in Nice', week, cancelled(3000)),
  booking('guest-payment-processing', 'still held', drive, held),
  booking('guest-processing-ended', 'three days in Tokyo', drive, unpaidInTime),
  booking('guest-share-arrived', 'still held', drive, held),
  booking('guest-payment-approved', 'still held', drive, held),
  booking('guest-payment-declined', 'looked at', drive, cancelledUnpaid),
  booking('guest-deposit-held', 'a week in Nice', week, confirmed),
  booking('guest-deposit-failed', 'a week in Nice', week, confirmed),
  booking('guest-deposit-asked', 'paid by gift card', week, confirmed),
  booking('guest-deposit-captured', 'a part was kept', week, confirmed),
  booking('guest-deposit-released', 'a week in Nice', week, confirmed),
  user('user-registration', 'a new account', 'registration', {}, 'without-account'),
  user('user-registration', 'has an account', 'registration'),
  user('user-recovery', 'asked for', 'password-reset'),
  user('user-email-change', 'a free address', 'email-change', {}, 'without-account'),
  user('user-email-change', 'a taken address', 'email-change'),
  user('user-invitation', 'as a manager', 'invitation', { role: 'manager' }, 'without-account'),
  user('user-new-device', 'in Antibes', 'secure-account', {
    device: 'Firefox on Windows',
    place: 'Antibes, France',
  }),
  user('user-new-device', 'nobody knows where', 'secure-account', { device: 'Safari on iOS', place: null }),
  user('user-password-changed', 'changed', 'secure-account'),
  user('user-email-changed', 'changed', 'secure-account'),
  user('user-factor-added', 'a passkey', 'secure-account', { kind: 'passkey', name: 'My laptop' }),
  user('user-factor-removed', 'an app', 'secure-account', { kind: 'totp', name: 'Old phone' }),
  user('user-identity-linked', 'Google', 'secure-account', { provider: 'google' }),
  user('user-api-key-made', 'for a till', 'secure-account', { kind: 'api-key', name: 'Till' }),
  user('user-closed', 'closed', 'reopening'),
  booking('owner-deposit-failed', 'a week in Nice', week, confirmed),
  booking('owner-deposit-less', 'a week in Nice', week, confirmed),
  booking('owner-change', 'a balance is to be paid', week, balanceDue),
  booking('owner-change', 'a part comes back', week, returned),
  booking('owner-change', 'at the same price', evening, confirmed),
  booking('owner-change-unpaid', 'a week in Nice', week, balanceDue),
  booking('owner-deposit-asked', 'paid by gift card', week, confirmed),
  booking('owner-deposit-call-failed', 'a week in Nice', week, confirmed),
  booking('owner-payment-processing', 'still held', drive, held),
  booking('owner-processing-failed', 'still held', drive, held),
  booking('owner-processing-ended', 'three days in Tokyo', drive, unpaidInTime),
  booking('owner-balance-unpaid', 'a week in Nice', week, balanceDue),
  booking('owner-balance-unpayable', 'a week in Nice', week, balanceDue),
  booking('owner-balance-in-process', 'a week in Nice', week, confirmed),
  booking('owner-refund-failed', 'a part did not go out', week, confirmed),
  booking('owner-stay-moved', 'a week in Nice', week, confirmed),
  booking('owner-stay-set-aside', 'a week in Nice', week, confirmed),
  dispute('needs-response', week),
  dispute('lost', drive),
  sentByHand('owner-transfer-back', week),
  sentByHand('owner-cash-back', week),
  review(drive),
  reconciliation,
  textsCapped,
  booking('owner-new-reservation', 'a week in Nice', week, confirmed),
  booking('owner-new-reservation', 'an evening in New York', evening, confirmed),
  enquiry(
    'about an item',
    'Bonjour,\n\nLa villa convient-elle à un mariage de 60 personnes ?\nMerci & à bientôt',
    'Villa Gardénia',
  ),
  enquiry('about nothing in particular', 'Do you also offer gift vouchers?', null),
  answer('about an item', 'Villa Gardénia'),
  answer('about nothing in particular', null),
  booking('owner-late-payment', 'the time is gone', week, expired),
  booking('owner-late-payment', 'paid before', drive, confirmed),
  booking('owner-cancellation', 'everything comes back', week, cancelled(10_000)),
  booking('owner-cancellation', 'a part waits for a dispute', week, disputed),
  booking('owner-cancellation', 'nothing was paid', drive, cancelledUnpaid),
  quarantine('amount-mismatch', week, 100_000),
  quarantine('currency-mismatch', drive, 0),
  quarantine('reference-mismatch', evening, 0),
];
