import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { versionListSchema } from '../../../src/audit/revisions.ts';
import { staff } from '../../support/account/staff.ts';
import { authorized, bodyOf, book, newClient, quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import {
  categoryContent,
  legalEntityContent,
  policyContent,
  promotionContent,
} from '../../support/catalogue/coded-content.ts';
import { createdItem, readItem } from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';
import { one, startTripCounter, type TripCounter } from '../../support/http/round-trips.ts';

const stack = useStack();
let counter: TripCounter;
beforeAll(async () => {
  counter = await startTripCounter(stack);
});
afterAll(() => counter.close());

const get = (path: string) => stack.call(`/catalogue/${path}`, { headers: staff, from: newClient() });

/** Saves as the version after this one; zero for one that is to be new. */
const put = (path: string, body: unknown, version = 0) =>
  stack.call(`/catalogue/${path}`, {
    method: 'PUT',
    body,
    headers: { ...staff, ...(version === 0 ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}"` }) },
    from: newClient(),
  });

const savedSchema = v.looseObject({
  code: v.string(),
  version: v.number(),
  changedBy: v.string(),
  content: v.record(v.string(), v.unknown()),
});

const saved = async (path: string, body: unknown, version = 0) =>
  bodyOf(await put(path, body, version), 200, savedSchema);

describe.each([
  { kind: 'categories', code: 'chalet', content: categoryContent(), change: { position: 5 } },
  { kind: 'promotions', code: 'SUMMER-27', content: promotionContent(), change: { description: 'Changed' } },
  { kind: 'policies', code: 'gentle', content: policyContent(), change: { name: 'Changed' } },
  {
    kind: 'legal-entities',
    code: 'second',
    content: legalEntityContent({ numberPrefix: 'SE' }),
    change: { name: 'Changed' },
  },
])('$kind', ({ kind, code, content, change }) => {
  const path = `${kind}/${code}`;

  test('one is created once, changed by who has read it, and each save is a version that can be read', async () => {
    const first = await saved(path, content);
    expect([first.code, first.version]).toEqual([code, 1]);
    const again = expectRefusal(await put(path, content), 412, 'version-changed');
    expect(Reflect.get(again, 'current')).toEqual(first);
    const second = await saved(path, { ...content, ...change }, 1);
    expect(second).toMatchObject({ version: 2, content: change });
    expectRefusal(await put(path, content, 1), 412, 'version-changed');
    expectRefusal(await put(path, content, 3), 412, 'version-changed');
    const answer = await get(path);
    expect([answer.headers.get('ETag'), answer.json()]).toEqual(['"2"', second]);
    expect((await get(`${path}/versions/1`)).json()).toEqual(first);
    const { versions } = bodyOf(await get(`${path}/versions`), 200, versionListSchema);
    expect(versions.map(({ version, changedBy }) => [version, changedBy])).toEqual([
      [2, second.changedBy],
      [1, first.changedBy],
    ]);
    expect((await get(kind)).text).toContain(`"${code}"`);
    const { rows } = await stack.database.query(
      `select details from audit_events where subject_id like $1 order by sequence`,
      [`%:${code}`],
    );
    expect(rows).toEqual([{ details: { version: 1 } }, { details: { version: 2 } }]);
  });

  test('what is unknown is 404, what has no If-Match 428, and a code of another shape is refused', async () => {
    for (const none of [
      'none',
      'none/versions',
      'none/versions/1',
      `${code}/versions/9`,
      `${code}/versions/x`,
    ])
      expectRefusal(await get(`${kind}/${none}`), 404, 'not-found');
    expectRefusal(
      await put(`${kind}/${kind === 'promotions' ? 'NONE' : 'none'}`, content, 1),
      404,
      'not-found',
    );
    const bare = { method: 'PUT', body: content, headers: staff, from: newClient() };
    expectRefusal(await stack.call(`/catalogue/${path}`, bare), 428, 'version-missing');
    for (const bad of ['a_b', '-', '%F0%9F%98%80', 'x'.repeat(61)])
      expect(refusedFields(await put(`${kind}/${bad}`, content))).toEqual(['code']);
  });

  test('one trip each', async () => {
    const { version } = bodyOf(await get(path), 200, savedSchema);
    for (const read of ['', '/versions', '/versions/1'])
      await counter.expectTrips(one, 200, `/catalogue/${path}${read}`, { headers: staff });
    await counter.expectTrips(one, 200, `/catalogue/${kind}`, { headers: staff });
    await counter.expectTrips(one, 200, `/catalogue/${path}`, {
      method: 'PUT',
      body: content,
      headers: { ...staff, 'If-Match': `"${version}"` },
    });
  });
});

const wish = ({ content }: { content: Record<string, unknown> }, days = 31) => ({
  item: `${content.slug}`,
  from: localDate(stack.clock.now(), days),
  to: localDate(stack.clock.now(), days + 1),
});

test('a policy that is changed is a new version: bookings and items keep theirs, until the items are moved', async () => {
  await saved('policies/of-the-house', policyContent());
  const item = await createdItem(stack, { cancellationPolicy: { code: 'of-the-house', version: 1 } });
  const booked = await book(stack, wish(item));
  const preview = () =>
    stack.call(`/reservations/${booked.id}/cancellation`, { headers: authorized(booked), from: newClient() });
  const before = (await preview()).json();
  await saved('policies/of-the-house', policyContent({ tiers: [] }), 1);
  expect((await quote(stack, wish(item, 40))).cancellationPolicy).toMatchObject({ version: 1 });
  await saved('policies/of-the-house?appliesTo=all-items', policyContent({ tiers: [], name: 'Hard' }), 2);
  expect((await quote(stack, wish(item, 40))).cancellationPolicy).toMatchObject({ version: 3, tiers: [] });
  expect((await preview()).json()).toEqual(before);
  const moved = await readItem(stack, item.id);
  expect([moved.version, moved.content.cancellationPolicy]).toEqual([
    2,
    { code: 'of-the-house', version: 3 },
  ]);
});

test('what the tiers of a policy cannot be is refused at its field', async () => {
  const tier = { hoursBefore: 24, refundBasisPoints: 5000 };
  for (const [tiers, field] of [
    [[tier, tier], 'tiers.1'],
    [[tier, { ...tier, hoursBefore: 48 }], 'tiers.1'],
    [[tier, { hoursBefore: 1, refundBasisPoints: 6000 }], 'tiers.1'],
    [[{ ...tier, refundBasisPoints: 10_001 }], 'tiers.0.refundBasisPoints'],
    [[{ ...tier, hoursBefore: -1 }], 'tiers.0.hoursBefore'],
    [Array.from({ length: 21 }, (_, at) => ({ ...tier, hoursBefore: 100 - at })), 'tiers'],
  ] as const)
    expect(refusedFields(await put('policies/wrong', { ...policyContent(), tiers }))).toEqual([field]);
});

test('a promotion can be used once it is saved, ends when it is said to, and is not limited below what was used', async () => {
  const { wish: night } = await cloneItem(stack, { units: 2 });
  const code = 'HALF-OFF';
  const content = promotionContent({ percentBasisPoints: 5000 });
  await saved(`promotions/${code}`, content);
  await reserve(stack, { ...night, promotionCode: code });
  await reserve(stack, { ...night, promotionCode: code }, { name: 'Grace', email: 'grace@guests.example' });
  const tooFew = await put(`promotions/${code}`, { ...content, maxRedemptions: 1 }, 1);
  expect(refusedFields(tooFew)).toEqual(['maxRedemptions']);
  const limited = await saved(`promotions/${code}`, { ...content, maxRedemptions: 2 }, 1);
  expect(limited.redeemed).toBe(2);
  await saved(`promotions/${code}`, { ...content, validTo: stack.clock.now().toISOString() }, 2);
  const refused = await stack.call('/quotes', {
    body: { ...night, guests: 1, promotionCode: code },
    from: newClient(),
  });
  expect(refusedFields(refused)).toEqual(['promotionCode']);
});

test('what a promotion cannot be is refused at its field', async () => {
  for (const [change, field] of [
    [{ fixedAmount: 1, currency: 'EUR' }, 'fixedAmount'],
    [{ percentBasisPoints: null }, 'fixedAmount'],
    [{ percentBasisPoints: 10_001 }, 'percentBasisPoints'],
    [{ minimumAmount: 1 }, 'currency'],
    [{ currency: 'XQX' }, 'currency'],
    [{ validTo: '2026-01-01T00:00:00Z' }, 'validTo'],
    [{ validTo: '2027-02-30T00:00:00Z' }, 'validTo'],
    [{ validFrom: 'yesterday' }, 'validFrom'],
    [{ maxRedemptions: 0 }, 'maxRedemptions'],
    [{ description: '' }, 'description'],
    [{ more: 1 }, 'more'],
  ] as const)
    expect(refusedFields(await put('promotions/WRONG', { ...promotionContent(), ...change }))).toEqual([
      field,
    ]);
});

test('a company that is new sells at once, in its own zone, and keeps the prefix that documents were numbered by', async () => {
  const content = legalEntityContent({ numberPrefix: 'TKY', timeZone: 'Pacific/Chatham' });
  await saved('legal-entities/chatham', content);
  const item = await createdItem(stack, { legalEntity: 'chatham' });
  await book(stack, wish(item));
  const { rows } = await stack.database.query(
    `select issuer ->> 'number_prefix' as prefix from documents where legal_entity = 'chatham'`,
  );
  expect(rows).toContainEqual({ prefix: 'TKY' });
  const renamed = { ...content, numberPrefix: 'CHA' };
  expect(refusedFields(await put('legal-entities/chatham', renamed, 1))).toEqual(['numberPrefix']);
  await saved('legal-entities/chatham', { ...content, name: 'Chatham Stays' }, 1);
});

test('what a company cannot be is refused at its field', async () => {
  for (const [change, field] of [
    [{ numberPrefix: 'FT' }, 'numberPrefix'],
    [{ numberPrefix: 'f t' }, 'numberPrefix'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ email: 'nobody' }, 'email'],
    [{ addressLines: [] }, 'addressLines'],
    [{ addressLines: ['a\nb'] }, 'addressLines.0'],
    [{ name: '' }, 'name'],
  ] as const)
    expect(
      refusedFields(
        await put('legal-entities/wrong', { ...legalEntityContent({ numberPrefix: 'WR' }), ...change }),
      ),
    ).toEqual([field]);
});

test('a category of the owner’s own can be chosen for items, and guests find it under its name in their language', async () => {
  await saved(
    'categories/boathouse',
    categoryContent({ names: { en: 'Boathouses', fr: 'Hangars à bateaux' }, position: 1 }),
  );
  const list = async (language: string) =>
    Object((await stack.call(`/categories?language=${language}`, { from: newClient() })).json()).categories;
  expect(JSON.stringify(await list('fr'))).not.toContain('boathouse');
  const { content } = await createdItem(stack, { category: 'boathouse' });
  for (const [language, name] of [
    ['fr', 'Hangars à bateaux'],
    ['es', 'Boathouses'],
    ['en', 'Boathouses'],
  ] as const)
    expect((await list(language))[0]).toEqual({ code: 'boathouse', name });
  const found = await stack.call('/items?category=boathouse', { from: newClient() });
  expect(found.text).toContain(`"${content.slug}"`);
  const none = await stack.call('/items?category=castle', { from: newClient() });
  expect(none.json()).toEqual({ items: [], nextCursor: null });
  const booked = await book(stack, wish({ content }));
  const read = await stack.call(`/reservations/${booked.id}`, {
    headers: authorized(booked),
    from: newClient(),
  });
  expect(Object(read.json()).item.category).toBe('boathouse');
});

test('the six categories of before are there as they were', async () => {
  const { rows } = await stack.database.query<{ code: string }>(
    `select code from categories where position between 10 and 60 and code <> 'chalet' order by position`,
  );
  expect(rows.map(({ code }) => code)).toEqual([
    'car',
    'yacht',
    'villa',
    'aircraft',
    'event-space',
    'sitter',
  ]);
});
