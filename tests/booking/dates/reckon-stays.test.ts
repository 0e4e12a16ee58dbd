import { beforeEach, expect, test } from 'vitest';
import reckonStaysFunction from '../../../netlify/functions/scheduled/reckon-stays.ts';
import { reckonStays } from '../../../src/workflows/reservation/reckon-stays.ts';
import { book, type CreatedReservation, newClient, reserve } from '../../support/booking/booking.ts';
import { type ClonedItem, cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack({ parts: { zoneRules: '2026a' } });
beforeEach(async () => {
  await stack.database.query('delete from set_aside_stays; delete from zone_rules');
  await stack.database.query(
    `insert into zone_rules (version, seen_at, pass_began_at, finished_at) select '2026a', $1, $1, $1`,
    [stack.clock.now()],
  );
});

/** A process that knows newer rules runs the schedule, and the statements that it took. */
async function runWith(zoneRules: string): Promise<number> {
  // The mail of a request before this is delivered after its answer.
  await stack.functions.settled();
  stack.proxy.resetCounts(stack.databaseName);
  const runtime = { ...stack.runtime, zoneRules };
  expect(await fireSchedule({ ...stack, runtime }, reckonStaysFunction)).toBe(204);
  return stack.proxy.counts(stack.databaseName).requests;
}

/** From noon to noon, in a zone whose clocks never change. */
function noonItem(units = 1): Promise<ClonedItem> {
  return cloneItem(stack, {
    units,
    columns: { time_zone: 'Asia/Tokyo', start_time: '12:00', end_time: '12:00', turnaround_minutes: 0 },
  });
}

function nightsOf(item: ClonedItem, from: number, to: number) {
  return { ...item.wish, from: localDate(stack.clock.now(), from), to: localDate(stack.clock.now(), to) };
}

/** As if the rules had said, when it was sold, that noon there is an hour earlier than it is now. */
async function soldAnHourOff({ id }: { readonly id: string }, columns = 'starts_at ends_at'): Promise<void> {
  const changes = columns.split(' ').map((one) => `${one} = ${one} - interval '1 hour'`);
  await stack.database.query(`update reservations set ${changes.join(', ')} where id = $1`, [id]);
}

async function stored({ id }: { readonly id: string }) {
  const { rows } = await stack.database.query<{ stay: [string, string]; occupied: [string, string] | null }>(
    `select json_build_array(r.starts_at, r.ends_at) as stay,
      (select json_build_array(lower(o.period), upper(o.period)) from occupancies o where o.reservation_id = r.id) as occupied
     from reservations r where r.id = $1`,
    [id],
  );
  return rows[0];
}

/** The mails to the owner and the audit about changed clocks. */
async function told(reservations: readonly { readonly id: string }[]): Promise<string[]> {
  const { rows } = await stack.database.query<{ what: string }>(
    `select template as what from outbox where subject_id = any($1) and template like 'owner-stay-%'
     union all select action from audit_events where subject_id = any($1) and action in ('reservation.moved', 'reservation.set-aside')`,
    [reservations.map(({ id }) => id)],
  );
  return rows.map(({ what }) => what).sort();
}

async function setAsideInHealth(): Promise<unknown> {
  return (await stack.call('/health', { from: newClient() })).json();
}

test('a stay has its local times again when the rules of its zone have changed: the instants, the unit, the deposit; told once', async () => {
  const stay = await book(stack, (await noonItem()).wish);
  const promised = await stored(stay);
  const deposit = () =>
    stack.database.query(
      `select authorize_at, release_at from security_deposits where reservation_id = '${stay.id}'`,
    );
  const { rows: before } = await deposit();
  await soldAnHourOff(stay);
  await stack.database.query(
    `update security_deposits set authorize_at = authorize_at - interval '1 hour', release_at = release_at - interval '1 hour'
     where reservation_id = $1`,
    [stay.id],
  );
  expect(await stored(stay)).not.toEqual(promised);
  await runWith('2026b');
  expect(await stored(stay)).toEqual(promised);
  expect((await deposit()).rows).toEqual(before);
  expect(before).toHaveLength(1);
  expect(await told([stay])).toEqual(['owner-stay-moved', 'reservation.moved']);
  await runWith('2026b');
  expect(await told([stay])).toEqual(['owner-stay-moved', 'reservation.moved']);
});

test('neighbours that meet only on the way both move, whichever way', async () => {
  for (const hour of [-1, 1]) {
    const item = await noonItem();
    const stays = [
      await reserve(stack, nightsOf(item, 30, 31)),
      await reserve(stack, nightsOf(item, 31, 32)),
      await reserve(stack, nightsOf(item, 32, 34)),
    ];
    const promised = await Promise.all(stays.map(stored));
    for (const { id } of hour < 0 ? stays : stays.toReversed())
      await stack.database.query(
        `update reservations set starts_at = starts_at + make_interval(hours => $2), ends_at = ends_at + make_interval(hours => $2) where id = $1`,
        [id, hour],
      );
    await runWith(`2026${hour < 0 ? 'b' : 'c'}`);
    expect(await Promise.all(stays.map(stored))).toEqual(promised);
  }
});

test('a stay that really clashes is left as it is and told once; it moves when the other is gone', async () => {
  const item = await noonItem();
  const [stay, other] = [
    await reserve(stack, nightsOf(item, 30, 31)),
    await reserve(stack, nightsOf(item, 31, 32)),
  ];
  const promised = await stored(stay);
  for (const one of [stay, other]) await soldAnHourOff(one);
  // Its clocks were to show what it has, so it stays where it is.
  await stack.database.query(
    `update reservations set quote = jsonb_set(quote, '{local}', jsonb_build_object(
        'startsAt', to_char(starts_at at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI') || '[Asia/Tokyo]',
        'endsAt', to_char(ends_at at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI') || '[Asia/Tokyo]'))
      where id = $1`,
    [other.id],
  );
  const off = await stored(stay);
  for (let run = 0; run < 3; run += 1) await runWith('2026b');
  expect(await stored(stay)).toEqual(off);
  expect(await told([stay, other])).toEqual(['owner-stay-set-aside', 'reservation.set-aside']);
  expect(await setAsideInHealth()).toMatchObject({ isHealthy: true, staysSetAside: 1 });
  const { rows } = await stack.database.query(
    `select details ->> 'clashesWith' as reference from outbox where subject_id = $1 and template = 'owner-stay-set-aside'`,
    [stay.id],
  );
  expect(rows).toEqual([{ reference: other.reference }]);

  await stack.database.query(`update reservations set status = 'expired' where id = $1`, [other.id]);
  await runWith('2026b');
  expect(await stored(stay)).toEqual(promised);
  expect(await setAsideInHealth()).toMatchObject({ staysSetAside: 0 });
});

test('of two that clash with each other the one booked first moves', async () => {
  const item = await noonItem();
  const first = await reserve(stack, nightsOf(item, 30, 31));
  stack.clock.advance({ seconds: 1 });
  const second = await reserve(stack, nightsOf(item, 31, 32));
  await soldAnHourOff(first);
  const [promised, kept] = [await stored(first), await stored(second)];
  // The second was to begin two hours before the first ends.
  await stack.database.query(
    `update reservations set quote = jsonb_set(quote, '{local,startsAt}', to_jsonb($2::text)) where id = $1`,
    [second.id, `${localDate(stack.clock.now(), 31)}T10:00[Asia/Tokyo]`],
  );
  await runWith('2026b');
  expect(await stored(first)).not.toEqual(promised);
  expect(await stored(second)).toEqual(kept);
});

test('a stay that is over is left alone, and of one under way only the end moves', async () => {
  const before = stack.clock.now().toISOString();
  const item = await noonItem();
  const over = await book(stack, nightsOf(item, 30, 31));
  const underWay = await book(stack, nightsOf(item, 31, 33));
  const promised = await stored(underWay);
  for (const one of [over, underWay]) await soldAnHourOff(one);
  const off = await Promise.all([over, underWay].map(stored));
  stack.clock.advance({ days: 32 });
  await runWith('2026b');
  const now = await Promise.all([over, underWay].map(stored));
  expect(now[0]).toEqual(off[0]);
  expect(now[1]?.stay).toEqual([off[1]?.stay[0], promised?.stay[1]]);
  stack.clock.set(before);
});

test('while the rules are the same, or older than those that were known, one statement is all and nothing moves', async () => {
  const stay = await reserve(stack, (await noonItem()).wish);
  await soldAnHourOff(stay);
  const off = await stored(stay);
  expect([await runWith('2026a'), await runWith('2025c')]).toEqual([1, 1]);
  expect(await stored(stay)).toEqual(off);
});

test('a hold made of a quote of before the change is reckoned as well; an hour later the rules are done with', async () => {
  await runWith('2026b');
  await runWith('2026b');
  const late = await reserve(stack, (await noonItem()).wish);
  const promised = await stored(late);
  await soldAnHourOff(late);
  for (let run = 0; run < 3; run += 1) await runWith('2026b');
  expect(await stored(late)).toEqual(promised);
  stack.clock.advance({ minutes: 61 });
  for (let run = 0; run < 6; run += 1) await runWith('2026b');
  expect(await runWith('2026b')).toBe(1);
});

test('three hundred stays are reckoned in bounded steps', async () => {
  const item = await noonItem(6);
  const sample = await reserve(stack, item.wish);
  await copies(sample, item.unitIds, 50);
  const misplaced = async () => {
    const { rows } = await stack.database.query<{ count: number }>(
      `select count(*)::int as count from reservations where item_id = $1 and id <> $2
        and starts_at <> (substr(quote -> 'local' ->> 'startsAt', 1, 16) || '+09')::timestamptz`,
      [item.id, sample.id],
    );
    return rows[0]?.count;
  };
  const left = [await misplaced()];
  const said: number[] = [];
  for (let run = 0; run < 12 && left.at(-1) !== 0; run += 1) {
    stack.proxy.resetCounts(stack.databaseName);
    stack.logLines.length = 0;
    await reckonStays({ ...stack.runtime, zoneRules: '2026b' }, { seconds: 0 });
    said.push(...stack.logLines.flatMap((line) => JSON.parse(line).left ?? []));
    expect(stack.proxy.counts(stack.databaseName).requests).toBeLessThan(12);
    left.push(await misplaced());
  }
  const steps = left.slice(1).map((count, at) => (left[at] ?? 0) - (count ?? 0));
  expect(left[0]).toBe(300);
  // Stays of tests before this one are to come too.
  expect(said[0]).toBeGreaterThanOrEqual(left[1] ?? Number.NaN);
  expect(left.at(-1)).toBe(0);
  expect(Math.max(...steps)).toBeLessThanOrEqual(200);
});

test('the stays of twenty units of as many items take as many round trips and statements as those of one', async () => {
  const counted: object[] = [];
  for (const [version, units] of [
    ['2026b', 1],
    ['2026c', 20],
  ] as const) {
    const stays: CreatedReservation[] = [];
    for (let made = 0; made < units; made += 1) stays.push(await reserve(stack, (await noonItem()).wish));
    const promised = await Promise.all(stays.map(stored));
    for (const stay of stays) await soldAnHourOff(stay);
    await runWith(version);
    counted.push(stack.proxy.counts(stack.databaseName));
    expect(await Promise.all(stays.map(stored))).toEqual(promised);
  }
  expect(counted[1]).toEqual(counted[0]);
});

test('a unit whose time somebody has taken meanwhile holds up no other, and is reckoned by the next run', async () => {
  const [stuck, good] = [
    await reserve(stack, (await noonItem()).wish),
    await reserve(stack, (await noonItem()).wish),
  ];
  const promised = await Promise.all([stuck, good].map(stored));
  for (const stay of [stuck, good]) await soldAnHourOff(stay);
  const off = await stored(stuck);
  await stack.database.query(`create function stuck() returns trigger language plpgsql as $$
    begin raise exception 'refused by a test' using errcode = 'exclusion_violation'; end $$`);
  await stack.database.query(
    `create trigger stuck before update on reservations for each row when (old.id = '${stuck.id}') execute function stuck()`,
  );
  await expect(reckonStays({ ...stack.runtime, zoneRules: '2026b' })).rejects.toThrow();
  expect(await Promise.all([stuck, good].map(stored))).toEqual([off, promised[1]]);
  await stack.database.query('drop trigger stuck on reservations; drop function stuck');
  for (let run = 0; run < 3; run += 1) await runWith('2026b');
  expect(await Promise.all([stuck, good].map(stored))).toEqual(promised);
});

/** Stays night after night on each unit, all sold an hour off. */
async function copies(sample: CreatedReservation, unitIds: readonly string[], nights: number): Promise<void> {
  await stack.database.query(
    `insert into reservations
      select (jsonb_populate_record(r, jsonb_build_object(
        'id', 'res_' || u || n, 'reference', u || n, 'unit_id', u,
        'starts_at', r.starts_at + make_interval(days => n, hours => -1),
        'ends_at', r.ends_at + make_interval(days => n, hours => -1),
        'quote', jsonb_set(r.quote, '{local}', jsonb_build_object(
          'startsAt', to_char((r.starts_at + make_interval(days => n)) at time zone 'UTC' + interval '9 hours', 'YYYY-MM-DD"T"HH24:MI') || '[Asia/Tokyo]',
          'endsAt', to_char((r.ends_at + make_interval(days => n)) at time zone 'UTC' + interval '9 hours', 'YYYY-MM-DD"T"HH24:MI') || '[Asia/Tokyo]'))
      ))).*
      from reservations r, unnest($2::text[]) u, generate_series(2, $3::int + 1) n where r.id = $1`,
    [sample.id, unitIds, nights],
  );
}
