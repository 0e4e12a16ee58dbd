import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import deliverMessages from '../../netlify/functions/scheduled/deliver-messages.ts';
import { signedInUser } from '../support/account/accounts.ts';
import { dumpDatabase } from '../support/database/database-dump.ts';
import { queuedBehind } from '../support/database/queued-behind.ts';
import {
  answered,
  arrived,
  currentIn,
  saved,
  threadIn,
  threadOf,
  written,
} from '../support/enquiry/enquiries.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
beforeEach(async () => {
  await stack.functions.settled();
  await stack.mailbox.clear();
});
afterEach(async () => {
  stack.mailbox.clearFaults();
  await stack.functions.settled();
});

/** The mails to whoever wrote, the first in front. */
async function mailsTo(email: string) {
  await stack.functions.settled();
  return stack.mailbox
    .messages()
    .filter((mail) => mail.to.includes(email))
    .reverse();
}

const newWriter = () => `w${randomUUID().slice(0, 8)}@guests.example`;

test('an answer goes to whoever wrote, with what they asked below it, and is answered to the house', async () => {
  const email = newWriter();
  const id = await written(stack, {
    email,
    item: 'riad-zahra',
    message: 'Is the piano tuned?\nAnd the harp?',
  });
  const user = await signedInUser(stack, 'staff');
  const { headers } = user;
  const made = await answered(stack, id, 1, 'Both are.\n\nCome and play.', { headers });
  expect([made.status, made.headers.get('ETag')]).toEqual([201, '"2"']);
  expect(threadIn(made)).toMatchObject({
    isUnanswered: false,
    messages: [
      { direction: 'out', author: `user:${user.id}`, text: 'Both are.\n\nCome and play.', version: 2 },
    ],
  });
  const [mail, ...more] = await mailsTo(email);
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ subject: 'Your enquiry about Riad Zahra' });
  expect(mail?.headers['reply-to']?.[0]).toContain(testEnvironment.OWNER_EMAIL);
  // A person wrote it: a program that answers for its owner may.
  expect(mail?.headers['auto-submitted']).toBeUndefined();
  const text = mail?.text ?? '';
  for (const part of [
    'Dear Grace Hopper,',
    'Both are.\n\nCome and play.',
    '> Is the piano tuned?\n> And the harp?',
  ])
    expect(text.replaceAll('\r\n', '\n')).toContain(part);
  expect(text.indexOf('Come and play')).toBeLessThan(text.indexOf('> Is the piano'));
  expect((await threadOf(stack, id)).messages[0]?.delivery).toMatchObject({ status: 'sent' });
});

test.each([
  ['en', /Your message to/, 'Dear Grace', 'You wrote on'],
  ['fr', /Votre message à/, 'Bonjour Grace', 'Vous avez écrit le'],
  ['es', /Su mensaje a/, 'Buenos días, Grace', 'Usted escribió el'],
])(
  'around the words of the staff it speaks the language of whoever wrote: %s',
  async (language, subject, greeting, asked) => {
    const email = newWriter();
    const id = await written(stack, { email, language, name: 'Grace' });
    threadIn(await answered(stack, id, 1, 'Sí, bien sûr, of course.'));
    const [mail] = await mailsTo(email);
    expect(mail?.subject).toMatch(subject);
    for (const part of [greeting, 'Sí, bien sûr, of course.', asked]) {
      expect(mail?.text).toContain(part);
      expect(mail?.html).toContain(part);
    }
    expect(mail?.html).toContain(`<html lang="${language}">`);
  },
);

test('what is written about one enquiry is one thread, with what came in between', async () => {
  const email = newWriter();
  const id = await written(stack, { email });
  threadIn(await answered(stack, id, 1, 'First.'));
  threadIn(await answered(stack, id, 2, 'Second.'));
  await arrived(stack, id, 'Thank you. And the harp?', '<reply@mail.example>');
  threadIn(await answered(stack, id, 4, 'Third.'));
  const mails = await mailsTo(email);
  const [first, second, third] = mails.map(({ messageId }) => messageId);
  expect(new Set([first, second, third]).size).toBe(3);
  const { rows } = await stack.database.query(
    `select message_id, in_reply_to from enquiry_messages where enquiry_id = $1 and direction = 'out' order by version`,
    [id],
  );
  expect(rows).toEqual([
    { message_id: first, in_reply_to: null },
    { message_id: second, in_reply_to: first },
    { message_id: third, in_reply_to: '<reply@mail.example>' },
  ]);
  expect(
    mails.map(({ headers }) => [headers['in-reply-to']?.[0], headers.references?.[0]?.split(/\s+/)]),
  ).toEqual([
    [undefined, undefined],
    [first, [first]],
    ['<reply@mail.example>', [first, second, '<reply@mail.example>']],
  ]);
  expect(mails[2]?.text).toContain('> Thank you. And the harp?');
  expect(mails[2]?.text).not.toContain('> Is the piano tuned?');
});

test('a mail that has to be sent again has the Message-ID that it was written with', async () => {
  const email = newWriter();
  const id = await written(stack, { email });
  await stack.functions.settled();
  stack.mailbox.faults({ dropAfterData: true, next: 1 });
  threadIn(await answered(stack, id, 1, 'Yes.'));
  await stack.functions.settled();
  expect((await threadOf(stack, id)).messages[0]?.delivery?.status).toBe('pending');
  stack.clock.advance({ minutes: 1 });
  await fireSchedule(stack, deliverMessages);
  const ids = (await mailsTo(email)).map(({ messageId }) => messageId);
  const { rows } = await stack.database.query(
    'select message_id from enquiry_messages where enquiry_id = $1',
    [id],
  );
  expect(ids).toEqual([rows[0]?.message_id, rows[0]?.message_id]);
  expect((await threadOf(stack, id)).messages[0]?.delivery?.status).toBe('sent');
});

test('the same answer sent twice by its sender is one, whatever was written since; another under its key is refused', async () => {
  const email = newWriter();
  const id = await written(stack, { email });
  const key = randomUUID();
  const first = await answered(stack, id, 1, 'Yes.', { key });
  threadIn(await answered(stack, id, 2, 'And the harp too.'));
  const again = await answered(stack, id, 1, 'Yes.', { key });
  expect([first.headers.get('Idempotent-Replayed'), again.headers.get('Idempotent-Replayed')]).toEqual([
    null,
    'true',
  ]);
  expect(threadIn(again).messages.map(({ text }) => text)).toEqual(['Yes.', 'And the harp too.']);
  expectRefusal(await answered(stack, id, 3, 'No.', { key }), 422, 'idempotency-key-reused');
  expect(await mailsTo(email)).toHaveLength(2);
  const { rows } = await stack.database.query(
    `select details from audit_events where subject_id = $1 and action = 'enquiry.answered'`,
    [id],
  );
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows)).not.toContain('harp');
});

test('of two who answer at once one is sent, and the other is shown it', async () => {
  const email = newWriter();
  const id = await written(stack, { email });
  await stack.functions.settled();
  const [one, other] = [await signedInUser(stack, 'staff'), await signedInUser(stack, 'manager')];
  const answers = await queuedBehind(
    stack,
    'select from enquiries where id = $1 for update',
    [id],
    [
      () => answered(stack, id, 1, 'From one.', { headers: one.headers }),
      () => answered(stack, id, 1, 'From the other.', { headers: other.headers }),
    ],
  );
  expect(answers.map(({ status }) => status)).toEqual([201, 412]);
  const [, late] = answers;
  if (!late) throw new Error('nobody was late');
  expect(expectRefusal(late, 412, 'version-changed').detail).toMatch(/answered/);
  expect(currentIn(late)).toMatchObject({
    version: 2,
    messages: [{ text: 'From one.', author: `user:${one.id}` }],
  });
  expect(await mailsTo(email)).toHaveLength(1);
  // What they wrote is theirs to send, now that they know.
  expect((await answered(stack, id, 2, 'From the other.', { headers: other.headers })).status).toBe(201);
});

test('who changes it while somebody answers is told, and the other way round', async () => {
  for (const [index, statuses] of [
    [0, [201, 412]],
    [1, [412, 200]],
  ] as const) {
    const id = await written(stack, { email: newWriter() });
    await stack.functions.settled();
    const calls = [
      () => answered(stack, id, 1, 'Yes.'),
      () => saved(stack, id, 1, { status: 'closed', assignee: null }),
    ];
    const answers = await queuedBehind(
      stack,
      'select from enquiries where id = $1 for update',
      [id],
      index === 0 ? calls : calls.toReversed(),
    );
    const shown = answers.map(({ status }) => status);
    expect(index === 0 ? shown : shown.toReversed()).toEqual(statuses);
  }
});

test('a closed one may be answered and stays closed', async () => {
  const id = await written(stack, { email: newWriter() });
  threadIn(await saved(stack, id, 1, { status: 'closed', assignee: null }));
  expect(threadIn(await answered(stack, id, 2, 'One more thing.'))).toMatchObject({
    status: 'closed',
    version: 3,
  });
});

test('nothing that was written stands readable in the database, and nothing empty is sent', async () => {
  const id = await written(stack, { email: newWriter() });
  threadIn(await answered(stack, id, 1, 'A sentence like no other, quetzal.'));
  expect(await dumpDatabase(stack.database)).not.toContain('quetzal');
  for (const text of ['', '   ', 'x'.repeat(10_001)])
    expect(refusedFields(await answered(stack, id, 2, text))).toEqual(['text']);
});
