import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createdReservationSchema } from '../../src/booking/present-reservation.ts';
import {
  authorized,
  bodyOf,
  newClient,
  openPayment,
  pay,
  quote,
  reservationBody,
  reserve,
} from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { businessContent, set } from '../support/settings.ts';

const stack = useStack();
beforeEach(async () => {
  await set(stack, 'business', businessContent());
  await set(stack, 'notifications', { recipients: [] });
  await stack.mailbox.clear();
});

const mails = () => stack.mailbox.messages();
const mailTo = (address: string) => mails().find(({ to }) => to.includes(address));

async function enquire() {
  const body = { name: 'Ada', email: 'ada@guests.example', message: 'Is the terrace heated?' };
  const headers = { 'Idempotency-Key': randomUUID() };
  expect((await stack.call('/contact', { body, headers, from: newClient() })).status).toBe(201);
  await stack.functions.settled();
}

async function bookedBy(email: string, language = 'es') {
  const { quote: token } = await quote(stack, (await cloneItem(stack)).wish);
  const body = { ...reservationBody(token, { name: 'Ada', email }), language };
  const headers = { 'Idempotency-Key': randomUUID() };
  const answer = await stack.call('/reservations', { body, headers, from: newClient() });
  const booked = bodyOf(answer, 201, createdReservationSchema);
  await pay(stack, (await openPayment(stack, booked)).intentId);
  await stack.functions.settled();
  return booked;
}

test('with nothing set a mail is of the business in the environment', async () => {
  await enquire();
  const mail = mailTo(testEnvironment.OWNER_EMAIL);
  expect(mail?.from).toBe('Fine Things <bookings@fine-things.example>');
  expect(mail?.text).not.toMatch(/Terms|Legal notice/);
});

test('what is set is in the next mail: name, telephone, owner’s address, postal address, terms, imprint', async () => {
  const content = businessContent({
    name: 'Maison Azur',
    phone: '+33 4 93 11 22 33',
    address: '4 rue des Voiliers, 06600 Antibes',
    ownerEmail: 'desk@maison-azur.example',
    terms: '/terms/',
    imprint: 'https://azur.example/legal?a=1',
  });
  await set(stack, 'business', content);
  const booked = await bookedBy('ada@guests.example');
  const mail = mailTo('ada@guests.example');
  expect(mail?.from).toBe('Maison Azur <bookings@fine-things.example>');
  expect(mail?.headers['reply-to']).toEqual(['desk@maison-azur.example']);
  for (const part of [
    'Maison Azur',
    '+33 4 93 11 22 33',
    '4 rue des Voiliers, 06600 Antibes',
    'Condiciones generales: https://fine-things.example/terms/',
    'Aviso legal: https://azur.example/legal?a=1',
  ])
    expect(mail?.text).toContain(part);
  expect(mail?.html).toContain('href="https://fine-things.example/terms/"');
  expect(mail?.text).not.toContain('Fine Things');
  expect(mailTo('desk@maison-azur.example')?.subject).toMatch(/^New reservation/);
  const path = `/reservations/${booked.id}/confirmation`;
  const headers = authorized(booked);
  const shown = await stack.call(path, { headers, from: newClient() });
  expect(shown.json()).toMatchObject({ businessName: 'Maison Azur' });
  const calendar = await stack.call(path, {
    headers: { ...headers, Accept: 'text/calendar' },
    from: newClient(),
  });
  expect(calendar.text).toContain('ORGANIZER;CN="Maison Azur":mailto:desk@maison-azur.example');
  const link = /^URL;VALUE=URI:(.*)$/m.exec(calendar.text.replaceAll('\r\n ', ''))?.[1]?.trim() ?? '';
  const stay = await stack.call(new URL(link).pathname.replace('/api/v1', ''), { from: newClient() });
  expect(stay.text).toContain('mailto:desk@maison-azur.example');
});

test('a guest of a language that the house does not write gets its first; the owner still reads which it was', async () => {
  await set(stack, 'business', businessContent({ languages: ['fr', 'en'] }));
  await bookedBy('ada@guests.example', 'es');
  expect(mailTo('ada@guests.example')?.text).toContain('Bonjour Ada');
  expect(mailTo(testEnvironment.OWNER_EMAIL)?.text).toContain('Language: Spanish');
  await bookedBy('eve@guests.example', 'en');
  expect(mailTo('eve@guests.example')?.text).toContain('Dear Ada');
});

test('each address is told of its topics alone, in one mail; what nobody is told of goes to the owner', async () => {
  await set(stack, 'notifications', {
    recipients: [
      { email: 'sales@fine-things.example', topics: ['enquiries', 'reservations'] },
      { email: 'desk@fine-things.example', topics: ['enquiries'] },
    ],
  });
  await enquire();
  expect(mails().map(({ to }) => to)).toEqual([['sales@fine-things.example', 'desk@fine-things.example']]);
  await stack.mailbox.clear();
  const { id } = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.database.query(
    `insert into outbox (id, template, subject_id, details, due_at, created_at) values ($1, 'owner-deposit-call-failed', $2, '{}', $3, $3)`,
    ['msg_01hzzzzzzzzzzzzzzzzzzzzzzz', id, stack.clock.now()],
  );
  await bookedBy('ada@guests.example');
  const subjects = mails().map(({ to, subject }) => [to.join(), subject.split(':')[0]]);
  expect(subjects).toContainEqual(['sales@fine-things.example', 'New reservation']);
  expect(subjects).toContainEqual([testEnvironment.OWNER_EMAIL, 'Security deposit not settled']);
  expect(subjects.filter(([to]) => to === 'desk@fine-things.example')).toEqual([]);
});
