import { type SQL, sql } from 'drizzle-orm';
import * as v from 'valibot';
import { instantSchema } from '../platform/database.ts';

/** For each active unit of an item the gaps in which it is free, as half-open instants in order of time. */
export const freeGapsSchema = v.array(v.array(v.object({ from: instantSchema, to: instantSchema })));

export type FreeGaps = v.InferOutput<typeof freeGapsSchema>;

/** `freeGapsSchema` as JSON, of the item row `i`, between two instants. Holds that have lapsed by `now` do not count. */
export function freeGapsJson(from: Date, to: Date, now: Date): SQL {
  const window = sql`tstzrange(${from.toISOString()}, ${to.toISOString()})`;
  return sql`(select coalesce(json_agg(unit.gaps order by unit.name), '[]') from (
    select u.name, (
      select coalesce(json_agg(json_build_object('from', lower(gap), 'to', upper(gap)) order by gap), '[]')
      from unnest(tstzmultirange(${window}) - coalesce((
        select range_agg(o.period) from occupancies o
        where o.unit_id = u.id and o.period && ${window} and (o.expires_at is null or o.expires_at > ${now.toISOString()})
      ), '{}')) gap
    ) as gaps
    from units u where u.item_id = i.id and u.is_active) unit)`;
}

/** How many units are free for the whole of a stay and the turnaround after it. */
export function countFree(gaps: FreeGaps, startsAt: Date, endsAt: Date, turnaroundMinutes: number): number {
  const until = endsAt.getTime() + turnaroundMinutes * 60_000;
  return gaps.filter((unit) => unit.some((gap) => gap.from <= startsAt && until <= gap.to.getTime())).length;
}
