import type { Client } from 'pg';

/** Columns of a table that can be written, but for those that are given anew. */
async function columnsOf(database: Client, table: string, anew: readonly string[]): Promise<string> {
  const { rows } = await database.query<{ column_name: string }>(
    `select column_name from information_schema.columns
     where table_name = $1 and table_schema = 'public' and is_generated = 'NEVER' and column_name <> all($2::text[])`,
    [table, anew],
  );
  return rows.map(({ column_name: name }) => `t.${name}`).join(', ');
}

/** Copies the items of the seed, with all that is theirs, until there are so many. */
export async function growItems(database: Client, count: number): Promise<void> {
  await database.query(
    'create temp table copies on commit preserve rows as select id, 0 as copy from items limit 0',
  );
  await database.query(
    `insert into copies select id, 1 + (row_number() over (order by copy, id) - 1) / (select count(*) from items)
     from items, generate_series(1, $1::int) copy order by copy, id limit greatest(0, $1::int - (select count(*) from items))`,
    [count],
  );
  for (const [table, own] of [
    [
      'items',
      { id: `t.id || '-' || c.copy`, slug: `t.slug || '-' || c.copy`, name: `t.name || ' ' || c.copy` },
    ],
    ['units', { id: `t.id || '-' || c.copy`, item_id: `t.item_id || '-' || c.copy` }],
    ['seasons', { item_id: `t.item_id || '-' || c.copy` }],
    ['extras', { item_id: `t.item_id || '-' || c.copy` }],
    ['taxes', { item_id: `t.item_id || '-' || c.copy` }],
    ['tourist_taxes', { item_id: `t.item_id || '-' || c.copy` }],
  ] as const) {
    const others = await columnsOf(database, table, Object.keys(own));
    await database.query(
      `insert into ${table} (${Object.keys(own).join(', ')}, ${others.replaceAll('t.', '')})
       select ${Object.values(own).join(', ')}, ${others} from ${table} t join copies c on c.id = t.${table === 'items' ? 'id' : 'item_id'}`,
    );
  }
  await database.query('drop table copies');
  await database.query('vacuum analyze');
}
