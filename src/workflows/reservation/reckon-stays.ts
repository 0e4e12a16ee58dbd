import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { record } from '../../audit/record.ts';
import { keepsTime } from '../../booking/hold.ts';
import { isTaking } from '../../booking/occupancy/free-unit.ts';
import { lockItems } from '../../booking/occupancy/item-lock.ts';
import { reckonUnit, takenSchema } from '../../booking/occupancy/reckoning.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf } from '../../platform/database/database.ts';
import { beginRun, orHalves, type RunLimits } from '../../platform/run.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { expireHolds } from './expire-holds.ts';

/** How many stays a step looks at, or the stays of one unit if that has more. */
const staysAtOnce = 200;
/**
 * A quote that was made by the older rules may be taken up for half an hour: a pass that begins later than
 * this sees them all.
 */
const settlingMinutes = 60;

const unitSchema = v.object({
  unitId: v.string(),
  itemId: v.string(),
  /** Whether it is the turn of the unit, or looked at again for a stay that was set aside. */
  isInTurn: v.boolean(),
  taken: v.array(takenSchema),
});

type Unit = v.InferOutput<typeof unitSchema>;

const workSchema = v.object({
  state: v.object({ isFinished: v.boolean(), reckonedTo: v.string() }),
  units: v.array(unitSchema),
});

/**
 * When this process knows newer rules of zones than the ones before it, gives stays to come the instants that
 * their local times have now: what was sold as 16:00 stays 16:00. In bounded steps, unit by unit; stays that
 * were set aside are tried again each time. One statement when there is nothing to do. An older process than
 * the newest does nothing.
 */
export async function reckonStays(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const isOver = beginRun(runtime, limits).paced();
  const errors: unknown[] = [];
  let isFirst = true;
  let isThrough = false;
  while (!isThrough && (isFirst || !isOver())) {
    const work = firstOf(workSchema, await runtime.database.query(nextUnits(runtime, isFirst)));
    if (!work) {
      isThrough = true;
      break;
    }
    await orHalves(
      (units: readonly Unit[]) => reckon(runtime, units),
      work.units,
      (error) => {
        errors.push(error);
        runtime.log('error', 'row not done', { part: 'stays reckoned anew', error });
      },
    );
    // The end of a pass; whether another follows is for a later run to see.
    isThrough = work.state.isFinished || !work.units.some(({ isInTurn }) => isInTurn);
    if (!work.state.isFinished) await goOn(runtime, work, errors.length > 0);
    isFirst = false;
  }
  if (!isThrough) await sayLeft(runtime);
  if (errors.length > 0)
    throw new AggregateError(errors, `${errors.length} units could not be reckoned anew`);
}

function nextUnits(runtime: Runtime, withSetAside: boolean): SQL {
  const now = runtime.clock.now();
  const at = now.toISOString();
  const version = runtime.zoneRules;
  return sql`with begun as (
      insert into zone_rules (version, seen_at, pass_began_at)
      select ${version}, ${at}, ${at}
      where not exists (select from zone_rules where version collate "C" >= ${version}) and ${version}::text <> ''
      on conflict do nothing
      returning *
    ), rules as (
      select * from begun
      union all
      select * from zone_rules where version = ${version}
        and not exists (select from zone_rules where version collate "C" > ${version})
    ), page as materialized (
      select r.unit_id from reservations r
      where r.unit_id > (select reckoned_to from rules where finished_at is null) and ${isToCome(now)}
      order by r.unit_id limit ${staysAtOnce + 1}
    ), chosen as (
      -- Of the last unit there may be more, unless that was all; where it is the only one, all of its stays are looked at.
      select unit_id, true as in_turn from page
      where (select count(*) <= ${staysAtOnce} or min(unit_id) = max(unit_id) from page) or unit_id < (select max(unit_id) from page)
      union
      select r.unit_id, false from rules, set_aside_stays s join reservations r on r.id = s.reservation_id
      where ${withSetAside} and ${isToCome(now)}
    ), units as (
      select u.id, u.item_id, bool_or(c.in_turn) as in_turn from chosen c join units u on u.id = c.unit_id group by u.id
    )
    select json_build_object('isFinished', rules.finished_at is not null, 'reckonedTo', rules.reckoned_to) as state,
      (select coalesce(json_agg(json_build_object('unitId', u.id, 'itemId', u.item_id, 'isInTurn', u.in_turn,
        'taken', ${takenJson(now)}) order by u.id), '[]') from units u) as units
    from rules`;
}

/** Whether the row `r` keeps its time and is not over. */
function isToCome(now: Date): SQL {
  return sql`(${keepsTime(now)} and r.ends_at > ${now.toISOString()})`;
}

/** What the unit `u` is taken for, from two days back: nothing moves by more. */
function takenJson(now: Date): SQL {
  return sql`(select json_agg(json_build_object(
      'reservationId', o.reservation_id, 'reference', r.reference, 'from', lower(o.period), 'to', upper(o.period),
      'stay', case when ${isToCome(now)} then json_build_object('startsAt', r.starts_at, 'endsAt', r.ends_at,
        'turnaroundMinutes', r.turnaround_minutes, 'local', r.quote -> 'local',
        'isSetAside', exists (select from set_aside_stays s where s.reservation_id = r.id)) end))
    from occupancies o left join reservations r on r.id = o.reservation_id
    where o.unit_id = u.id and upper(o.period) > ${now.toISOString()}::timestamptz - interval '2 days'
      and ${isTaking(now)})`;
}

/**
 * One batch under the locks of the items. What was changed since it was read is left alone. Should somebody
 * have taken the time of a unit meanwhile, the database refuses the batch: the others are done without it, and
 * the next run sees it.
 */
async function reckon(runtime: Runtime, units: readonly Unit[]): Promise<void> {
  const now = runtime.clock.now();
  const reckoned = units
    .map(({ itemId, taken }) => ({ itemId, ...reckonUnit(taken, now) }))
    .map((unit) => ({ ...unit, newClashes: unit.clashes.filter(({ isNew }) => isNew) }))
    .filter((unit) => unit.moves.length + unit.newClashes.length + unit.settled.length > 0);
  if (reckoned.length === 0) return;
  const itemIds = reckoned.map(({ itemId }) => itemId);
  const moves = reckoned.flatMap((unit) => unit.moves);
  const wanted = sql`wanted as (
      select r.id, w.starts_at, w.ends_at
      from jsonb_to_recordset(${JSON.stringify(
        moves.map(({ id, startsAt, endsAt, before }) => ({
          id,
          starts_at: startsAt,
          ends_at: endsAt,
          was_start: before.startsAt,
          was_end: before.endsAt,
        })),
      )}::jsonb) as w(id text, starts_at timestamptz, ends_at timestamptz, was_start timestamptz, was_end timestamptz)
      join reservations r on r.id = w.id and r.starts_at = w.was_start and r.ends_at = w.was_end
      where r.status in ('held', 'confirmed')
      order by r.id for update of r
    )`;
  await runtime.database.batch([
    lockItems(itemIds),
    expireHolds(now, sql`any(${sql.param(itemIds)}::text[])`),
    // Made again by the trigger when the stays move: so none is in the way of another that moves as well.
    sql`with ${wanted} delete from occupancies o using wanted where o.reservation_id = wanted.id`,
    sql`with ${wanted}, moved as (${move(now)}), shifted as (${shiftDeposits(now)}),
      noted as (${record(now, 'system', 'reservation.moved', sql`id`, sql`moved`, sql`jsonb_build_object('zoneRules', ${runtime.zoneRules}::text, 'before', before, 'after', after)`)}),
      told as (${enqueue(runtime, 'owner-stay-moved', sql`id`, sql`moved`, sql`jsonb_build_object('before', before)`)})
      select count(*) from moved`,
    sql`delete from set_aside_stays where reservation_id = any(${sql.param(reckoned.flatMap(({ settled }) => settled))}::text[])`,
    setAside(
      runtime,
      reckoned.flatMap(({ newClashes }) => newClashes),
    ),
  ]);
  runtime.log('info', 'stays reckoned anew', { count: moves.length });
}

function move(now: Date): SQL {
  return sql`update reservations r set starts_at = wanted.starts_at, ends_at = wanted.ends_at, changed_at = ${now.toISOString()}
    from wanted where r.id = wanted.id
    returning r.id, jsonb_build_object('startsAt', old.starts_at, 'endsAt', old.ends_at) as before,
      jsonb_build_object('startsAt', new.starts_at, 'endsAt', new.ends_at) as after,
      new.starts_at - old.starts_at as start_shift, new.ends_at - old.ends_at as end_shift`;
}

/**
 * A deposit is held and released so long before and after the stay: what of that is still to come moves
 * along.
 */
function shiftDeposits(now: Date): SQL {
  const at = now.toISOString();
  return sql`update security_deposits d set
      authorize_at = d.authorize_at + case when d.authorize_at > ${at} then moved.start_shift else interval '0' end,
      release_at = d.release_at + case when d.release_at > ${at} then moved.end_shift else interval '0' end
    from moved where d.reservation_id = moved.id`;
}

function setAside(runtime: Runtime, clashes: readonly { id: string; clashesWith: string | null }[]): SQL {
  const now = runtime.clock.now();
  const details = sql`jsonb_build_object('clashesWith', clashes_with)`;
  return sql`with aside as (
      insert into set_aside_stays (reservation_id, clashes_with, found_at)
      select c.id, c."clashesWith", ${now.toISOString()}
      from jsonb_to_recordset(${JSON.stringify(clashes)}::jsonb) as c(id text, "clashesWith" text)
      on conflict do nothing
      returning reservation_id, clashes_with
    ), noted as (${record(now, 'system', 'reservation.set-aside', sql`reservation_id`, sql`aside`, details)}
    ), told as (${enqueue(runtime, 'owner-stay-set-aside', sql`reservation_id`, sql`aside`, details)})
    select count(*) from aside`;
}

/**
 * Notes how far the pass has come. Passes follow each other until one that began late enough is through. A
 * unit that could not be reckoned holds up no other: it is as if the rules had been seen just now, so passes
 * go on that will come to it again.
 */
async function goOn(
  runtime: Runtime,
  { state, units }: v.InferOutput<typeof workSchema>,
  hasFailed: boolean,
): Promise<void> {
  const at = runtime.clock.now().toISOString();
  const last = units.filter(({ isInTurn }) => isInTurn).at(-1)?.unitId;
  const next = last
    ? sql`reckoned_to = ${last}`
    : sql`reckoned_to = '', pass_began_at = ${at},
        finished_at = case when pass_began_at >= seen_at + make_interval(mins => ${settlingMinutes}) then ${at}::timestamptz end`;
  const seenAgain: SQL = hasFailed ? sql`, seen_at = ${at}` : sql``;
  await runtime.database.query(
    sql`update zone_rules set ${next} ${seenAgain} where version = ${runtime.zoneRules} and reckoned_to = ${state.reckonedTo} and finished_at is null`,
  );
}

/** How many stays the pass has not come to: some of them have the right instants already. */
async function sayLeft(runtime: Runtime): Promise<void> {
  const rows =
    await runtime.database.query(sql`select count(*)::int as count from zone_rules z join reservations r on r.unit_id > z.reckoned_to
    where z.version = ${runtime.zoneRules} and ${isToCome(runtime.clock.now())}`);
  const left = firstOf(v.object({ count: v.number() }), rows)?.count ?? 0;
  runtime.log('warn', 'job run', { part: 'stays reckoned anew', left });
}
