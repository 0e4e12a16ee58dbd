import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf } from '../../src/platform/database/database.ts';
import type { Stay } from './books.ts';
import { same, type World } from './world.ts';

const freshSchema = v.object({ last: v.number(), unbalanced: v.number(), foreign: v.number() });

/**
 * Looks at every movement since the last look: each balances, and all are of the reservation that was meant, but for what goes back of other
 * holds that have lapsed meanwhile.
 */
export async function checkFresh(world: World, stay: Stay | undefined): Promise<void> {
  world.counts.checks += 1;
  const rows = await world.runtime.database.query(sql`
    select coalesce(max(t.sequence), ${world.lastSequence})::float8 as last,
      count(*) filter (where exists (select from ledger_entries e left join ledger_reporting k on k.transaction_id = e.transaction_id and k.account = e.account and k.currency = e.currency
        where e.transaction_id = t.id group by e.currency having sum(e.amount_minor) <> 0 or coalesce(sum(k.amount_minor), 1) <> 0))::float8 as unbalanced,
      count(*) filter (where (t.reservation_id <> ${stay?.id ?? null}
        and not exists (select from reservations o where o.id = t.reservation_id and o.status = 'expired')) or (t.reservation_id is null) <> (${stay?.id ?? null}::text is null))::float8 as foreign
    from ledger_transactions t where t.sequence > ${world.lastSequence}`);
  const fresh = firstOf(freshSchema, rows);
  same('movements out of balance, or of others', [fresh?.unbalanced, fresh?.foreign], [0, 0]);
  world.lastSequence = fresh?.last ?? world.lastSequence;
}
