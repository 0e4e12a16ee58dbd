import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { afterEach, describe, expect, test } from 'vitest';
import { forgetSetAside } from '../../src/enquiry/forget-set-aside.ts';
import { enquiriesSchema } from '../../src/workflows/enquiry/list-enquiries.ts';
import { newMail, password, post, signedInUser } from '../support/account/accounts.ts';
import { staff } from '../support/account/staff.ts';
import { newClient, postReservation, quote } from '../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../support/booking/cloned-item.ts';
import { messagesAbout } from '../support/booking/settled-state.ts';
import { testEnvironment } from '../support/harness/environment.ts';
import { useStack } from '../support/harness/stack.ts';
import { fieldsOfPage, postForm } from '../support/http/plain-form.ts';
import { expectRefusal } from '../support/http/refusal.ts';

const stack = useStack();
afterEach(() => stack.functions.settled());

const site = testEnvironment.SITE_URL;
let written = 0;

function message() {
  written += 1;
  return { name: 'Grace Hopper', email: 'grace@guests.example', message: `Question ${written}` };
}

async function list(query = '?status=set-aside') {
  const answer = await stack.call(`/enquiries${query}`, { headers: staff, from: newClient() });
  expect(answer.status, answer.text).toBe(200);
  return v.parse(enquiriesSchema, answer.json());
}

/** What is set aside while something is done, without what was there before. */
async function addedBy(act: () => Promise<unknown>) {
  const before = await list();
  await act();
  await stack.functions.settled();
  const after = await list();
  const known = before.enquiries.map(({ id }) => id);
  expect(after.setAside - before.setAside).toBe(after.enquiries.length - before.enquiries.length);
  return after.enquiries.filter(({ id }) => !known.includes(id));
}

function filledIn({ wish }: ClonedItem): Record<string, string> {
  const guest = {
    'guest.name': 'Ada Lovelace',
    'guest.email': 'ada@guests.example',
    'guest.note': 'By boat',
  };
  return { item: wish.item, from: wish.from, to: wish.to, guests: '2', next: '/reserved/', ...guest };
}

const reserveByForm = (fields: Readonly<Record<string, string>>) =>
  postForm(stack, '/reservations', fields, newClient());

async function reservationsOf({ id }: ClonedItem): Promise<number> {
  const { rows } = await stack.database.query('select from reservations where item_id = $1', [id]);
  return rows.length;
}

describe.each(['topic', 'website'])('with the trap %s filled', (trap) => {
  test('a message by the plain form is thanked for like any, kept aside and mailed to nobody', async () => {
    const fields = message();
    const [kept, ...more] = await addedBy(async () => {
      for (const press of [1, 2]) {
        const answer = await postForm(
          stack,
          '/contact',
          { ...fields, [trap]: 'https://buy.example' },
          newClient(),
        );
        expect([press, answer.status, answer.headers.get('Location')]).toEqual([
          press,
          303,
          `${site}/thank-you/`,
        ]);
      }
    });
    expect(more).toEqual([]);
    expect(kept).toMatchObject({
      ...fields,
      form: 'contact',
      setAsideBecause: 'trap-filled',
      letThroughAt: null,
    });
    expect(await messagesAbout(stack, kept?.id ?? '')).toEqual([]);
  });

  test('a message by JSON is answered like any', async () => {
    const [kept] = await addedBy(async () => {
      const body = { ...message(), [trap]: 'x' };
      const headers = { 'Idempotency-Key': randomUUID() };
      expect((await stack.call('/contact', { body, headers, from: newClient() })).status).toBe(201);
    });
    expect(kept?.setAsideBecause).toBe('trap-filled');
  });

  test.each(['the first', 'the second'])(
    'a reservation by %s form holds no dates and keeps all that was typed',
    async (which) => {
      const item = await cloneItem(stack);
      const first = filledIn(item);
      const [kept] = await addedBy(async () => {
        const second = { ...fieldsOfPage((await reserveByForm(first)).text), acceptsPolicy: 'on' };
        stack.clock.advance({ seconds: 10 });
        const answer = await reserveByForm({ ...(which === 'the first' ? first : second), [trap]: 'x' });
        expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${site}/thank-you/`]);
      });
      expect(await reservationsOf(item)).toBe(0);
      expect(kept).toMatchObject({
        form: 'reservation',
        item: item.wish.item,
        name: 'Ada Lovelace',
        email: 'ada@guests.example',
        setAsideBecause: 'trap-filled',
      });
      for (const typed of [
        `from: ${item.wish.from}`,
        `to: ${item.wish.to}`,
        'guests: 2',
        'guest.note: By boat',
      ])
        expect(kept?.message).toContain(typed);
    },
  );
});

test.each([
  [0, true],
  [1.99, true],
  [2, false],
  [86_400, false],
  [undefined, false],
])(
  'a message sent %s seconds after its form was given is set aside: %s',
  async (elapsedSeconds, isSetAside) => {
    const kept = await addedBy(async () => {
      const body = { ...message(), ...(elapsedSeconds === undefined ? {} : { elapsedSeconds }) };
      const answer = await stack.call('/contact', {
        body,
        headers: { 'Idempotency-Key': randomUUID() },
        from: newClient(),
      });
      expect(answer.status).toBe(201);
      const { id } = v.parse(v.object({ id: v.string() }), answer.json());
      expect(await messagesAbout(stack, id)).toEqual(isSetAside ? [] : ['owner-new-enquiry']);
    });
    expect(kept.map(({ setAsideBecause }) => setAsideBecause)).toEqual(isSetAside ? ['too-fast'] : []);
  },
);

test('the same message pressed again, later, is the same request whatever its signs say', async () => {
  const [body, headers] = [message(), { 'Idempotency-Key': randomUUID() }];
  const ask = (elapsedSeconds: number) =>
    stack.call('/contact', { body: { ...body, elapsedSeconds }, headers, from: newClient() });
  expect((await ask(5)).text).toBe((await ask(9)).text);
});

test('a form of the price that comes back in less than two seconds holds no dates; after two it reserves, of the same page', async () => {
  const item = await cloneItem(stack);
  const page = await reserveByForm(filledIn(item));
  const fields = { ...fieldsOfPage(page.text), acceptsPolicy: 'on' };
  const [kept, ...more] = await addedBy(async () => {
    for (const seconds of [1, 0.999]) {
      stack.clock.advance({ seconds });
      const answer = await reserveByForm(fields);
      expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${site}/thank-you/`]);
      expect(await reservationsOf(item)).toBe(0);
    }
  });
  expect(more).toEqual([]);
  expect(kept).toMatchObject({ form: 'reservation', setAsideBecause: 'too-fast' });
  stack.clock.advance({ seconds: 0.001 });
  const answer = await reserveByForm(fields);
  expect([answer.status, answer.headers.get('Location')]).toEqual([303, `${site}/reserved/`]);
  expect(await reservationsOf(item)).toBe(1);
});

test('whoever calls the API with a quote of this moment reserves: it has no form to look at', async () => {
  const item = await cloneItem(stack);
  expect((await postReservation(stack, (await quote(stack, item.wish)).quote)).status).toBe(201);
});

test.each([{ topic: 'x' }, { website: 'x' }, { elapsedSeconds: 1 }])(
  'a registration with %j is answered like any, leaves no link, no mail and no password, and stands in the list',
  async (signs) => {
    const email = newMail();
    const [kept] = await addedBy(async () => {
      for (const press of [1, 2]) {
        const answer = await post(stack, '/auth/register', { email, password, name: 'Ada', ...signs });
        expect([press, answer.status, answer.json()]).toEqual([press, 202, { isSent: true }]);
      }
    });
    expect(kept).toMatchObject({ form: 'registration', email, name: 'Ada' });
    expect(JSON.stringify(kept)).not.toContain(password);
    const { rows } = await stack.database.query('select from one_time_tokens where email = $1', [email]);
    expect(rows).toEqual([]);
  },
);

test('the staff let through what was a person’s: the owner is told of it, once, and it waits no more', async () => {
  const [kept] = await addedBy(() => postForm(stack, '/contact', { ...message(), topic: 'x' }, newClient()));
  const user = await signedInUser(stack, 'staff');
  const before = (await list()).setAside;
  const letThrough = () => post(stack, `/enquiries/${kept?.id}/let-through`, undefined, user.headers);
  const answers = [await letThrough(), await letThrough()];
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers[0]?.text).toBe(answers[1]?.text);
  expect(answers[0]?.json()).toMatchObject({
    id: kept?.id,
    status: 'open',
    letThroughAt: expect.any(String),
  });
  expect(await messagesAbout(stack, kept?.id ?? '')).toEqual(['owner-new-enquiry']);
  expect((await list()).setAside).toBe(before - 1);
  expect((await list('')).enquiries.map(({ id }) => id)).toContain(kept?.id);
  const { rows } = await stack.database.query(
    "select actor from audit_events where subject_id = $1 and action = 'enquiry.let-through'",
    [kept?.id],
  );
  expect(rows).toEqual([{ actor: `user:${user.id}` }]);
});

test('what was never set aside cannot be let through', async () => {
  const headers = { 'Idempotency-Key': randomUUID() };
  const answer = await stack.call('/contact', { body: message(), headers, from: newClient() });
  const { id } = v.parse(v.object({ id: v.string() }), answer.json());
  for (const one of [id, 'enq_made-up'])
    expectRefusal(await post(stack, `/enquiries/${one}/let-through`, undefined, staff), 404, 'not-found');
});

test('what nobody let through is forgotten after three months, and nothing else', async () => {
  const all = () =>
    stack.database.query<{ id: string; waits: boolean }>(
      'select id, set_aside_because is not null and let_through_at is null as waits from enquiries',
    );
  await addedBy(() => postForm(stack, '/contact', { ...message(), topic: 'x' }, newClient()));
  const before = (await all()).rows;
  expect(before.some(({ waits }) => waits)).toBe(true);
  stack.clock.advance({ hours: 89 * 24 });
  await forgetSetAside(stack.runtime);
  expect((await all()).rows).toHaveLength(before.length);
  stack.clock.advance({ hours: 2 * 24 });
  await forgetSetAside(stack.runtime);
  expect((await all()).rows.map(({ id }) => id).sort()).toEqual(
    before
      .filter(({ waits }) => !waits)
      .map(({ id }) => id)
      .sort(),
  );
});
