import { beforeEach, expect, test, vi } from 'vitest';
import { confirmationSchema, sentAgainSchema } from '../../../src/booking/confirmation.ts';
import {
  ada,
  authorized,
  bodyOf,
  book,
  type CreatedReservation,
  newClient,
  openPayment,
  pay,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { messagesAbout } from '../../support/booking/settled-state.ts';
import type { Answer } from '../../support/harness/client.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));

function confirmation(reservation: CreatedReservation, accept?: string): Promise<Answer> {
  const headers = { ...authorized(reservation), ...(accept === undefined ? {} : { Accept: accept }) };
  return stack.call(`/reservations/${reservation.id}/confirmation`, { headers, from: newClient() });
}

function sendAgain(reservation: CreatedReservation, from = newClient()): Promise<Answer> {
  const options = { method: 'POST', headers: authorized(reservation), from };
  return stack.call(`/reservations/${reservation.id}/confirmation`, options);
}

async function expectNone(reservation: CreatedReservation): Promise<void> {
  expectRefusal(await confirmation(reservation), 409, 'state-conflict');
  expectRefusal(await confirmation(reservation, 'text/calendar'), 409, 'state-conflict');
  expectRefusal(await sendAgain(reservation), 409, 'state-conflict');
  await stack.functions.settled();
  expect(await messagesAbout(stack, reservation.id)).not.toContain('guest-confirmation');
}

/** The properties of a calendar file, unfolded (RFC 5545, section 3.1). */
function propertiesOf(calendar: string): Map<string, string> {
  // Every content line ends with CRLF, the last one too.
  expect(calendar.endsWith('END:VCALENDAR\r\n')).toBe(true);
  expect(calendar.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const lines = calendar.replaceAll('\r\n ', '').split('\r\n').filter(Boolean);
  return new Map(lines.map((line) => [line.split(/[:;]/, 1)[0] ?? '', line.slice(line.indexOf(':') + 1)]));
}

test('there is no confirmation before the money is there, nor of what was given up', async () => {
  const held = await reserve(stack, (await cloneItem(stack)).wish);
  await expectNone(held);
  const { intentId } = await openPayment(stack, held);
  await expectNone(held);
  await pay(stack, intentId, 'decline');
  await expectNone(held);
  stack.clock.advance({ minutes: 15 });
  await expectNone(held);

  const cancelled = await reserve(stack, (await cloneItem(stack)).wish);
  const options = { method: 'POST', headers: authorized(cancelled), from: newClient() };
  expect((await stack.call(`/reservations/${cancelled.id}/cancel`, options)).status).toBe(200);
  await expectNone(cancelled);
});

test('once paid, the confirmation says what was reserved, what was paid and when', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const { manageToken, manageUrl, ...reserved } = reservation;
  const answer = await confirmation(reservation);
  expect(bodyOf(answer, 200, confirmationSchema)).toEqual({
    ...reserved,
    status: 'confirmed',
    paid: reservation.total,
    received: reservation.total,
    amountDue: { ...reservation.total, amount: 0 },
    payableBy: [],
    holdExpiresAt: null,
    businessName: 'Fine Things',
    confirmedAt: stack.clock.now().toISOString(),
  });
  expect(answer.headers.get('Cache-Control')).toMatch(/no-store|private/);
});

test.each([
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/json', 'application/json'],
  ['application/json, text/calendar;q=0.5', 'application/json'],
  ['application/json, text/calendar;q=0', 'application/json'],
  ['text/calendar;q=0.5, application/json;q=0.1', 'text/calendar; charset=utf-8'],
  ['Text/Calendar', 'text/calendar; charset=utf-8'],
])('a client that accepts %s gets %s', async (accept, contentType) => {
  const answer = await confirmation(await book(stack, (await cloneItem(stack)).wish), accept);
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, contentType]);
  expect(answer.headers.get('Vary')).toContain('Accept');
});

test('whoever accepts text/calendar gets the stay as a calendar file', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const answer = await confirmation(reservation, 'text/calendar');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('Content-Type')).toBe('text/calendar; charset=utf-8');
  expect(answer.headers.get('Content-Disposition')).toBe(
    `attachment; filename="${reservation.reference}.ics"`,
  );
  expect(answer.headers.get('Vary')).toContain('Accept');
  const utc = (instant: string) => new Date(instant).toISOString().replace(/[-:]|\.000/g, '');
  expect(Object.fromEntries(propertiesOf(answer.text))).toMatchObject({
    BEGIN: 'VEVENT',
    UID: reservation.id,
    DTSTART: utc(reservation.startsAt),
    DTEND: utc(reservation.endsAt),
    DTSTAMP: utc(stack.clock.now().toISOString()),
    SUMMARY: `${reservation.item.name}\\, Fine Things`,
    ORGANIZER: 'mailto:owner@fine-things.example',
    DESCRIPTION: `${reservation.reference}\\nFine Things\\n+33 4 93 00 00 00\\nowner@fine-things.example`,
    CONTACT: 'Fine Things\\, +33 4 93 00 00 00\\, owner@fine-things.example',
    URL: expect.stringContaining(`https://fine-things.example/api/v1/stays/${reservation.reference}.`),
    SEQUENCE: '1',
    STATUS: 'CONFIRMED',
  });
});

test('who sees the calendar of a guest sees nothing that opens the reservation', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const { text } = await confirmation(reservation, 'text/calendar');
  const unfolded = text.replaceAll('\r\n ', '');
  expect(unfolded).not.toContain(reservation.manageToken);
  expect(unfolded).not.toContain('#');
});

/** The link of the entry in the calendar file that a confirmed reservation has now. */
async function linkOf(reservation: CreatedReservation): Promise<string> {
  const { text } = await confirmation(reservation, 'text/calendar');
  const url = /^URL;[^:]*:(.*)$/m.exec(text.replaceAll('\r\n ', ''))?.[1]?.trim() ?? '';
  return url.replace('https://fine-things.example/api/v1', '');
}

test('the link of a calendar entry shows the stay, in the language of its guest, and neither its price nor a way to cancel or pay', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const page = await stack.call(await linkOf(reservation), { from: newClient() });
  expect(page.status).toBe(200);
  for (const said of [
    reservation.item.name,
    reservation.reference,
    'This stay is confirmed.',
    'owner@fine-things.example',
  ])
    expect(page.text).toContain(said);
  for (const kept of [reservation.id, ada.email, ada.name, reservation.manageToken, '€'])
    expect(page.text).not.toContain(kept);
});

test('the token of the link opens nothing of the API', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const token = (await linkOf(reservation)).split('.').slice(1).join('.');
  for (const [method, path] of [
    ['GET', ''],
    ['POST', '/cancel'],
    ['GET', '/confirmation'],
  ] as const) {
    const answer = await stack.call(`/reservations/${reservation.id}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}` },
      from: newClient(),
    });
    expect(answer.status, path).toBe(404);
  }
});

test('a link that its guest replaced opens nothing any more, and the next file has the new one', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const before = await linkOf(reservation);
  const replaced = await stack.call(`/reservations/${reservation.id}/calendar-link`, {
    method: 'POST',
    headers: authorized(reservation),
    from: newClient(),
  });
  expect(replaced.status, replaced.text).toBe(200);
  const after = await linkOf(reservation);
  expect(replaced.json()).toEqual({ calendarUrl: `https://fine-things.example/api/v1${after}` });
  expect((await stack.call(after, { from: newClient() })).status).toBe(200);
  const ended = await stack.call(before, { from: newClient(), headers: { 'Accept-Language': 'es' } });
  expect(ended.status).toBe(404);
  expect(ended.text).toContain('Este enlace ya no es válido');
});

test('each change of what the entry says makes its sequence rise, and its UID stays', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const entry = async () => {
    const { text } = await confirmation(reservation, 'text/calendar');
    const { UID, SEQUENCE } = Object.fromEntries(propertiesOf(text));
    return [UID, SEQUENCE];
  };
  expect(await entry()).toEqual([reservation.id, '1']);
  await stack.database.query(
    `update reservations set starts_at = starts_at - interval '1 hour', changed_at = now() where id = $1`,
    [reservation.id],
  );
  expect(await entry()).toEqual([reservation.id, '2']);
  await stack.database.query('update reservations set changed_at = now() where id = $1', [reservation.id]);
  expect(await entry(), 'what the entry does not say').toEqual([reservation.id, '2']);
});

test('the confirmation can be sent again three times in ten minutes, then the guest is told how long to wait', async () => {
  const reservation = await book(stack, (await cloneItem(stack)).wish);
  const guest = newClient();
  // Redis counts in windows of the wall clock: it stands still here, three minutes into one.
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T09:03:00Z') });
  try {
    for (let time = 1; time <= 3; time += 1) {
      expect(bodyOf(await sendAgain(reservation, guest), 202, sentAgainSchema)).toEqual({ isQueued: true });
    }
    const refused = await sendAgain(reservation, guest);
    expectRefusal(refused, 429, 'rate-limited');
    expect(refused.headers.get('Retry-After')).toBe(`${7 * 60}`);
    await stack.functions.settled();
    const sent = (await messagesAbout(stack, reservation.id)).filter((one) => one === 'guest-confirmation');
    expect(sent).toHaveLength(1 + 3);

    vi.setSystemTime(new Date('2027-03-01T09:10:00.001Z'));
    bodyOf(await sendAgain(reservation, guest), 202, sentAgainSchema);
    await stack.functions.settled();
  } finally {
    vi.useRealTimers();
  }
});
