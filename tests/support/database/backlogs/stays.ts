import { checkAuditLog } from '../../../../src/audit/check.ts';
import { expireAllHolds } from '../../../../src/workflows/reservation/expire-holds.ts';
import { reckonStays } from '../../../../src/workflows/reservation/reckon-stays.ts';
import { copyStays } from '../copied-stays.ts';
import { count, instant, lapsing } from '../due-rows.ts';
import type { Backlog } from './backlog.ts';

/** A local time of a place without an offset, as `to_char` writes it. */
const inUtc = 'YYYY-MM-DD"T"HH24:MI:SS"[UTC]"';

/** Holds that end, stays whose zone has other rules, and the log of it all. */
export const stays: Record<string, Backlog> = {
  holds: {
    make: lapsing,
    left: (stack) =>
      count(
        stack,
        `select from reservations where status = 'held' and hold_expires_at < ${instant(stack, 0)}`,
      ),
    run: expireAllHolds,
  },
  'stays reckoned anew': {
    async make(stack, many) {
      // A unit has two hundred of them, each an hour from where the rules of its zone have it now.
      for (let made = 0; made < many; made += 200) {
        const size = Math.min(200, many - made);
        await copyStays(stack, size, {
          status: `'confirmed'`,
          confirmed_at: instant(stack, -60),
          quote: `jsonb_set(t.quote, '{local}', jsonb_build_object(
            'startsAt', to_char((t.starts_at + make_interval(days => 2 * n::int, hours => 1)) at time zone 'UTC', '${inUtc}'),
            'endsAt', to_char((t.ends_at + make_interval(days => 2 * n::int, hours => 1)) at time zone 'UTC', '${inUtc}')))`,
        });
      }
      await stack.database.query('delete from zone_rules');
    },
    left: (stack) =>
      count(
        stack,
        `select from reservations where quote #>> '{local,startsAt}' = to_char((starts_at + interval '1 hour') at time zone 'UTC', '${inUtc}')`,
      ),
    run: (runtime, limits) => reckonStays({ ...runtime, zoneRules: '2099a' }, limits),
    seconds: 0.12,
    saysOtherwise: true,
  },
  'audit log': {
    make: (stack, many) =>
      stack.database.query(
        `insert into audit_events (at, actor, action, subject_id) select ${instant(stack, -60)}, 'system', 'test', 'sub_' || n % 1000 from generate_series(1, ${many}) n`,
      ),
    left: async (stack, many) =>
      many -
      (await count(
        stack,
        `select from audit_events where action = 'test' and sequence <= (select coalesce(max(up_to_sequence), 0) from audit_seals)`,
      )),
    run: checkAuditLog,
    saysOtherwise: true,
  },
};
