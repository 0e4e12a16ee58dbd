import type { Client } from 'pg';

/** Makes a database what it was when this was called. */
export type Reset = () => Promise<void>;

/**
 * Remembers what is in all tables. Rows alone are taken back, past the triggers that keep books append-only: tables that were made anew, or
 * truncated, would have every statement planned again, which takes as long as a week.
 */
export async function rememberRows(database: Client): Promise<Reset> {
  const { rows: tables } = await database.query<{ name: string; columns: string }>(
    `select quote_ident(c.relname) as name, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.relname order by c.relname`,
  );
  await database.query('create schema pristine');
  const takeBack: string[] = [];
  for (const { name, columns } of tables) {
    const was = `pristine.${name}`;
    const { rowCount } = await database.query(`create table ${was} as table ${name}`);
    if (!rowCount) {
      takeBack.push(`delete from ${name}`);
      continue;
    }
    // Most is as it was, and some of it takes long to write.
    const lacks = (table: string, one: string) =>
      `not exists (select from ${table} other where to_jsonb(other) = to_jsonb(${one}))`;
    takeBack.push(
      `delete from ${name} now where ${lacks(was, 'now')}`,
      `insert into ${name} (${columns}) overriding system value select ${columns} from ${was} before where ${lacks(name, 'before')}`,
    );
  }
  const statements = ['begin', 'set local session_replication_role = replica', ...takeBack, 'commit'].join(
    '; ',
  );
  return async () => {
    await database.query(statements);
  };
}
