import { Client, type QueryResultRow } from 'pg';
import { expect, test } from 'vitest';
import { createdReservationSchema } from '../../../src/booking/present-reservation.ts';
import { bodyOf, type CreatedReservation, postReservation, reserve } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem } from '../../support/booking/cloned-item.ts';
import { openQuote, signFor } from '../../support/booking/signed-quotes.ts';
import { databaseRefusal } from '../../support/database/database-refusal.ts';
import { useStack } from '../../support/harness/stack.ts';
import { expectRefusal } from '../../support/http/refusal.ts';

const stack = useStack();

const statuses = ['held', 'confirmed', 'cancelled', 'expired'] as const;
type Status = (typeof statuses)[number];
const lawful = new Set([
  'held confirmed',
  'held cancelled',
  'held expired',
  'expired confirmed',
  'confirmed cancelled',
]);

async function rows<Row extends QueryResultRow>(sql: string, params: unknown[] = []): Promise<Row[]> {
  return (await stack.database.query<Row>(sql, params)).rows;
}

const overlap = { code: '23P01', constraint: 'occupancies_no_overlap' };
const unlawful = { code: '23514', constraint: 'reservation_transition' };

/** Writes another reservation like this one straight into the table, as code would that knows no lock. */
function insertAgain(like: CreatedReservation, id: string): Promise<unknown> {
  return stack.database.query(
    `insert into reservations select copy.* from reservations r,
      jsonb_populate_record(r, jsonb_build_object('id', $2::text, 'reference', $2::text)) copy where r.id = $1`,
    [like.id, id],
  );
}

/** Takes a unit for whatever reason. */
function occupy(database: Client, unitId: string, from: Date | null, to: Date | null): Promise<unknown> {
  return database.query(
    'insert into occupancies (id, unit_id, period) values (gen_random_uuid(), $1, tstzrange($2, $3))',
    [unitId, from, to],
  );
}

function setStatus(id: string, status: Status): Promise<unknown> {
  return stack.database.query(
    `update reservations set status = $2, confirmed_at = case when $2 = 'confirmed' then $3 else confirmed_at end,
      cancelled_at = case when $2 = 'cancelled' then $3::timestamptz end where id = $1`,
    [id, status, stack.clock.now()],
  );
}

async function occupancyOf(id: string) {
  const found = await rows<{ unitId: string; from: Date; to: Date; expiresAt: Date | null }>(
    `select unit_id as "unitId", lower(period) as from, upper(period) as to, expires_at as "expiresAt" from occupancies where reservation_id = $1`,
    [id],
  );
  expect(found.length).toBeLessThan(2);
  return found[0];
}

/** A reservation brought to a status on lawful ways. */
async function reservationIn(item: ClonedItem, status: Status): Promise<CreatedReservation> {
  const reservation = await reserve(stack, item.wish);
  if (status !== 'held') await setStatus(reservation.id, status);
  return reservation;
}

test('a stay may begin the minute the turnaround of the one before ends, and not a minute sooner', async () => {
  const item = await cloneItem(stack, { of: 'lantern-and-lark', columns: { turnaround_minutes: 45 } });
  const like = await openQuote(stack, {
    item: item.slug,
    from: '2027-03-10T12:00',
    to: '2027-03-10T15:00',
  });
  const at = (time: string) => new Date(`2027-03-10T${time}Z`);
  const claim = async (from: string, to: string) =>
    postReservation(stack, await signFor(stack, like, at(from), at(to)));

  bodyOf(await claim('12:00', '15:00'), 201, createdReservationSchema);
  expectRefusal(await claim('15:44', '17:00'), 409, 'slot-taken');
  bodyOf(await claim('15:45', '17:00'), 201, createdReservationSchema);
  expectRefusal(await claim('10:00', '11:16'), 409, 'slot-taken');
  bodyOf(await claim('10:00', '11:15'), 201, createdReservationSchema);
  expectRefusal(await claim('12:00', '15:00'), 409, 'slot-taken');
  expectRefusal(await claim('09:00', '20:00'), 409, 'slot-taken');
  expectRefusal(await claim('13:00', '13:01'), 409, 'slot-taken');
});

test('code that forgets the lock cannot sell a unit twice: the database refuses the second, turnaround included', async () => {
  const item = await cloneItem(stack);
  const first = await reserve(stack, item.wish);
  expect(await databaseRefusal(insertAgain(first, 'res_second'))).toEqual(overlap);

  const [unitId = ''] = item.unitIds;
  const { to } = (await occupancyOf(first.id)) ?? { to: new Date(Number.NaN) };
  expect(to).toEqual(new Date(Date.parse(first.endsAt) + 300 * 60_000)); // the villa's turnaround
  const later = new Date(to.getTime() + 86_400_000);
  expect(
    await databaseRefusal(occupy(stack.database, unitId, new Date(to.getTime() - 60_000), later)),
  ).toEqual(overlap);
  await occupy(stack.database, unitId, to, later);
});

test('of two transactions that take one unit at the same moment, the one that commits first has it', async () => {
  const { unitIds } = await cloneItem(stack);
  const [from, to] = [new Date('2027-05-01T10:00Z'), new Date('2027-05-02T10:00Z')];
  const clients = [stack.databaseUrl, stack.databaseUrl].map(
    (connectionString) => new Client({ connectionString }),
  );
  const [one, other] = clients;
  if (!one || !other) throw new Error('two were made');
  try {
    for (const client of clients) {
      await client.connect();
      await client.query('begin');
    }
    await occupy(one, unitIds[0] ?? '', from, to);
    const waiting = databaseRefusal(occupy(other, unitIds[0] ?? '', from, to));
    await one.query('commit');
    expect(await waiting).toEqual(overlap);
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
});

test('a stretch without a beginning, an end or a duration cannot be taken', async () => {
  const { unitIds } = await cloneItem(stack);
  const at = new Date('2027-05-01T10:00Z');
  for (const [from, to] of [
    [null, at],
    [at, null],
    [at, at],
  ] as const) {
    const { code } = await databaseRefusal(occupy(stack.database, unitIds[0] ?? '', from, to));
    expect(code).toBe('23514');
  }
});

test('a reservation takes its unit by being held or confirmed and frees it by being cancelled or expired, whoever changes it', async () => {
  const item = await cloneItem(stack);
  const period = { unitId: item.unitIds[0], from: expect.any(Date), to: expect.any(Date) };
  const expired = await reserve(stack, item.wish);
  expect(await occupancyOf(expired.id)).toEqual({
    ...period,
    expiresAt: new Date(expired.holdExpiresAt ?? ''),
  });
  await setStatus(expired.id, 'expired');
  expect(await occupancyOf(expired.id)).toBeUndefined();

  const confirmed = await reserve(stack, item.wish);
  await setStatus(confirmed.id, 'confirmed');
  expect(await occupancyOf(confirmed.id)).toEqual({ ...period, expiresAt: null });
  expect(await databaseRefusal(setStatus(expired.id, 'confirmed'))).toEqual(overlap);

  await setStatus(confirmed.id, 'cancelled');
  expect(await occupancyOf(confirmed.id)).toBeUndefined();
  await setStatus(expired.id, 'confirmed');
  expect(await occupancyOf(expired.id)).toEqual({ ...period, expiresAt: null });
});

test('a reservation that is moved to another unit or another time takes that one, or is refused', async () => {
  const item = await cloneItem(stack, { units: 2 });
  const [mine, theirs] = [await reserve(stack, item.wish), await reserve(stack, item.wish)];
  const [ours, their] = [await occupancyOf(mine.id), await occupancyOf(theirs.id)];
  const move = `update reservations set unit_id = $2, starts_at = starts_at + make_interval(days => $3), ends_at = ends_at + make_interval(days => $3) where id = $1`;
  expect(await databaseRefusal(stack.database.query(move, [mine.id, their?.unitId, 0]))).toEqual(overlap);
  await stack.database.query(move, [mine.id, their?.unitId, 7]);
  expect(await occupancyOf(mine.id)).toMatchObject({
    unitId: their?.unitId,
    from: new Date((ours?.from.getTime() ?? 0) + 7 * 86_400_000),
  });
});

const changes = statuses.flatMap((from) =>
  statuses
    .filter((to) => to !== from)
    .map((to) => ({ from, to, may: lawful.has(`${from} ${to}`) ? 'may' : 'can never' })),
);

test.each(changes)('a $from reservation $may become $to', async ({ from, to, may }) => {
  const { id } = await reservationIn(await cloneItem(stack), from);
  if (may === 'may') await setStatus(id, to);
  else expect(await databaseRefusal(setStatus(id, to))).toEqual(unlawful);
  const found = await rows('select status from reservations where id = $1', [id]);
  expect(found).toEqual([{ status: may === 'may' ? to : from }]);
});

test('two seasons of one item never price the same date', async () => {
  const { id } = await cloneItem(stack);
  const season = (name: string, from: string, to: string) =>
    stack.database.query(
      `insert into seasons (item_id, name, period, percent_basis_points) values ($1, $2, daterange($3, $4), 1000)`,
      [id, name, from, to],
    );
  await season('summer', '2027-06-01', '2027-09-01');
  expect(await databaseRefusal(season('feast', '2027-08-31', '2027-09-02'))).toEqual({
    code: '23P01',
    constraint: 'seasons_no_overlap',
  });
  await season('autumn', '2027-09-01', '2027-12-01');
});
