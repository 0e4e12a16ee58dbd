import { expect, test } from 'vitest';
import { boat, car, villa } from '../../dev/gallery/items.ts';
import {
  sampleMail,
  sampleMessage,
  sampleNow,
  samplePayment,
  sampleReservation,
} from '../../dev/gallery/samples.ts';
import { listMails } from '../../dev/gallery.ts';
import type { Reservation } from '../../src/booking/reservation.ts';
import { languages } from '../../src/platform/languages.ts';
import { minor } from '../../src/platform/money/money.ts';
import {
  addresses,
  mailOf,
  mails,
  runtime,
  runtimeWith,
  stayOf,
  week,
} from '../support/message/sample-mails.ts';

test.each(languages)(
  'letters to guests and people end with the telephone of the business, where there is one: %s',
  (language) => {
    const withPhone = listMails(runtime).filter(
      (shown) => shown.language === language && !shown.template.startsWith('owner-'),
    );
    expect(withPhone.length).toBeGreaterThan(10);
    for (const { mail } of withPhone)
      for (const text of [mail.text, mail.html]) expect(text, mail.subject).toContain('+33 4 93 00 00 00');
    const without = listMails(runtimeWith('smtp://127.0.0.1:1', { BUSINESS_PHONE: '' }));
    for (const { mail } of without) expect(mail.text, mail.subject).not.toContain('+33 4 93 00 00 00');
  },
);

test('a hold that is told later says how long it is still held, and past its end names no minutes', () => {
  const reservation = sampleReservation(runtime, week, 'en');
  const message = sampleMessage(runtime, 'guest-hold', { reservation, details: {} });
  const at = (minutes: number) => ({
    ...runtime,
    clock: { now: () => new Date(sampleNow.getTime() + minutes * 60_000) },
  });
  expect(sampleMail(at(5), message).text).toContain('for you for 10 minutes, until 6 April at 14:20');
  expect(sampleMail(at(20), message).text).not.toContain('minutes');
});

test.each([
  [
    'en',
    'Held for 15 minutes: Villa Gardénia (7K3Q-9XZA)',
    [
      'for you for 15 minutes, until 6 April at 14:20, Central European Summer Time.',
      'Saturday, 12 June 2027 at 16:00 (Central European Summer Time)',
      '€12,615.00',
      '3\u00a0nights, Late spring (€1,595.00 per night): €4,785.00',
      'Until 7 June 2027 at 16:00, Central European Summer Time: 100% back',
      'Cancel up to 5 days before the start',
    ],
  ],
  [
    'fr',
    'Votre option de 15 minutes\u00a0: Villa Gardénia (7K3Q-9XZA)',
    [
      'samedi 12 juin 2027 à 16:00 (heure d’été d’Europe centrale)',
      '12\u202f615,00\u00a0€',
      '3\u00a0nuits (1\u202f595,00\u00a0€ par nuit)\u00a0: 4\u202f785,00\u00a0€',
      'Jusqu’au 7 juin 2027 à 16:00, heure d’été d’Europe centrale\u00a0: 100\u00a0% remboursés',
      'Jusqu’à 5\u00a0jours avant le début, 100\u00a0% du montant réglé sont remboursés. Jusqu’à 24\u00a0heures avant le début, 50\u00a0%',
    ],
  ],
  [
    'es',
    'Su prerreserva de 15 minutos: Villa Gardénia (7K3Q-9XZA)',
    [
      'sábado, 12 de junio de 2027, 16:00 (hora de verano de Europa central)',
      '12.615,00\u00a0€',
      '3\u00a0noches (1595,00\u00a0€ por noche): 4785,00\u00a0€',
      'Hasta el 7 de junio de 2027 a las 16:00, hora de verano de Europa central: reembolso del 100\u00a0%',
      'Hasta 5\u00a0días antes del inicio se reembolsa el 100\u00a0% de lo pagado. Hasta 24\u00a0horas antes del inicio se reembolsa el 50\u00a0%',
    ],
  ],
] as const)(
  'a hold speaks the words, amounts and times of the guest’s language: %s',
  (language, subject, said) => {
    const mail = mailOf('guest-hold', week, language);
    expect(mail.subject).toBe(subject);
    for (const words of said) expect(mail.text).toContain(words);
  },
);

test('French sets its no-break spaces: before every colon, semicolon, exclamation and question mark of ours', () => {
  for (const { language, mail } of mails) {
    if (language !== 'fr') continue;
    const ours = `${mail.subject}\n${mail.text}`.replace(/https?:\S+|\d\d:\d\d/g, '');
    expect(ours).not.toMatch(/[^\u00a0\u202f][:;!?]/u);
  }
});

test('Spanish and French set the article before a date, have one word for the terms of cancelling, and name devices in their own words', () => {
  for (const { language, mail, title } of mails) {
    if (language === 'en') continue;
    expect(mail.text, title).not.toMatch(/hasta \d+ de |jusqu’à \d+(er)? \p{L}+ (à|\d{4})/u);
    expect(mail.text, title).not.toMatch(/política|politique/i);
    expect(mail.text, title).not.toMatch(/ on (Windows|iOS)/);
  }
});

test('no mail to a guest tells of nothing: of what is on its way, to be paid, or held', () => {
  const ofNothing = /^(En camino|Por pagar|Quedaba por pagar|Fianza|Liberado): 0/m;
  for (const { mail, title, template } of mails)
    expect(mail.text, `${template}, ${title}`).not.toMatch(ofNothing);
  const lost = mails.filter(({ template }) => template === 'guest-dispute-cancelled');
  for (const { mail } of lost) expect(mail.text).not.toMatch(/: 0/);
});

test('a stay over a change of clocks names the zone of each end', () => {
  const autumn = mailOf('guest-hold', stayOf(villa, '2027-10-29', '2027-11-02'), 'en').text;
  expect(autumn).toContain('From: Friday, 29 October 2027 at 16:00 (Central European Summer Time)');
  expect(autumn).toContain('To: Tuesday, 2 November 2027 at 10:00 (Central European Standard Time)');
  expect(autumn).toContain('4\u00a0nights');
});

test('the last moment for a refund is that of the elapsed hours, by the clocks of that day', () => {
  const spring = mailOf('guest-hold', stayOf(villa, '2028-03-27', '2028-03-30'), 'en').text;
  expect(spring, 'the clocks go forward on 26 March 2028').toContain(
    'Until 22 March 2028 at 15:00, Central European Standard Time: 100% back',
  );
  expect(spring).toContain('Until 26 March 2028 at 16:00, Central European Summer Time: 50% back');
});

test('a refund that can no longer be had is not promised', () => {
  const mail = mailOf('guest-hold', stayOf(boat, '2027-04-17T18:00', '2027-04-17T20:30'), 'en');
  expect(mail.text).toContain('The time in which cancelling gives a refund has passed.');
  expect(mail.text).not.toContain('50% back');
  expect(mail.text).toContain('2.5\u00a0hours (US$895.00 per hour): US$2,237.50');
});

test('yen have no decimals in any language, and the times are those of Tokyo', () => {
  const drive = stayOf(car, '2027-05-01', '2027-05-04');
  const confirmed = { status: 'confirmed', confirmedAt: sampleNow } as const;
  const [en, fr, es] = (['en', 'fr', 'es'] as const).map((language) =>
    mailOf('guest-confirmation', drive, language, confirmed),
  );
  expect(en?.text).toContain('Total: JP¥255,000\n');
  expect(fr?.text).toContain('Total\u00a0: 255\u202f000\u00a0JPY\n');
  expect(es?.text).toContain('Total: 255.000\u00a0JPY\n');
  expect(en?.text).toContain('Saturday, 1 May 2027 at 10:00 (Japan Standard Time)');
  expect(fr?.subject).toBe('Réservation confirmée\u00a0: Hayami 2000 Coupé, 1–4 mai 2027 (7K3Q-9XZA)');
});

test('a cancellation says what was paid and what comes back, or why nothing does', () => {
  const cancelled = { status: 'cancelled', cancelledAt: sampleNow } as const;
  const paid = { ...cancelled, confirmedAt: sampleNow, paid: minor(630_750) };
  const details = { amountMinor: minor(630_750), received: minor(1_261_500) };
  const back = mailOf('guest-cancellation', week, 'en', paid, details);
  expect(back.text).toContain('We will refund €6,307.50 by the way you paid.');
  expect(back.text).toContain('Paid: €12,615.00\nRefund: €6,307.50\n');
  expect(back.calendarFile).toContain('STATUS:CANCELLED');
  expect(mailOf('guest-cancellation', week, 'fr', paid, details).text).toContain(
    'Réglé\u00a0: 12\u202f615,00\u00a0€\nRemboursement\u00a0: 6\u202f307,50\u00a0€\n',
  );
  expect(mailOf('guest-cancellation', week, 'en', paid).text).toContain('no refund is due');
  expect(mailOf('guest-cancellation', week, 'en', cancelled).text).toContain('nothing to refund');
  const owner = mailOf('owner-cancellation', week, 'fr', { ...paid, refundDue: minor(630_750) });
  expect(owner.text).toContain('€6,307.50 goes back to the guest');
});

test.each(['expired', 'cancelled'] as const)(
  'when the money has gone back, the guest of a %s reservation is told so, with what was paid',
  (status) => {
    const details = { amountMinor: minor(1_261_500), received: minor(1_261_500) };
    const { text } = mailOf('guest-refund', week, 'es', { status }, details);
    expect(text).toContain('Le hemos devuelto 12.615,00\u00a0€ por Villa Gardénia.');
    expect(text).toContain('Pagado: 12.615,00\u00a0€\nReembolso: 12.615,00\u00a0€\n');
  },
);

test.each(languages)(
  'a hold leads to the page where it is paid, for as long as it is one: %s',
  (language) => {
    const [first = ''] = addresses(mailOf('guest-hold', week, language).text) ?? [];
    expect(first).toMatch(/^https:\/\/fine-things\.example\/pay\/#res_\w+\/t1\.\S+$/);
    expect(mailOf('guest-payment-failed', week, language).text).toContain('/pay/#res_');
    for (const template of ['guest-hold', 'guest-payment-failed', 'guest-payment-approved'] as const)
      expect(mailOf(template, week, language, { status: 'expired' }).text).not.toContain('/pay/');
  },
);

test.each(['fr', 'es'] as const)(
  'nothing of ours is left in English, nor a zone as a difference: %s',
  (language) => {
    for (const shown of mails) {
      if (shown.language !== language) continue;
      expect(`${shown.mail.subject}\n${shown.mail.text}`).not.toMatch(
        /UTC[+−-]|GMT[+−-]|\b(?:Late spring|High summer|Golden Week|Moderate|Flexible|Strict|refunded|Cancel up to)\b/,
      );
    }
  },
);

test.each([
  ['expired', 'reached us after the hold on Villa Gardénia had ended', 'the hold had ended'],
  ['cancelled', 'the reservation for Villa Gardénia is cancelled', 'the reservation is cancelled'],
  ['confirmed', 'is paid and confirmed, and stays so', 'already paid and confirmed'],
] as const)(
  'money that cannot be kept is promised back, and the reason is true of a %s reservation',
  (status, toGuest, toOwner) => {
    const amount = { amountMinor: minor(1_261_500) };
    const guest = mailOf('guest-late-payment', week, 'en', { status }, amount).text;
    expect(guest).toContain(toGuest);
    expect(guest).toContain('We will refund €12,615.00 in full');
    expect(mailOf('owner-late-payment', week, 'en', { status }, amount).text).toContain(toOwner);
  },
);

test.each([
  ['amount-mismatch', 100_000, 'is of €1,000.00 instead of €12,615.00'],
  ['currency-mismatch', 0, 'is in another currency than the €12,615.00 asked for'],
  ['reference-mismatch', 0, 'came under another reference'],
  ['a new reason', 0, '(a new reason)'],
])('the owner learns why a payment was set aside: %s', (quarantineReason, captured, said) => {
  const reservation = sampleReservation(runtime, week, 'fr');
  const payment = samplePayment(runtime, reservation, { quarantineReason, captured: minor(captured) });
  const mail = sampleMail(runtime, sampleMessage(runtime, 'owner-quarantine', { reservation, payment }));
  expect(mail.text).toContain(said);
  expect(mail.text).toContain('has confirmed nothing');
  expect(mail.text).toContain(payment.id);
});

test('a mail that comes late does not ask for what is past', () => {
  const changes: Partial<Reservation>[] = [
    { status: 'confirmed', confirmedAt: sampleNow },
    { status: 'cancelled', cancelledAt: sampleNow },
    { status: 'expired' },
    { holdExpiresAt: sampleNow }, // run out, and nobody has swept it yet
  ];
  for (const change of changes) {
    for (const template of ['guest-hold', 'guest-payment-failed'] as const) {
      const { text } = mailOf(template, week, 'en', change);
      expect(text).toContain('This has changed since');
      expect(text).not.toMatch(
        /Complete your reservation|complete the payment|Try the payment again|try again/,
      );
    }
  }
  const confirmation = mailOf('guest-confirmation', week, 'en', {
    status: 'cancelled',
    confirmedAt: sampleNow,
    cancelledAt: sampleNow,
  });
  expect(confirmation.text).toContain('This has changed since');
  expect(confirmation.calendarFile).toContain('STATUS:CANCELLED');
});
