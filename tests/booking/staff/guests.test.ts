import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { guestBanSchema, guestBansSchema } from '../../../src/booking/desk/guest-bans.ts';
import { guestsSchema } from '../../../src/workflows/guest/find-guests.ts';
import { guestPageSchema } from '../../../src/workflows/guest/guest-page.ts';
import { staff } from '../../support/account/staff.ts';
import {
  bodyOf,
  newClient,
  openPayment,
  pay,
  quote,
  reservationBody,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const ask = (method: string, path: string, body?: unknown) =>
  stack.call(path, {
    method,
    headers: { ...staff, 'Idempotency-Key': randomUUID() },
    from: newClient(),
    ...(body === undefined ? {} : { body }),
  });
const find = async (query: Readonly<Record<string, string>>) =>
  bodyOf(await ask('GET', `/guests?${new URLSearchParams(query)}`), 200, guestsSchema).guests;
const pageOf = async (id: string) => bodyOf(await ask('GET', `/guests/${id}`), 200, guestPageSchema);

/** Somebody tries to reserve. */
async function tried(guest: Readonly<Record<string, string>>, key: string = randomUUID(), token?: string) {
  const { quote: fresh } = token ? { quote: token } : await quote(stack, (await cloneItem(stack)).wish);
  const answer = await stack.call('/reservations', {
    body: reservationBody(fresh, { name: 'Zoe', ...guest }),
    headers: { 'Idempotency-Key': key },
    from: newClient(),
  });
  return { status: answer.status, refusal: Object(answer.json()), token: fresh };
}

test('a guest is found by address, number and name, once for all bookings, with all that they booked, paid, wrote and were sent', async () => {
  const guest = { name: 'Katherine Johnson', email: 'kj@guests.example', phone: '+1 202 555 0123' };
  const first = await reserve(stack, (await cloneItem(stack)).wish, guest);
  await pay(stack, (await openPayment(stack, first)).intentId);
  stack.clock.advance({ seconds: 1 });
  const second = await reserve(stack, (await cloneItem(stack)).wish, {
    ...guest,
    email: 'KJ@guests.example',
    name: 'Kate Johnson-Goble',
  });
  await stack.call('/contact', {
    body: { name: 'K', email: 'kj@guests.example', message: 'Is there a piano?' },
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  for (const query of [
    { email: 'kj@GUESTS.example' },
    { phone: '0012025550123' },
    { name: 'goble KATE' },
    { name: 'katherine' },
  ]) {
    const found = await find(query);
    expect(found, JSON.stringify(query)).toMatchObject([{ name: 'Kate Johnson-Goble', reservationCount: 2 }]);
    const page = await pageOf(found[0]?.id ?? '');
    expect(page.reservations.map(({ id }) => id)).toEqual([second.id, first.id]);
    expect(page.reservations.map(({ guestId }) => guestId)).toEqual([page.id, page.id]);
    expect(page.sums).toMatchObject([{ received: first.total }]);
    expect(page.enquiries.map(({ message }) => message)).toEqual(['Is there a piano?']);
    expect(page.messages.map(({ template }) => template)).toContain('guest-confirmation');
    expect(page.messages.filter(({ template }) => template.startsWith('owner'))).toEqual([]);
    expect(page).toMatchObject({ phone: '+1 202 555 0123', isBanned: false });
  }
  expect(await find({ name: 'johnson', phone: '+12025550124' })).toEqual([]);
});

test('who only wrote is a guest by their address, and nobody is one by an id that is made up', async () => {
  await stack.call('/contact', {
    body: { name: 'Radia', email: 'radia@guests.example', message: 'Hello' },
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  const [found] = await find({ email: 'radia@guests.example' });
  expect(found).toMatchObject({ name: 'Radia', reservationCount: 0 });
  expect((await pageOf(found?.id ?? '')).reservations).toEqual([]);
  for (const id of ['gst_', `gst_${'x'.repeat(43)}`, "gst_' or true", 'res_1'])
    expect((await ask('GET', `/guests/${encodeURIComponent(id)}`)).status, id).toBe(404);
  const bare = await ask('GET', '/guests');
  expect([bare.status, Object(bare.json()).errors[0].field]).toEqual([422, 'email']);
});

test('notes and tags are about the guest, of all their bookings', async () => {
  await reserve(stack, (await cloneItem(stack)).wish, { name: 'Joan Clarke', email: 'joan@guests.example' });
  const [{ id } = { id: '' }] = await find({ name: 'joan clarke' });
  expect((await ask('POST', `/guests/${id}/notes`, { text: 'Likes chess' })).status).toBe(201);
  expect((await ask('PUT', `/guests/${id}/tags/VIP`)).status).toBe(200);
  const page = await pageOf(id);
  expect([page.notes.map(({ text }) => text), page.tags]).toEqual([['Likes chess'], ['vip']]);
  expect((await ask('DELETE', `/guests/${id}/notes/${page.notes[0]?.id}`)).status).toBe(200);
  expect((await ask('DELETE', `/guests/${id}/tags/vip`)).status).toBe(200);
  const nobody = `gst_${'x'.repeat(43)}`;
  expect((await ask('POST', `/guests/${nobody}/notes`, { text: 'x' })).status).toBe(404);
  expect((await ask('PUT', `/guests/${nobody}/tags/x`)).status).toBe(404);
});

test('from who is banned nothing is taken, whatever the case and the writing, nor are they told why; what was made stays, and a lifted ban is none', async () => {
  const key = randomUUID();
  const before = await tried({ email: 'mallory@guests.example' }, key);
  expect(before.status).toBe(201);
  const made = await ask('POST', '/guest-bans', {
    email: 'Mallory@Guests.example',
    reason: 'left the villa in ruins',
  });
  const ban = bodyOf(made, 201, guestBanSchema);
  const again = await ask('POST', '/guest-bans', { email: 'mallory@guests.example', reason: 'again' });
  expect(bodyOf(again, 201, guestBanSchema)).toEqual(ban);

  const refused = await tried({ email: 'MALLORY@guests.example' });
  expect([refused.status, refused.refusal.code]).toEqual([409, 'state-conflict']);
  expect(JSON.stringify(refused.refusal)).not.toMatch(/ban|ruins|block/i);
  const [found] = await find({ email: 'mallory@guests.example' });
  expect((await pageOf(found?.id ?? '')).isBanned).toBe(true);
  // Nothing was taken for it.
  const { rows } = await stack.database.query('select from reservations r where r.email_hash = $1', [
    found?.id.slice(4),
  ]);
  expect(rows).toHaveLength(1);
  // The answer to a request of before is what it was.
  expect((await tried({ email: 'mallory@guests.example' }, key, before.token)).status).toBe(201);
  expect((await tried({ email: 'alice@guests.example' })).status).toBe(201);

  const byPhone = bodyOf(
    await ask('POST', '/guest-bans', { phone: '+33 6 11 22 33 44', reason: 'does not pay' }),
    201,
    guestBanSchema,
  );
  expect((await tried({ email: 'new@guests.example', phone: '0033611223344' })).status).toBe(409);
  const list = bodyOf(await ask('GET', '/guest-bans'), 200, guestBansSchema).bans;
  expect(list).toHaveLength(2);
  for (const one of [byPhone, ban]) expect(list).toContainEqual(one);

  expect((await ask('DELETE', `/guest-bans/${ban.id}`)).status).toBe(200);
  expect((await ask('DELETE', `/guest-bans/${ban.id}`)).status).toBe(404);
  expect((await tried({ email: 'mallory@guests.example' })).status).toBe(201);
  const kept = await stack.database.query('select b::text as row from guest_bans b');
  expect(JSON.stringify(kept.rows)).not.toMatch(/11 ?22|pay/);
});

test('ten who ban the same person at once make one ban', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () =>
      ask('POST', '/guest-bans', { email: 'eve@guests.example', reason: 'reads along' }),
    ),
  );
  expect(new Set(answers.map((answer) => bodyOf(answer, 201, guestBanSchema).id)).size).toBe(1);
});
