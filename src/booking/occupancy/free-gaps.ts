import { type SQL, sql } from 'drizzle-orm';
import { gapsWithin } from './free-unit.ts';

/**
 * `freeGapsSchema` as JSON, of the item row `i`, between two instants. Holds that have lapsed by `now` do not
 * count.
 */
export function freeGapsJson(from: Date, to: Date, now: Date): SQL {
  const window = sql`tstzrange(${from.toISOString()}, ${to.toISOString()})`;
  return sql`(select coalesce(json_agg(unit.gaps order by unit.name), '[]') from (
    select u.name, (
      select coalesce(json_agg(json_build_object('from', lower(gap), 'to', upper(gap)) order by gap), '[]')
      from ${gapsWithin(window, now)}
    ) as gaps
    from units u where u.item_id = i.id and u.is_active) unit)`;
}
