import { describe, expect, test } from 'vitest';
import { guestPageSchema } from '../../src/workflows/guest/guest-page.ts';
import { signedInUser } from '../support/account/accounts.ts';
import { staff } from '../support/account/staff.ts';
import { bodyOf, newClient, reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { messagesAbout } from '../support/booking/settled-state.ts';
import {
  answered,
  arrived,
  currentIn,
  listed,
  saved,
  threadIn,
  threadOf,
  written,
} from '../support/enquiry/enquiries.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../support/http/refusal.ts';

const stack = useStack();
const open = { status: 'open', assignee: null };
const auditOf = async (id: string) =>
  (
    await stack.database.query(
      'select actor, action, details from audit_events where subject_id = $1 order by sequence',
      [id],
    )
  ).rows;

describe('what is written', () => {
  test('is open, nobody’s and unanswered, until it is closed; each change is a version and in the log', async () => {
    const id = await written(stack);
    const before = await listed(stack);
    const first = await threadOf(stack, id);
    expect(first).toMatchObject({
      version: 1,
      status: 'open',
      isUnanswered: true,
      assignee: null,
      messages: [],
    });
    const user = await signedInUser(stack, 'staff');
    const mine = threadIn(await saved(stack, id, 1, { status: 'open', assignee: user.id }, user.headers));
    expect(mine).toMatchObject({ version: 2, assignee: { id: user.id, name: 'Ada Example' } });
    const closed = threadIn(await saved(stack, id, 2, { status: 'closed', assignee: user.id }, user.headers));
    expect(closed).toMatchObject({ version: 3, status: 'closed', isUnanswered: false });
    const after = await listed(stack);
    expect([after.open - before.open, after.unanswered - before.unanswered]).toEqual([-1, -1]);
    expect(threadIn(await saved(stack, id, 3, open))).toMatchObject({ version: 4, ...open });
    const actor = `user:${user.id}`;
    expect(await auditOf(id)).toMatchObject([
      { actor, action: 'enquiry.changed', details: { assigneeTo: user.id } },
      { actor, action: 'enquiry.changed', details: { statusFrom: 'open', statusTo: 'closed' } },
      {
        action: 'enquiry.changed',
        details: { statusFrom: 'closed', statusTo: 'open', assigneeFrom: user.id },
      },
    ]);
  });

  test('saved as it is stays the version that it is', async () => {
    const id = await written(stack);
    const answer = await saved(stack, id, 1, open);
    expect([answer.headers.get('ETag'), threadIn(answer).version]).toEqual(['"1"', 1]);
    expect(await auditOf(id)).toEqual([]);
  });

  test('is spam as long as somebody says so, and no answer goes to spam', async () => {
    const id = await written(stack);
    threadIn(await saved(stack, id, 1, { status: 'closed', assignee: null }));
    expect(threadIn(await saved(stack, id, 2, { status: 'spam', assignee: null })).status).toBe('spam');
    expectRefusal(await answered(stack, id, 3, 'Hello'), 409, 'state-conflict');
    expect((await threadOf(stack, id)).messages).toEqual([]);
    expect(threadIn(await saved(stack, id, 3, open))).toMatchObject({ status: 'open', isUnanswered: true });
  });

  test('is somebody’s of the staff, and nobody else’s', async () => {
    const id = await written(stack);
    const guest = await signedInUser(stack, 'guest');
    const gone = await signedInUser(stack, 'staff');
    await stack.database.query(`update users set status = 'banned' where id = $1`, [gone.id]);
    for (const assignee of [guest.id, gone.id, `usr_${'0'.repeat(26)}`, 'me'])
      expect(refusedFields(await saved(stack, id, 1, { status: 'open', assignee }))).toEqual(['assignee']);
    expect(refusedFields(await saved(stack, id, 1, { status: 'open' }))).toEqual(['assignee']);
    expect((await threadOf(stack, id)).version).toBe(1);
    // Who is no longer of the staff keeps it until it is given to somebody else.
    const left = await signedInUser(stack, 'manager');
    threadIn(await saved(stack, id, 1, { status: 'open', assignee: left.id }));
    await stack.database.query(`update users set role = 'guest' where id = $1`, [left.id]);
    expect(threadIn(await saved(stack, id, 2, { status: 'closed', assignee: left.id })).status).toBe(
      'closed',
    );
  });

  test('and changed since it was read is not changed unseen: the refusal has it as it is now', async () => {
    const id = await written(stack);
    const user = await signedInUser(stack, 'staff');
    threadIn(await saved(stack, id, 1, { status: 'open', assignee: user.id }));
    const late = await saved(stack, id, 1, { status: 'spam', assignee: null });
    expectRefusal(late, 412, 'version-changed');
    expect(currentIn(late)).toEqual(await threadOf(stack, id));
    const blind = await stack.call(`/enquiries/${id}`, {
      method: 'PUT',
      body: open,
      headers: staff,
      from: newClient(),
    });
    expectRefusal(blind, 428, 'version-missing');
  });

  test('by nobody is not there', async () => {
    for (const answer of [
      await stack.call('/enquiries/enq_made-up', { headers: staff, from: newClient() }),
      await saved(stack, 'enq_made-up', 1, open),
      await answered(stack, 'enq_made-up', 1, 'Hello'),
    ])
      expectRefusal(answer, 404, 'not-found');
  });
});

describe('what was set aside', () => {
  const setAside = () => written(stack, { topic: 'https://buy.example' });

  test('is counted apart, opened by letting it through alone, and answered only then', async () => {
    const id = await setAside();
    const before = await listed(stack);
    expect(await threadOf(stack, id)).toMatchObject({ status: 'set-aside', isUnanswered: false });
    expectRefusal(await saved(stack, id, 1, open), 409, 'state-conflict');
    expectRefusal(await answered(stack, id, 1, 'Hello'), 409, 'state-conflict');
    expect(threadIn(await saved(stack, id, 1, { status: 'spam', assignee: null })).status).toBe('spam');
    expect((await listed(stack)).setAside).toBe(before.setAside - 1);
    expect(threadIn(await saved(stack, id, 2, { status: 'set-aside', assignee: null })).version).toBe(3);
    threadIn(await saved(stack, id, 3, { status: 'spam', assignee: null }));
    const through = await stack.call(`/enquiries/${id}/let-through`, {
      method: 'POST',
      headers: staff,
      from: newClient(),
    });
    expect(threadIn(through)).toMatchObject({ status: 'open', isUnanswered: true, version: 5 });
    expect(await messagesAbout(stack, id)).toEqual(['owner-new-enquiry']);
    expect((await answered(stack, id, 5, 'Hello')).status).toBe(201);
  });

  test('is what came so: nobody sets a person’s aside', async () => {
    const id = await written(stack);
    const answer = await saved(stack, id, 1, { status: 'set-aside', assignee: null });
    expect(refusedFields(answer)).toEqual(['status']);
  });
});

describe('the list', () => {
  const idsOf = async (query: Readonly<Record<string, string>>, headers = staff) =>
    (await listed(stack, query, headers)).enquiries.map(({ id }) => id);

  test('is of what is asked for: how it stands, whose, about what, from whom', async () => {
    const { slug } = await cloneItem(stack);
    const user = await signedInUser(stack, 'staff');
    const about = await written(stack, { item: slug, email: 'filter@guests.example' });
    stack.clock.advance({ seconds: 1 });
    const spam = await written(stack, { item: slug });
    stack.clock.advance({ seconds: 1 });
    const done = await written(stack, { item: slug, email: 'Filter@Guests.example' });
    threadIn(await saved(stack, about, 1, { status: 'open', assignee: user.id }));
    threadIn(await saved(stack, spam, 1, { status: 'spam', assignee: null }));
    threadIn(await answered(stack, done, 1, 'Yes.'));
    expect(await idsOf({ item: slug })).toEqual([done, spam, about]);
    expect(await idsOf({ item: slug, status: 'open' })).toEqual([done, about]);
    expect(await idsOf({ item: slug, status: 'spam' })).toEqual([spam]);
    expect(await idsOf({ item: slug, unanswered: 'yes' })).toEqual([about]);
    expect(await idsOf({ item: slug, assignee: user.id })).toEqual([about]);
    expect(await idsOf({ assignee: 'me' }, user.headers)).toEqual([about]);
    expect(await idsOf({ item: slug, assignee: 'none' })).toEqual([done, spam]);
    expect(await idsOf({ email: 'FILTER@guests.example' })).toEqual([done, about]);
    expect(await idsOf({ item: 'no-such-thing' })).toEqual([]);
    const asked = (query: string) => stack.call(`/enquiries?${query}`, { headers: staff, from: newClient() });
    expect(refusedFields(await asked('assignee=me'))).toEqual(['assignee']);
    for (const query of ['status=lost', 'assignee=usr_x', 'unanswered=no', 'email=x', 'limit=101'])
      expect(refusedFields(await asked(query))).toEqual([query.split('=')[0]]);
    expect(refusedFields(await asked('cursor=WyIxIiwiMiJd'))).toEqual(['cursor']);
  });

  test('comes in pages, each once and none twice', async () => {
    const { slug } = await cloneItem(stack);
    const all: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      all.unshift(await written(stack, { item: slug }));
      stack.clock.advance({ seconds: 1 });
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await listed(stack, { item: slug, limit: '2', ...(cursor && { cursor }) });
      seen.push(...page.enquiries.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all);
  });
});

test('whoever has reserved under the address is known, whatever its case, and what they were answered is on their page', async () => {
  const email = 'known@guests.example';
  const stranger = await threadOf(stack, await written(stack, { email: 'stranger@guests.example' }));
  expect(stranger.guest).toBeNull();
  await reserve(stack, (await cloneItem(stack)).wish, { name: 'Known', email: 'Known@guests.example' });
  const id = await written(stack, { email });
  const { guest } = threadIn(await answered(stack, id, 1, 'Welcome back.'));
  expect(guest?.reservationCount).toBe(1);
  const page = await stack.call(`/guests/${guest?.id}`, { headers: staff, from: newClient() });
  const { messages, enquiries } = bodyOf(page, 200, guestPageSchema);
  expect(enquiries.map((one) => one.id)).toEqual([id]);
  expect(messages.map(({ template }) => template)).toContain('guest-enquiry-answer');
});

test('a mail that comes makes the next version, and the last word theirs', async () => {
  const id = await written(stack);
  threadIn(await answered(stack, id, 1, 'Yes.'));
  expect((await threadOf(stack, id)).isUnanswered).toBe(false);
  await arrived(stack, id, 'And the harp?', '<harp@mail.example>');
  const thread = await threadOf(stack, id);
  expect(thread).toMatchObject({ version: 3, isUnanswered: true });
  expect(thread.messages.map(({ direction, text, author }) => [direction, text, author === null])).toEqual([
    ['out', 'Yes.', false],
    ['in', 'And the harp?', true],
  ]);
  const late = await answered(stack, id, 2, 'It is a fine piano.');
  expect(expectRefusal(late, 412, 'version-changed').detail).toMatch(/written/);
});

test('nobody rewrites what was said', async () => {
  threadIn(await answered(stack, await written(stack), 1, 'Yes.'));
  for (const change of [
    `update enquiry_messages set author = 'user:other'`,
    'delete from enquiry_messages',
    'truncate enquiry_messages',
  ])
    await expect(stack.database.query(change)).rejects.toThrow();
});
