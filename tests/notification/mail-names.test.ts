import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { villa } from '../../dev/gallery/items.ts';
import {
  sampleAnswer,
  sampleEnquiry,
  sampleMail,
  sampleMessage,
  sampleNow,
  sampleReservation,
} from '../../dev/gallery/samples.ts';
import { listMails } from '../../dev/gallery.ts';
import { type Mailbox, startMailbox } from '../../dev/mailbox.ts';
import { calendarFile } from '../../src/booking/calendar/calendar-file.ts';
import { openMailer } from '../../src/notification/channels/mail.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { minor } from '../../src/platform/money/money.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { patienceMs } from '../support/harness/patience.ts';
import {
  isAboutAccount,
  mailOf,
  mailTemplates,
  runtime,
  runtimeWith,
  seen,
  stayOf,
  week,
} from '../support/message/sample-mails.ts';

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
        'guest-enquiry-answer',
        'owner-quarantine',
        'owner-transfer-back',
        'owner-cash-back',
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

test('markup in an answer, and in what it answers, is text, and lines stay lines', () => {
  const enquiry = sampleEnquiry(runtime, 'fr', `${hostile}\nthe last`, hostile);
  const answer = sampleAnswer(runtime, `${hostile}\r\nnext line\r\n\r\nnext part`);
  const mail = sampleMail(runtime, sampleMessage(runtime, 'guest-enquiry-answer', { enquiry, answer }));
  expect(mail.html).not.toMatch(/<script|<b |<[^>]*\sonclick=/);
  expect(mail.html).toMatch(/<br\/>next line<\/p><p [^>]+>next part<\/p>/);
  expect(mail.text).toContain(`${hostile}\nnext line\n\nnext part`);
  expect(mail.text).toContain(`> ${hostile}\n> the last`);
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

  test('nor does the Message-ID of a mail that came, should it ever hold a line break', async () => {
    const answer = sampleAnswer(runtime, 'Yes.');
    const enquiry = sampleEnquiry(runtime, 'en', 'Hello', null);
    const evil = '<a@b.example>\r\nBcc: thief@evil.example\r\n\r\nbody';
    const told = { enquiry, answer: { ...answer, inReplyTo: evil, references: ['<0@b.example>', evil] } };
    const mail = sampleMail(runtime, sampleMessage(runtime, 'guest-enquiry-answer', told));
    await openMailer(runtimeWith(mailbox.smtpUrl).config)('msg_reply', mail);
    const [received] = mailbox.messages();
    expect(received?.messageId).toBe(answer.messageId);
    expect(received?.to).toEqual(['harriet@lindqvist.example']);
    expect(Object.keys(received?.headers ?? {})).not.toContain('bcc');
    expect(received?.text).toContain('Yes.');
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
