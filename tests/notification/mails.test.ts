import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { boat, car, villa } from '../../dev/gallery/items.ts';
import {
  type SampleStay,
  sampleEnquiry,
  sampleMail,
  sampleMessage,
  sampleNow,
  samplePayment,
  sampleReservation,
} from '../../dev/gallery/samples.ts';
import { listMails, startGallery } from '../../dev/gallery.ts';
import { type Mailbox, startMailbox } from '../../dev/mailbox.ts';
import { calendarFile } from '../../src/booking/calendar-file.ts';
import type { Reservation } from '../../src/booking/reservation.ts';
import type { Mail } from '../../src/notification/channels/channel.ts';
import { openMailer } from '../../src/notification/channels/mail.ts';
import { type MailTemplate, mailTemplates } from '../../src/outbox/kinds.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { type Language, languages } from '../../src/platform/languages.ts';
import { type Minor, minor } from '../../src/platform/money/money.ts';
import { createRuntime, type Runtime } from '../../src/platform/runtime.ts';
import type { Item } from '../../src/terms/item.ts';
import { render } from '../../src/workflows/message/render.tsx';
import { testEnvironment } from '../support/environment.ts';
import { patienceMs } from '../support/patience.ts';

const runtime = runtimeWith('smtp://127.0.0.1:1');
const mails = listMails(runtime);
const isForGuest = (template: MailTemplate) => !template.startsWith('owner-');
const isAboutAccount = (template: MailTemplate) => template.startsWith('person-');
const named = mails.map((shown) => [`${shown.template}, ${shown.title}, ${shown.language}`, shown] as const);

/** Nothing is called at these addresses but SMTP. */
function runtimeWith(smtpUrl: string, variables: Readonly<Record<string, string>> = {}): Runtime {
  const unused = {
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
  };
  const config = parseConfig({ ...testEnvironment, ...unused, SMTP_URL: smtpUrl, ...variables }, 'dev');
  return createRuntime(config, { clock: { now: () => sampleNow } });
}

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

test('a calendar entry says whom to ask, with a telephone or without, in lines of at most 75 octets', () => {
  const entry = (variables: Readonly<Record<string, string>>) => {
    const own = runtimeWith('smtp://127.0.0.1:1', variables);
    return calendarFile(own, sampleReservation(own, week, 'en'));
  };
  const long = entry({ BUSINESS_NAME: 'Søster, Sons; & Døtre '.repeat(5), BUSINESS_PHONE: '' });
  expect(long.replaceAll('\r\n ', '')).toContain(
    `\r\nCONTACT:${'Søster\\, Sons\\; & Døtre '.repeat(5).trim()}\\, owner@fine-things.example\r\n`,
  );
  for (const line of long.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(entry({})).toContain(
    '\r\nCONTACT:Fine Things\\, +33 4 93 00 00 00\\, owner@fine-things.example\r\n',
  );
});

const stayOf = (item: Item, from: string, to: string): SampleStay => ({
  item,
  from,
  to,
  wishes: { guests: 4, extras: {}, discount: undefined },
});
const week = stayOf(villa, '2027-06-12', '2027-06-19');

function mailOf(
  template: MailTemplate,
  stay: SampleStay,
  language: Language,
  changes: Parameters<typeof sampleReservation>[3] = {},
  { received = minor(0), ...details }: { amountMinor?: Minor; received?: Minor } = {},
): Mail {
  const reservation = sampleReservation(runtime, stay, language, { received, ...changes });
  return sampleMail(runtime, sampleMessage(runtime, template, { reservation, details }));
}

/** What a reader of the HTML sees. */
function seen(html: string): string {
  return html
    .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** Every amount, time, number and reference. */
function figures(text: string): string[] {
  return [...new Set(text.match(/[\p{L}\d-]*\d(?:[.,:\u202f\u00a0-]?[\p{Lu}\d])*/gu))].sort();
}

const addresses = (text: string) => [...new Set(text.match(/https?:[^\s"<]+/g))];

test('every template is written: those of the guest in all languages, those of the owner in English', () => {
  const written = new Set(mails.map(({ template, language }) => `${template} ${language}`));
  const expected = mailTemplates.flatMap((template) =>
    isForGuest(template) ? languages.map((language) => `${template} ${language}`) : [`${template} en`],
  );
  expect([...written].sort()).toEqual(expected.sort());
});

describe.each(named)('%s', (_name, { template, language, mail }) => {
  test('holds nothing that a program left over', () => {
    // What is random in a link may spell anything.
    const text = mail.text.replace(/(?<=https?:\S+#)\S+/g, '');
    for (const part of [mail.subject, seen(mail.html), text]) {
      expect(part).not.toMatch(/undefined|NaN|\[object|Invalid|\bnull\b|\$\{/);
      expect(part.trim()).not.toBe('');
    }
    expect(mail.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  });

  test('says the same figures and links in HTML and in text', () => {
    const withoutLinks = mail.text.replace(/https?:\S+/g, '');
    if (!isAboutAccount(template)) expect(figures(withoutLinks).length).toBeGreaterThan(0);
    expect(figures(seen(mail.html))).toEqual(figures(withoutLinks));
    expect(addresses(mail.html)).toEqual(addresses(mail.text));
  });

  test('says its language and needs nothing from anywhere', () => {
    expect(mail.html).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${language}">`));
    expect(mail.html).toContain(`<div lang="${language}"`);
    expect(mail.html).not.toMatch(/<script|<img|<link|<iframe|@import|url\(|\ssrc=|\son\w+=/i);
    for (const address of addresses(mail.html))
      expect(new URL(address).origin).toBe(testEnvironment.SITE_URL);
  });

  test('goes to one side and is answered to the other', () => {
    const owner = testEnvironment.OWNER_EMAIL;
    if (isForGuest(template)) {
      expect(mail.to).toMatch(/@(lindqvist|courrier|ybarra)\.example$/);
      expect(mail.replyTo).toBe(owner);
      expect(mail.text).toMatch(
        isAboutAccount(template)
          ? /\/account\/[a-z-]+\/(#ott_)?|closed|fermé|cerrada/
          : /\/(manage|pay)\/#res_/,
      );
    } else {
      expect(mail.to).toBe(owner);
      expect(mail.replyTo).toBe(
        template === 'owner-reconciliation' || template === 'owner-texts-capped'
          ? owner
          : 'camille.roux@courrier.example',
      );
      expect(mail.html + mail.text, 'the guest’s key to the reservation is not the owner’s').not.toContain(
        '/manage/',
      );
    }
  });

  test('carries the calendar entry exactly when the entry changes', () => {
    const hasEntry = template === 'guest-confirmation' || template === 'guest-cancellation';
    expect(mail.calendarFile !== undefined).toBe(hasEntry);
    if (hasEntry) expect(mail.calendarFile).toContain('BEGIN:VEVENT');
  });
});

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

test.each(['lapsed', 'cancelled'] as const)(
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
      expect(mailOf(template, week, language, { status: 'lapsed' }).text).not.toContain('/pay/');
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
  ['lapsed', 'reached us after the hold on Villa Gardénia had ended', 'the hold had ended'],
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
    { status: 'lapsed' },
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

test('a name from right to left is isolated wherever it stands in a sentence, so that figures beside it stay in their place', () => {
  const name = 'محمد الفاسي';
  const item = 'רוח ים';
  const bare = new RegExp(`(?<!\u2068)(?:${name}|${item})|(?:${name}|${item})(?!\u2069)`, 'u');
  const stay = stayOf({ ...villa, name: item }, '2027-06-12', '2027-06-19');
  const changes = { guest: { name, email: 'm@guests.example', note: 'الوصول الساعة 12' } };
  const paid = { ...changes, status: 'confirmed', confirmedAt: sampleNow } as const;
  for (const mail of [
    mailOf('guest-hold', stay, 'en', changes),
    mailOf('guest-confirmation', stay, 'fr', paid),
    mailOf('owner-new-reservation', stay, 'es', paid),
  ])
    for (const [part, said] of Object.entries({ subject: mail.subject, text: mail.text, html: mail.html })) {
      expect(said, part).toContain(`\u2068${item}\u2069`);
      expect(said, part).not.toMatch(bare);
    }
  const { html } = mailOf('owner-new-reservation', stay, 'en', paid);
  expect(html).toMatch(/<blockquote dir="auto"/);
  expect(html).toMatch(/<td dir="auto"[^>]*>\u2068محمد/);
  const latin = mailOf('guest-confirmation', week, 'en', { status: 'confirmed', confirmedAt: sampleNow });
  expect(latin.subject + latin.text).not.toMatch(/[\u2066-\u2069]/);
});

test('the names that the owner gives are isolated as those of guests are: the business, its policies, seasons and taxes', () => {
  const [business, policy, season, tax] = ['שירות יוקרה 7', 'גמיש 3', 'קיץ 2', 'مَعْلُوم ٥'];
  const bare = (name: string) => new RegExp(`(?<!\u2068)${name}|${name}(?!\u2069)`, 'u');
  const theirs = {
    ...runtime,
    config: { ...runtime.config, business: { ...runtime.config.business, name: business } },
  };
  for (const { template, mail } of listMails(theirs))
    for (const said of [mail.subject, mail.text, mail.html])
      expect(said, template).not.toMatch(bare(business));
  const item = {
    ...villa,
    cancellationPolicy: { ...villa.cancellationPolicy, name: policy },
    seasons: villa.seasons.map((one) => ({ ...one, name: season })),
    taxes: villa.taxes.map((one) => ({ ...one, name: tax })),
  };
  const stay = stayOf(item, '2027-06-12', '2027-06-19');
  const over = { status: 'cancelled', confirmedAt: sampleNow, cancelledAt: sampleNow } as const;
  for (const template of [
    'guest-hold',
    'guest-confirmation',
    'guest-cancellation',
    'owner-new-reservation',
    'owner-cancellation',
  ] as const) {
    const { text } = mailOf(template, stay, 'en', over);
    for (const name of [policy, season, tax]) expect(text, template).not.toMatch(bare(name));
  }
});

test('a message without what its template tells of is not sent', () => {
  for (const template of mailTemplates) {
    if (template === 'person-recovery')
      expect(render(runtime, sampleMessage(runtime, template, {}))).toBeUndefined();
    else expect(() => render(runtime, sampleMessage(runtime, template, {}))).toThrow(/without/);
  }
  const reservation = sampleReservation(runtime, week, 'en');
  for (const template of ['guest-late-payment', 'owner-late-payment'] as const) {
    expect(() => sampleMail(runtime, sampleMessage(runtime, template, { reservation }))).toThrow(
      /without amountMinor/,
    );
  }
});

const hostile = '<b onclick="x">O\'Neil</b> & "Co" <script>alert(1)</script>';

test('markup in names is text in HTML and stands as it is in text', () => {
  const guest = { name: hostile, email: 'mallory@evil.example', note: hostile };
  const item = { ...villa, name: hostile, place: { ...villa.place, city: hostile } };
  const changes = { guest, status: 'confirmed', confirmedAt: sampleNow, cancelledAt: sampleNow } as const;
  const stay = stayOf(item, '2027-06-12', '2027-06-19');
  for (const template of mailTemplates.filter(
    (one) =>
      !isAboutAccount(one) &&
      ![
        'owner-new-enquiry',
        'owner-quarantine',
        'owner-transfer-back',
        'owner-dispute',
        'owner-payment-review',
        'owner-reconciliation',
        'owner-texts-capped',
      ].includes(one),
  )) {
    const mail = mailOf(template, stay, 'fr', changes, { amountMinor: minor(1) });
    expect(mail.html).not.toMatch(/<script|<b |<[^>]*\sonclick=/);
    expect(seen(mail.html)).toContain(hostile);
    expect(mail.text).toContain(hostile);
  }
});

test('markup in an enquiry is text, and its lines stay lines', () => {
  const enquiry = sampleEnquiry(runtime, 'es', `${hostile}\r\n\nlast line`, hostile);
  const mail = sampleMail(runtime, sampleMessage(runtime, 'owner-new-enquiry', { enquiry }));
  expect(mail.html).not.toMatch(/<script|<b |<[^>]*\sonclick=/);
  expect(mail.html).toContain('<br/><br/>last line');
  expect(mail.text).toContain(`> ${hostile}\n> \n> last line`);
  expect(mail.replyTo).toBe('ines+viajes@ybarra.example');
  expect(mail.text).toContain('Language: Spanish');
});

test('a name with a line break, should one ever be sealed, stays within the line of the subject', () => {
  const enquiry = sampleEnquiry(runtime, 'en', 'Hello', 'Eve\r\nBcc: thief@evil.example');
  const mail = sampleMail(runtime, sampleMessage(runtime, 'owner-new-enquiry', { enquiry }));
  expect(mail.subject).toContain('Eve Bcc');
  expect(mail.subject).not.toMatch(/[\r\n]/);
});

describe('over SMTP', () => {
  let mailbox: Mailbox;
  beforeAll(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  });
  afterAll(() => mailbox.close());

  test('no name adds a header or a recipient', async () => {
    const item = { ...villa, name: 'Villa\r\nBcc: thief@evil.example\r\n\r\n<p>body</p>\u2028X-Evil: yes' };
    const mail = mailOf('guest-confirmation', stayOf(item, '2027-06-12', '2027-06-19'), 'fr', {
      status: 'confirmed',
      confirmedAt: sampleNow,
    });
    expect(mail.subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    await openMailer(runtimeWith(mailbox.smtpUrl).config)('msg_hostile', mail);
    const [received] = mailbox.messages();
    expect(received?.to).toEqual(['camille.roux@courrier.example']);
    expect(Object.keys(received?.headers ?? {})).not.toContain('bcc');
    expect(Object.keys(received?.headers ?? {})).not.toContain('x-evil');
    expect(received?.headers.to).toHaveLength(1);
    expect(received?.subject).toContain(
      'Villa Bcc: thief@evil.example <p>body</p> X-Evil: yes, 12–19 juin 2027',
    );
  });

  test.each([
    '=?UTF-8?B?RnJlZSBtb25leQ==?=',
    '=?utf-8?q?=48i?= Ada',
    'Ada =?ISO-8859-1?Q?Mar=EDa?= =?us-ascii?Q?x?=',
    'María =?UTF-8?B?SGVsbG8=?=',
    `=?UTF-8?Q?${'a'.repeat(40)}?= ${'山田'.repeat(15)}`,
    'a =? b ?= c "=?x?="',
  ])('a name of the form of an encoded word is shown as it was typed: %s', async (name) => {
    const enquiry = sampleEnquiry(runtime, 'en', 'Hello', name);
    const mail = sampleMail(runtime, sampleMessage(runtime, 'owner-new-enquiry', { enquiry }));
    expect(mail.subject).toContain(name);
    await openMailer(runtimeWith(mailbox.smtpUrl).config)('msg_word', mail);
    const [received] = mailbox.messages();
    expect(received?.subject).toBe(mail.subject);
    expect(received?.headers.from).toEqual([expect.stringContaining(testEnvironment.BUSINESS_NAME)]);
  });

  test('the name of the business has not that form', () => {
    const environment = { ...testEnvironment, BUSINESS_NAME: 'A =?UTF-8?Q?B?= C' };
    expect(() => parseConfig(environment, 'dev')).toThrow('BUSINESS_NAME');
    expect(() => parseConfig(testEnvironment, 'dev')).not.toThrow('BUSINESS_NAME');
  });

  test('a mail arrives as it was written, with its text twin and the calendar file', async () => {
    const confirmed = { status: 'confirmed', confirmedAt: sampleNow } as const;
    const mail = mailOf('guest-confirmation', week, 'fr', confirmed);
    await openMailer(runtimeWith(mailbox.smtpUrl).config)('msg_whole', mail);
    const received = await mailbox.waitFor((one) => one.messageId?.includes('msg_whole') ?? false, {
      timeoutMs: patienceMs,
    });
    expect(received.subject).toBe(mail.subject);
    expect(received.text?.trim()).toBe(mail.text.trim());
    expect(received.html?.trim()).toBe(mail.html.trim());
    expect(received.headers['reply-to']).toEqual([testEnvironment.OWNER_EMAIL]);
    expect(received.attachments).toMatchObject([
      { filename: 'reservation.ics', contentType: 'text/calendar' },
    ]);
  });
});

test('the gallery shows every mail from its own host, in frames that run nothing', async () => {
  const gallery = await startGallery({ port: 0, runtime });
  try {
    const page = await fetch(gallery.url);
    const html = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html.match(/<li>/g)).toHaveLength(mails.length);
    expect(html).toContain('<iframe sandbox=""');
    expect(html).not.toMatch(/(src|href)="https?:/);
    for (const index of [0, mails.length - 1]) {
      const mail = await fetch(`${gallery.url}/${index}/html`);
      expect(mail.headers.get('content-security-policy')).toMatch(/sandbox$/);
      expect(await mail.text()).toContain('<!doctype html>');
    }
    for (const path of [`/${mails.length}`, '/x', '/1/html/x', '//evil.example']) {
      expect((await fetch(gallery.url + path)).status).toBe(404);
    }
  } finally {
    await gallery.close();
  }
});
