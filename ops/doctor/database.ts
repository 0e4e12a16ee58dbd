import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import type { Client } from 'pg';
import { functionsSchema } from '../../src/platform/database/function-parameters.ts';
import { sessionSettings } from '../../src/platform/database/session-settings.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { isKnownZone } from '../../src/platform/time/time-zone.ts';
import { databaseAdvice } from '../database-advice.ts';
import { databaseClient } from '../postgres.ts';
import { type Finding, off, well, wrong } from './finding.ts';

const journal: { entries: { when: number }[] } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../drizzle/meta/_journal.json'), 'utf8'),
);

/** The database as `migrate` reaches it, then as the functions do, over HTTP. */
export async function examineDatabase(runtime: Runtime): Promise<Finding[]> {
  const { url } = runtime.config.database;
  const client = databaseClient(url, { connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const found = [
      ...(await versionAndRole(client)),
      await migrations(client),
      await functions(client),
      await overHttp(runtime),
      await sessions(runtime),
    ];
    // Who lacks tables, or the right to them, cannot be asked what stands in them.
    return found.some(({ state }) => state === 'wrong') ? found : [...found, ...(await business(client))];
  } catch (error) {
    const advice = databaseAdvice(error, url);
    if (advice === undefined) throw error;
    return [wrong('Database', advice)];
  } finally {
    await client.end();
  }
}

async function versionAndRole(client: Client): Promise<Finding[]> {
  const { rows } = await client.query<{ version: number; role: string; may: boolean }>(
    `select current_setting('server_version_num')::int as version, current_user as role,
       has_schema_privilege('public', 'create') and has_database_privilege(current_database(), 'create') as may`,
  );
  const [{ version, role, may } = { version: 0, role: '', may: false }] = rows;
  return [
    version >= 180_000
      ? well('Database', `PostgreSQL ${Math.floor(version / 10_000)}`)
      : wrong('Database', `is PostgreSQL ${Math.floor(version / 10_000)}: make a project with 18`),
    may
      ? well('Role', `${role} may migrate`)
      : wrong('Role', `${role} may not create tables: use the role that owns the database`),
  ];
}

async function migrations(client: Client): Promise<Finding> {
  const known = await client.query<{ there: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  );
  const done = known.rows[0]?.there
    ? await client.query<{ last: string | null }>(
        'select max(created_at)::text as last from drizzle.__drizzle_migrations',
      )
    : undefined;
  const last = Number(done?.rows[0]?.last ?? 0);
  const missing = journal.entries.filter(({ when }) => when > last).length;
  if (missing > 0)
    return wrong('Migrations', `${missing} are missing: npm run migrate -- --env-file .env.production`);
  if (last > (journal.entries.at(-1)?.when ?? 0))
    return wrong('Migrations', 'the database is newer than this copy of the code: git pull');
  return well('Migrations', `all ${journal.entries.length}`);
}

/** Those that this copy of the code calls. */
async function functions(client: Client): Promise<Finding> {
  const { rowCount } = await client.query('select from pg_namespace where nspname = $1', [functionsSchema]);
  return rowCount
    ? well('Functions of the database', functionsSchema)
    : wrong('Functions of the database', 'are missing: npm run migrate -- --env-file .env.production');
}

async function overHttp({ database }: Runtime): Promise<Finding> {
  try {
    await database.query(sql`select 1`);
    return well('Database, HTTP', 'answers as the functions ask it');
  } catch {
    return wrong(
      'Database, HTTP',
      'does not answer over HTTP, as the functions ask it: it has to be a Neon database',
    );
  }
}

/** What holds in the sessions that the functions get. */
async function sessions({ database }: Runtime): Promise<Finding> {
  const names = Object.keys(sessionSettings);
  const rows = await database
    .query(sql`select name, current_setting(name) as value from unnest(${sql.param(names)}::text[]) name`)
    .catch(() => []);
  const known = new Map(rows.map(({ name, value }) => [name, value]));
  const other = Object.entries(sessionSettings).filter(([name, value]) => known.get(name) !== value);
  if (other.length === 0) return well('Database, sessions', 'end what takes too long');
  return wrong(
    'Database, sessions',
    `go without ${other.map(([name]) => name).join(', ')}: npm run migrate, and look again in an hour, when connections from before are closed`,
  );
}

/** What a guest cannot be served without. */
async function business(client: Client): Promise<Finding[]> {
  const { rows } = await client.query<
    Record<'items' | 'owners' | 'invited' | 'nameless' | 'prefixes', string>
  >(
    `select (select count(*) from items where is_listed) as items, (select count(*) from users where role = 'owner') as owners,
       (select count(*) from one_time_tokens
         where purpose = 'invitation' and data ->> 'role' = 'owner' and consumed_at is null and expires_at > now()) as invited,
       (select string_agg(code, ', ') from legal_entities where cardinality(address_lines) = 0) as nameless,
       (select string_agg(number_prefix, ', ') from legal_entities) as prefixes`,
  );
  const [found] = rows;
  return [
    Number(found?.items) > 0
      ? well('Catalogue', `guests can find ${found?.items}`)
      : wrong('Catalogue', 'is empty: put the items in, as demo/seed/ shows'),
    found?.nameless
      ? wrong(
          'Legal entity',
          `${found.nameless} has no address, which an invoice needs: see "Your company" in README.md`,
        )
      : well('Legal entity', `invoices begin with ${found?.prefixes}`),
    ...(await unknownZones(client)),
    ownerFinding(Number(found?.owners), Number(found?.invited)),
  ];
}

/** Zones that there are not, of which the database cannot tell: its own list is of another edition. */
async function unknownZones(client: Client): Promise<Finding[]> {
  const { rows } = await client.query<{ owner: string; zone: string }>(
    `select 'item ' || slug as owner, time_zone as zone from items union all
     select 'legal entity ' || code, time_zone from legal_entities order by 1`,
  );
  const unknown = rows.filter(({ zone }) => !isKnownZone(zone));
  if (unknown.length === 0) return [well('Time zones', 'there are all that items and companies name')];
  const named = unknown.map(({ owner, zone }) => `${zone} (${owner})`).join(', ');
  return [
    wrong(
      'Time zones',
      `there is no ${named}: set time_zone to a name such as Europe/Paris, and list the item again`,
    ),
  ];
}

function ownerFinding(owners: number, invited: number): Finding {
  if (owners > 0) return well('Owner', 'there is one');
  return off(
    'Owner',
    invited > 0
      ? 'is invited, and has to open the link of the mail'
      : 'nobody yet: npm run invite -- --email you@example.com --role owner --env-file .env.production',
  );
}
