import { deflateSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { readPng } from '../../src/settings/png.ts';
import { authorized, book, newClient } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';
import { refusedFields } from '../support/http/refusal.ts';
import { chunk, header, logo, signature } from '../support/png.ts';
import { putSetting, set } from '../support/settings.ts';

const stack = useStack();
beforeEach(async () => {
  await set(stack, 'appearance', { accent: null, logo: null });
  await stack.mailbox.clear();
});

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const end = chunk('IEND', Buffer.alloc(0));
const lines = (width: number, height: number, pixel = 4) => Buffer.alloc(height * (1 + width * pixel));
const pictureOf = (head: Buffer, data: Uint8Array) =>
  Buffer.concat([signature, head, chunk('IDAT', deflateSync(data)), end]);

test.each([
  ['no colour', { accent: 'red' }, 'accent'],
  ['a colour on which white cannot be read', { accent: '#a5854a' }, 'accent'],
  ['what is no base64', { logo: '<svg>' }, 'logo'],
  ['an SVG', { logo: base64(Buffer.from('<svg onload="alert(1)"/>')) }, 'logo'],
  ['a JPEG', { logo: base64(Buffer.from('ffd8ffe000104a464946', 'hex')) }, 'logo'],
  ['more than 48 KB', { logo: 'A'.repeat(65_540) }, 'logo'],
  ['a picture that is too wide', { logo: base64(pictureOf(header(601, 1), lines(601, 1))) }, 'logo'],
  ['sixteen bits', { logo: base64(pictureOf(header(2, 2, { depth: 16 }), lines(2, 2, 8))) }, 'logo'],
  ['an interlaced one', { logo: base64(pictureOf(header(2, 2, { interlace: 1 }), lines(2, 2))) }, 'logo'],
  ['one with lines too few', { logo: base64(pictureOf(header(2, 3), lines(2, 2))) }, 'logo'],
  [
    'one that unpacks to more than it says',
    { logo: base64(pictureOf(header(1, 1), lines(600, 300))) },
    'logo',
  ],
  [
    'a palette that is not there',
    { logo: base64(pictureOf(header(2, 2, { colours: 3 }), lines(2, 2, 1))) },
    'logo',
  ],
  ['one that is cut off', { logo: base64(logo().subarray(0, -20)) }, 'logo'],
  ['one that was altered', { logo: base64(logo().fill(7, 60, 61)) }, 'logo'],
])('%s is refused at its field', async (_name, change, field) => {
  const body = { accent: null, logo: null, ...change };
  expect(refusedFields(await putSetting(stack, 'appearance', body, 1))).toEqual([field]);
});

test('what of a file is no picture is left out', async () => {
  const bytes = logo();
  const place = chunk('tEXt', Buffer.from('Comment\0taken at home'));
  const with_ = Buffer.concat([bytes.subarray(0, 33), place, bytes.subarray(33), Buffer.from('<script>')]);
  expect(await set(stack, 'appearance', { accent: '#1F4F46', logo: base64(with_) })).toMatchObject({
    content: { accent: '#1f4f46', logo: base64(bytes) },
  });
  expect(readPng(bytes)).toMatchObject({ width: 240, height: 96, bytes });
});

test('mails bring the logo along and fetch nothing; documents bear it too; both have the colour', async () => {
  const plain = await book(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  await stack.mailbox.clear();
  await set(stack, 'appearance', { accent: '#1f4f46', logo: base64(logo()) });
  const booked = await book(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  const mails = stack.mailbox.messages();
  expect(mails.length).toBe(2);
  const toGuest = mails.find(({ to }) => to.includes('ada@guests.example'));
  expect(toGuest?.html).toContain('background-color:#1f4f46');
  for (const { html, attachments } of mails) {
    expect(html).toMatch(/<img src="cid:logo@midas" alt="Fine Things" width="160" height="64"/);
    expect(html).toContain('border-top:3px solid #1f4f46');
    expect(html).not.toMatch(/#1d3d52|#a5854a|src="http/);
    expect(attachments).toContainEqual(
      expect.objectContaining({ contentType: 'image/png', contentId: 'logo@midas' }),
    );
  }
  const pdfOf = async (reservation: typeof booked) => {
    const headers = authorized(reservation);
    const list = await stack.call(`/documents/${reservation.id}`, { headers, from: newClient() });
    const [invoice] = Object(list.json()).documents;
    const file = await stack.call(`/documents/${reservation.id}/${invoice.id}`, {
      headers,
      from: newClient(),
    });
    expect(file.status).toBe(200);
    return file.text;
  };
  expect(await pdfOf(booked)).toContain('/Subtype /Image');
  // What is drawn once stays as it was.
  expect(await pdfOf(plain)).not.toContain('/Subtype /Image');
});
