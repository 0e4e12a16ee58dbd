import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { villa } from '../../dev/gallery/items.ts';
import { sampleMail, sampleMessage, sampleNow, sampleReservation } from '../../dev/gallery/samples.ts';
import type { Mail } from '../../dev/mailbox/mail.ts';
import { type Mailbox, startMailbox } from '../../dev/mailbox.ts';
import { calendarFile } from '../../src/booking/calendar/calendar-file.ts';
import type { DocumentContent } from '../../src/document/content.ts';
import { creditLines } from '../../src/document/lines.ts';
import { renderDocument } from '../../src/document/render.ts';
import { openMailer } from '../../src/notification/channels/mail.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { createLog } from '../../src/platform/log.ts';
import { createRuntime, type Runtime } from '../../src/platform/runtime.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { readCalendar, textOf } from '../support/message/icalendar.ts';

/**
 * What somebody may type, or the owner copy into a name: the text, and how it is seen where it differs from how it was typed. Doors refuse some of it; what
 * writes a file does not rely on them.
 */
const texts: Readonly<Record<string, readonly [string, string?]>> = {
  'a header': ['Eve\r\nBcc: thief@evil.example\r\n\r\nBody', 'Eve Bcc: thief@evil.example Body'],
  'a folded header': ['Eve\r\n X-Evil: yes\n\tmore', 'Eve X-Evil: yes more'],
  'a property of a calendar': [
    'Villa\nATTENDEE:mailto:thief@evil.example',
    'Villa ATTENDEE:mailto:thief@evil.example',
  ],
  'the end of an entry': ['Villa\r\nEND:VEVENT\r\nBEGIN:VALARM', 'Villa END:VEVENT BEGIN:VALARM'],
  'what parts values': ['One, two; three: "four" \\five\\n ^n ^^ ^\' {six}'],
  'separators of lines and paragraphs': ['One\u2028two\u2029three\u0085four', 'One two three four'],
  'bare carriage returns and vertical tabs': ['One\rtwo\vthree\ffour', 'One two three four'],
  NUL: ['One\u0000two', 'One two'],
  'control characters of terminals': ['One \u001b[31mred\u009b1m\u0007', 'One [31mred 1m'],
  'a direction turned round': ['Villa \u202egpj.exe\u202c \u2066x\u2069 \u200f', 'Villa gpj.exe x'],
  'surrogates alone': ['Villa \ud83d and \ude00', 'Villa \ufffd and \ufffd'],
  markup: ['<script>alert(1)</script> <b onclick="x">O\'Neil</b> &amp; &#10;'],
  'a formula': ['=HYPERLINK("https://evil.example","x")+1-2@3'],
  'another formula': ["@SUM(1+1)*cmd|' /C calc'!A0"],
  'strings of a PDF': ['a) Tj ET (b) \\( \\) << /S /JavaScript /JS (app.alert(1)) >> endstream endobj %%EOF'],
  'a very long line': ['villa '.repeat(200).trim()],
  'a very long word': ['v'.repeat(400)],
  'a very long line of another script': ['山'.repeat(120)],
  'signs of several units': ['👩‍👩‍👧‍👦🏳️‍🌈'.repeat(25)],
  'letters with many marks': [`e${'\u0301'.repeat(60)}!`, `é${'\u0301'.repeat(59)}!`],
  'an encoded word': ['=?UTF-8?B?RnJlZSBtb25leQ==?='],
};
const cases = Object.entries(texts).map(([name, [typed, seen = typed]]) => ({ name, typed, seen }));

let mailbox: Mailbox;
let runtime: Runtime;
beforeAll(async () => {
  mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  const addresses = {
    DATABASE_URL: 'postgres://nobody:nothing@127.0.0.1:1/none',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:1',
    SMTP_URL: mailbox.smtpUrl,
  };
  runtime = createRuntime(parseConfig({ ...testEnvironment, ...addresses }, 'dev'), {
    clock: { now: () => sampleNow },
  });
});
afterAll(() => mailbox.close());

/** A confirmed stay in which everything that somebody typed is this. */
function reservationOf(text: string) {
  const item = { ...villa, name: text, place: { ...villa.place, city: text } };
  const wishes = { guests: 4, extras: {}, discount: undefined };
  const changes = {
    guest: { name: text, email: 'mallory@evil.example', note: text },
    status: 'confirmed',
    confirmedAt: sampleNow,
  } as const;
  return sampleReservation(runtime, { item, from: '2027-06-12', to: '2027-06-19', wishes }, 'en', changes);
}

/** The same in a business of that name. */
const businessOf = (name: string): Runtime => ({
  ...runtime,
  config: { ...runtime.config, business: { ...runtime.config.business, name } },
});

/** The confirmation of such a stay, as a server gets it. */
async function received(text: string): Promise<Mail> {
  const reservation = reservationOf(text);
  const mail = sampleMail(runtime, sampleMessage(runtime, 'guest-confirmation', { reservation }));
  await openMailer(runtime.config)('msg_hostile', mail);
  // The latest stands first.
  const [arrived] = mailbox.messages();
  if (!arrived) throw new Error('no mail has arrived');
  return arrived;
}

describe.each(cases)('$name', ({ typed, seen }) => {
  test('is a text of the calendar file, which has no property more', () => {
    const names = (text: string) =>
      readCalendar(Buffer.from(calendarFile(businessOf(text), reservationOf(text)))).map(({ name }) => name);
    expect(names(typed)).toEqual(names('Villa'));
    const properties = readCalendar(Buffer.from(calendarFile(businessOf(typed), reservationOf(typed))));
    const of = (wanted: string) => properties.find(({ name }) => name === wanted);
    const summary = of('SUMMARY');
    const location = of('LOCATION');
    const description = of('DESCRIPTION');
    if (!summary || !location || !description) throw new Error('a property is missing');
    expect(textOf(summary)).toBe(`${seen}, ${seen}`);
    expect(textOf(location)).toBe(`${seen}, ${seen}`);
    const { BUSINESS_PHONE: phone, OWNER_EMAIL: owner } = testEnvironment;
    expect(textOf(description).split('\n')).toEqual([expect.any(String), seen, phone, owner]);
    const contact = of('CONTACT');
    expect(contact && textOf(contact)).toBe(`${seen}, ${phone}, ${owner}`);
    expect(of('ORGANIZER')).toEqual({
      name: 'ORGANIZER',
      parameters: { CN: seen },
      value: `mailto:${testEnvironment.OWNER_EMAIL}`,
    });
  });

  test('is a text of a document, which does nothing more', async () => {
    const { quote, reference, startsAt, endsAt, currency } = reservationOf(typed);
    const content: DocumentContent = {
      kind: 'credit-note',
      number: 'FT-CN-2027-000123',
      invoiceNumber: 'FT-INV-2027-000123',
      reason: typed,
      issuedAt: '2027-04-01T10:00:00Z',
      issuer: {
        name: typed,
        addressLines: [typed],
        taxId: 'FR00',
        email: 'a@b.example',
        timeZone: 'Europe/Paris',
      },
      customer: { name: typed, email: 'ada@guests.example', addressLines: [typed] },
      language: 'en',
      reservation: {
        reference,
        itemName: quote.item.name,
        city: quote.item.city,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        timeZone: quote.item.timeZone,
      },
      currency,
      ...creditLines(quote, 'en', 5_000),
    };
    const pdf = await getDocumentProxy(new Uint8Array(await renderDocument(content)));
    expect([await pdf.getJSActions(), await pdf.getOpenAction(), await pdf.getAttachments()]).toEqual([
      null,
      null,
      null,
    ]);
    for (let page = 1; page <= pdf.numPages; page += 1)
      expect(await (await pdf.getPage(page)).getAnnotations()).toEqual([]);
    const { info } = await pdf.getMetadata();
    expect(info).toMatchObject({ Title: 'Credit note FT-CN-2027-000123', Author: seen });
    const { text } = await extractText(pdf, { mergePages: true });
    // Long texts are broken into lines, which a reader joins. The reason stands alone, the others beside each other.
    const joined = (one: string) => one.normalize('NFC').replace(/(?:\s|\u200d|\ufe0f)+/g, '');
    expect(joined(text)).toContain(joined(seen));
  });

  test('is a text of a mail, which has no header and no recipient more', async () => {
    const mail = await received(typed);
    expect(mail.to).toEqual(['mallory@evil.example']);
    const count = ({ headers }: Mail) =>
      Object.entries(headers).map(([name, values]) => `${name} ${values.length}`);
    expect(count(mail).toSorted()).toEqual(count(await received('Villa')).toSorted());
    expect(mail.subject.normalize('NFC')).toContain(seen);
    expect(mail.html).not.toMatch(/<script|<[^>]*\sonclick=/);
  });

  test('is one line of the log, however lines are told', () => {
    const written: string[] = [];
    const log = createLog(
      (line) => written.push(line),
      () => sampleNow,
    );
    log('error', typed, { route: typed, finding: typed, error: new Error(typed) });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      message: typed,
      route: typed,
      finding: typed,
      error: { message: typed },
    });
  });
});
