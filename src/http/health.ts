import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { auditCheckKey, auditCheckSchema } from '../audit/check.ts';
import { firstOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { providers } from '../platform/money/provider-limits.ts';
import type { Runtime } from '../platform/runtime.ts';
import { integer } from '../platform/text/whole-number.ts';

/**
 * A message that nobody takes, or since which none has left the house, for this long says that mail does not
 * work.
 */
const longestWaitMinutes = 15;

const partSchema = v.picklist(['ok', 'broken']);

export const healthSchema = named(
  'Health',
  'How the service is.',
  v.object({
    isHealthy: described(v.boolean(), 'Whether everything that is needed works.'),
    database: described(partSchema, 'Whether the database answers.'),
    redis: described(partSchema, 'Whether Redis answers.'),
    mailQueue: described(v.picklist(['ok', 'broken', 'unknown']), 'Whether mail gets out.'),
    reconciliation: described(
      v.picklist(['ok', 'different', 'late', 'unknown']),
      'The last comparisons of our books with the providers’: no difference, some, or with one of them none finished for a day.',
    ),
    differences: described(
      v.nullable(integer),
      'How many differences are open; null where the database does not say.',
    ),
    audit: described(
      v.picklist(['ok', 'broken', 'late', 'unknown']),
      'The last check of the audit log against its seals: all holds, something does not, or none finished for a day.',
    ),
    deadMessages: described(
      v.nullable(integer),
      'How many messages were given up and wait for somebody to send them again; null where the database does not say.',
    ),
    staysSetAside: described(
      v.nullable(integer),
      'How many stays to come clash since the rules of their zone changed, and wait for the owner; null where the database does not say.',
    ),
  }),
);

export type Health = v.InferOutput<typeof healthSchema>;

const queueSchema = v.object({
  isLate: v.boolean(),
  dead: integer,
  setAside: integer,
  differences: integer,
  compared: v.array(v.picklist(providers)),
});

/** Asks the database, Redis and the mail queue, side by side. */
export async function checkHealth(runtime: Runtime): Promise<Health> {
  const [queue, redis] = await Promise.all([
    attempt(runtime, 'database', () => askQueue(runtime)),
    attempt(runtime, 'redis', async () => ({ check: await runtime.redis.get(auditCheckKey) })),
  ]);
  const used = providers.filter((name) => runtime.config[name] !== undefined);
  const late = queue ? used.filter((name) => !queue.compared.includes(name)) : [];
  const mailQueue = queue === undefined ? 'unknown' : queue.isLate ? 'broken' : 'ok';
  return {
    isHealthy: mailQueue === 'ok' && redis !== undefined,
    database: queue ? 'ok' : 'broken',
    redis: redis === undefined ? 'broken' : 'ok',
    mailQueue,
    reconciliation: reconciliationOf(queue, late),
    differences: queue?.differences ?? null,
    audit: auditOf(runtime, redis?.check),
    deadMessages: queue?.dead ?? null,
    staysSetAside: queue?.setAside ?? null,
  };
}

/** Not a part that is broken: guests can be served, and somebody has to look at the books. */
function reconciliationOf(
  queue: v.InferOutput<typeof queueSchema> | undefined,
  late: readonly string[],
): Health['reconciliation'] {
  if (!queue) return 'unknown';
  // Where nobody has looked, nobody knows of differences.
  if (late.length > 0) return 'late';
  return queue.differences > 0 ? 'different' : 'ok';
}

/**
 * Guests can be served here too. Unknown before the first check, and without Redis, where its result is kept.
 */
function auditOf(runtime: Runtime, check: unknown): Health['audit'] {
  const known = v.safeParse(auditCheckSchema, check);
  if (!known.success) return 'unknown';
  const { finishedAt, findings, found } = known.output;
  if (findings + found > 0) return 'broken';
  const yesterdayMs = runtime.clock.now().getTime() - 86_400_000;
  return finishedAt !== null && Date.parse(finishedAt) >= yesterdayMs ? 'ok' : 'late';
}

async function askQueue(runtime: Runtime) {
  const yesterday = new Date(runtime.clock.now().getTime() - 86_400_000).toISOString();
  const late = new Date(runtime.clock.now().getTime() - longestWaitMinutes * 60_000).toISOString();
  const rows = await runtime.database.query(sql`select
    exists (select from outbox o where o.status = 'pending' and (o.due_at < ${late}
      or (o.created_at < ${late} and coalesce((select max(sent_at) from outbox) <= o.created_at, true)))) as "isLate",
    (select count(*) from outbox where status = 'dead')::int as dead,
    (select count(*) from set_aside_stays s join reservations r on r.id = s.reservation_id
      where r.status in ('held', 'confirmed') and r.ends_at > ${runtime.clock.now().toISOString()})::int as "setAside",
    (select count(*) from reconciliation_differences where resolved_at is null)::int as differences,
    (select coalesce(json_agg(name), '[]') from unnest(array['stripe', 'paypal']) name
      where exists (select from reconciliations c where c.provider = name and c.finished_at > ${yesterday})
        or not exists (select from reconciliations c where c.provider = name and c.started_at < ${yesterday})
          and not exists (select from payments p where p.provider = name and p.created_at < ${yesterday})) as compared`);
  return firstOf(queueSchema, rows);
}

/**
 * Nothing instead of an answer when a part is away: that is what health is about, so it is logged and told,
 * not thrown.
 */
async function attempt<T>(runtime: Runtime, part: string, ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    runtime.log('error', 'unhealthy', { part, error });
    return undefined;
  }
}
