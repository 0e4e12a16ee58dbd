import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { itemVersionRowSchema } from '../../../src/catalogue/editing/item-version.ts';
import {
  ada,
  authorized,
  bodyOf,
  book,
  newClient,
  openPayment,
  pay,
  quote,
  reservationBody,
  reserve,
} from '../../support/booking/booking.ts';
import { localDate } from '../../support/booking/cloned-item.ts';
import {
  createdItem,
  itemContent,
  putItem,
  readItem,
  type SavedItem,
} from '../../support/catalogue/item-content.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal, refusedFields } from '../../support/http/refusal.ts';

const stack = useStack();

const wishOf = ({ content }: SavedItem, days = 31) => ({
  item: `${content.slug}`,
  from: localDate(stack.clock.now(), days),
  to: localDate(stack.clock.now(), days + 1),
});

const unitsOf = ({ content }: SavedItem) =>
  v.parse(v.array(v.object({ id: v.string(), name: v.string(), isActive: v.boolean() })), content.units);

const inTheWay = (refusal: object) =>
  v.parse(v.array(v.object({ reference: v.string(), unit: v.string() })), Reflect.get(refusal, 'bookings'));

test('a quote that is signed, and a booking that is made, stay what they were whatever is saved of the item', async () => {
  const made = await createdItem(stack, { securityDeposit: 0 });
  const signed = await quote(stack, wishOf(made, 40));
  const booked = await book(stack, wishOf(made));
  const read = async () => {
    const get = (path: string) =>
      stack.call(`/reservations/${booked.id}${path}`, { headers: authorized(booked), from: newClient() });
    const [reservation, cancellation, statement] = await Promise.all([
      get(''),
      get('/cancellation'),
      get('/statement'),
    ]);
    return [reservation.json(), cancellation.json(), statement.json()];
  };
  const before = await read();
  const saved = await putItem(stack, made, {
    ...itemContent({
      slug: `other-${randomUUID()}`,
      category: 'yacht',
      name: 'Another name',
      timeZone: 'Asia/Tokyo',
      currency: 'JPY',
      place: { city: 'Tokyo', country: 'JP' },
      rate: { per: 'day', amount: 1 },
      startTime: '01:00',
      cancellationPolicy: { code: 'strict', version: 1 },
      dueNowBasisPoints: 1,
      seasons: [],
      extras: [],
      taxes: [],
      touristTaxes: [],
    }),
    units: unitsOf(made).map((unit) => ({ ...unit, name: 'Renamed' })),
  });
  expect(saved.status, saved.text).toBe(200);
  expect(await read()).toEqual(before);
  const answer = await stack.call('/reservations', {
    body: reservationBody(signed.quote, ada),
    headers: { 'Idempotency-Key': randomUUID() },
    from: newClient(),
  });
  expect(answer.json()).toMatchObject({ total: signed.total, status: 'held' });
});

test('a sale stays in the revenue of the category that it was made in, also when it is cancelled after a change', async () => {
  const made = await createdItem(stack);
  const booked = await book(stack, wishOf(made, 60));
  await putItem(stack, made, { ...made.content, category: 'yacht' });
  const cancelled = await stack.call(`/reservations/${booked.id}/cancel`, {
    method: 'POST',
    headers: authorized(booked),
    from: newClient(),
  });
  expect(cancelled.status, cancelled.text).toBe(200);
  const { rows } = await stack.database.query(
    `select distinct e.account from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
      where t.reservation_id = $1 and e.account like 'revenue:%'`,
    [booked.id],
  );
  expect(rows).toEqual([{ account: 'revenue:villa' }]);
});

test('what is paid after a change is held, sold and numbered as the quote and the item were before it', async () => {
  await stack.database.query(
    `insert into legal_entities (code, name, address_lines, email, time_zone, number_prefix)
      values ('other', 'Other SARL', '{Quay 3}', 'other@fine-things.example', 'Europe/Paris', 'OTH')`,
  );
  const made = await createdItem(stack, { depositLeadHours: 48 });
  const held = await reserve(stack, wishOf(made, 70));
  const change = { depositLeadHours: 1, category: 'yacht', legalEntity: 'other' };
  expect((await putItem(stack, made, { ...made.content, ...change })).status).toBe(200);
  await pay(stack, (await openPayment(stack, held)).intentId);
  const { rows } = await stack.database.query(
    `select r.status, extract(epoch from r.starts_at - s.authorize_at)::int / 3600 as hours, d.legal_entity as company,
        (select string_agg(distinct e.account, ' ') from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
          where t.reservation_id = r.id and e.account like 'revenue:%') as revenue
      from reservations r join security_deposits s on s.reservation_id = r.id join documents d on d.reservation_id = r.id
      where r.id = $1 and d.kind = 'invoice'`,
    [held.id],
  );
  expect(rows).toEqual([{ status: 'confirmed', hours: 48, company: 'main', revenue: 'revenue:villa' }]);
});

test('an item that has bookings to come, or a hold, is not archived: they are named', async () => {
  const made = await createdItem(stack, { units: ['A', 'B'].map((name) => ({ name, isActive: true })) });
  const booked = await book(stack, wishOf(made));
  const held = await reserve(stack, wishOf(made));
  const archived = { ...made.content, state: 'archived' };
  const refusal = expectRefusal(await putItem(stack, made, archived), 409, 'bookings-in-the-way');
  expect(
    inTheWay(refusal)
      .map(({ reference }) => reference)
      .sort(),
  ).toEqual([booked.reference, held.reference].sort());
  expect(refusal.detail).toContain(booked.reference);
  expect((await readItem(stack, made.id)).version).toBe(made.version);
  // It is off the list at once all the same, if that is wanted.
  expect((await putItem(stack, made, { ...made.content, state: 'unlisted' })).status).toBe(200);
});

test('a unit with a booking to come is neither retired nor taken away; another is; after the stay it is retired, never gone', async () => {
  const made = await createdItem(stack, { units: ['A', 'B'].map((name) => ({ name, isActive: true })) });
  const booked = await book(stack, wishOf(made));
  const [first, second] = unitsOf(made);
  const retired = { ...made.content, units: [{ ...first, isActive: false }, second] };
  const refusal = expectRefusal(await putItem(stack, made, retired), 409, 'bookings-in-the-way');
  expect(inTheWay(refusal)).toEqual([expect.objectContaining({ reference: booked.reference, unit: 'A' })]);
  expect(refusedFields(await putItem(stack, made, { ...made.content, units: [second] }))).toEqual(['units']);
  const without = bodyOf(
    await putItem(stack, made, { ...made.content, units: [first] }),
    200,
    itemVersionRowSchema,
  );
  stack.clock.advance({ days: 40 });
  expect(refusedFields(await putItem(stack, without, { ...made.content, units: [] }))).toEqual(['units']);
  const gone = await putItem(stack, without, {
    ...made.content,
    state: 'archived',
    units: [{ ...first, isActive: false }],
  });
  expect(gone.status, gone.text).toBe(200);
  const guest = await stack.call(`/reservations/${booked.id}`, {
    headers: authorized(booked),
    from: newClient(),
  });
  expect(guest.status).toBe(200);
});

test('a hold that has run out is in nobody’s way', async () => {
  const made = await createdItem(stack);
  await reserve(stack, wishOf(made));
  stack.clock.advance({ hours: 2 });
  expect((await putItem(stack, made, { ...made.content, state: 'archived' })).status).toBe(200);
});
