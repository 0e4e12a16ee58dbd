import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';

/** Tables that do not grow with what is booked, and what bounds each. They alone may be read whole. */
export const smallTables: Readonly<Record<string, string>> = {
  api_keys: 'made by hand',
  audit_seals: 'one for thousands of events',
  cache_purges: 'emptied by each purge',
  cancellation_policies: 'written by the owner',
  categories: 'written by the owner',
  document_counters: 'one for a company, kind and year',
  exchange_rates: 'one for a currency and day',
  function_schemas: 'one for a build',
  legal_entities: 'written by the owner',
  promotions: 'written by the owner',
  set_aside_stays: 'stays that the staff have to look at after a zone changed its rules',
  signing_key_generations: 'made by hand',
  year_starts: 'one for a zone and year',
  zone_rules: 'one for a version of the rules',
};

const rowsOfSmall = 2_000;
const rowsOfLarge = 4_000_000;
const rowsOf: Readonly<Record<string, number>> = {
  items: 10_000,
  units: 20_000,
  seasons: 30_000,
  extras: 30_000,
  taxes: 20_000,
  tourist_taxes: 20_000,
  users: 1_000_000,
  zone_rules: 5,
  set_aside_stays: 50,
};

/** What all rows but one of twenty have. */
const mostly: Readonly<Record<string, string>> = {
  'disputes.status': 'lost',
  'enquiries.status': 'closed',
  'outbox.channel': 'mail',
  'outbox.status': 'sent',
  'payment_assessments.phase': 'before',
  'payments.provider': 'stripe',
  'payments.purpose': 'booking',
  'payments.status': 'succeeded',
  'refunds.status': 'succeeded',
  'reservations.status': 'confirmed',
  'security_deposits.status': 'released',
  'users.role': 'guest',
  'users.status': 'active',
};

/** What one row of twenty has. */
const seldom: readonly string[] = [
  'enquiries.assignee_id',
  'enquiries.set_aside_because',
  'occupancies.expires_at',
  'outbox.lease_token',
  'outbox.lease_until',
  'payment_assessments.decision',
  'payments.credit_id',
  'payments.processing_since',
  'payments.quarantine_reason',
  'reservations.balance_due_at',
  'sessions.ended_at',
];
const share = 0.05;

const pageBytes = 8192;
const rowsOfPage = 160;
const entriesOfPage = 400;

const sizeOf = (table: string) => rowsOf[table] ?? (table in smallTables ? rowsOfSmall : rowsOfLarge);

/**
 * Makes the planner see a large business in a database that has hardly a row: the same on every machine, whatever is written
 * meanwhile. It needs the database's files, so PostgreSQL runs on this machine.
 */
export async function pretendLarge(database: Client): Promise<void> {
  await plantSizes(database);
  await plantValues(database);
}

/**
 * How long a table is the planner asks its file, not the statistics, and takes from those how many rows a page has. So the files get
 * pages that nobody has written to, which PostgreSQL takes for empty ones.
 */
async function plantSizes(database: Client): Promise<void> {
  const { rows: settings } = await database.query<{ folder: string }>(
    `select current_setting('data_directory') as folder`,
  );
  const { rows } = await database.query<{ name: string; table: string; path: string; isIndex: boolean }>(
    `select c.relname as name, t.relname as table, pg_relation_filepath(c.oid) as path, x.indexrelid is not null as "isIndex"
     from pg_class c
       left join pg_index x on x.indexrelid = c.oid
       join pg_class t on t.oid = coalesce(x.indrelid, c.oid)
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'i')`,
  );
  // What is in memory alone would be written behind what is added.
  await database.query('checkpoint');
  for (const { name, table, path, isIndex } of rows) {
    const size = sizeOf(table);
    const pages = Math.ceil(size / (isIndex ? entriesOfPage : rowsOfPage));
    await truncate(join(settings[0]?.folder ?? '', path), pages * pageBytes);
    if (!isIndex) await database.query(`alter table ${name} set (autovacuum_enabled = off)`);
    await database.query(
      `select pg_restore_relation_stats('schemaname', 'public', 'relname', $1::text,
        'relpages', $2::int, 'reltuples', $3::real, 'relallvisible', $2::int)`,
      [name, pages, size],
    );
  }
}

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** The table that it refers to. */
  readonly target: string | null;
}

/** Of each column how many values it has, and what most rows have. Else the planner takes a value for one of two hundred. */
async function plantValues(database: Client): Promise<void> {
  const { rows } = await database.query<Column>(
    `select c.relname as table, a.attname as column, a.atttypid::regtype::text as type, (
       select min(f.confrelid::regclass::text) from pg_constraint f
       where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum]
     ) as target
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`,
  );
  for (const { table, column, type, target } of rows) {
    // Those of the template are of whenever PostgreSQL looked.
    await database.query(`select pg_clear_attribute_stats('public', $1, $2, false)`, [table, column]);
    const name = `${table}.${column}`;
    const common = mostly[name];
    const distinct = common ? 6 : distinctOf(table, column, type, target);
    if (distinct === undefined && !seldom.includes(name)) continue;
    await database.query(
      `select pg_restore_attribute_stats('schemaname', 'public', 'relname', $1::text, 'attname', $2::text,
        'inherited', false, 'null_frac', $3::real, 'avg_width', 16, 'n_distinct', $4::real,
        'most_common_vals', $5::text, 'most_common_freqs', $6::real[])`,
      [
        table,
        column,
        seldom.includes(name) ? 1 - share : 0,
        distinct ?? 200,
        common && `{${common}}`,
        common && [1 - share],
      ],
    );
  }
}

/** How many values a column has: a share of the rows is negative. */
function distinctOf(table: string, column: string, type: string, target: string | null): number | undefined {
  if (target !== null) return -Math.min(1, sizeOf(target) / sizeOf(table));
  if (/(^|_)(id|ref|hash|digest|key)$/.test(column)) return -0.2;
  return type.startsWith('timestamp') ? -0.9 : undefined;
}
