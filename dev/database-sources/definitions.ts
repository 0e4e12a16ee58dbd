import type { Client } from 'pg';

/** A function, trigger or view as PostgreSQL describes it. */
export interface Definition {
  /** Its kind and name, by which the two sides are matched: `function net_paid(text)`, `trigger payment_books on payments`. */
  readonly object: string;
  readonly name: string;
  /** The statement that makes it, without the schema's name. */
  readonly statement: string;
  /** What cannot be replaced without dropping it first: the names of parameters, the result, a view's columns. */
  readonly fixed: string;
  readonly drop: string;
}

/** The functions and views of a schema, and the triggers of all tables; what extensions brought is left out. */
export async function definitionsIn(client: Client, schema: string): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(
    `select 'function ' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' as object,
        p.proname::text as name,
        pg_get_functiondef(p.oid) as statement,
        pg_get_function_arguments(p.oid) || ' ' || pg_get_function_result(p.oid) as fixed,
        format('DROP FUNCTION %I(%s);', p.proname, oidvectortypes(p.proargtypes)) as drop
      from pg_proc p
      where p.pronamespace = $1::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select 'trigger ' || t.tgname || ' on ' || c.relname, t.tgname, pg_get_triggerdef(t.oid), '',
        format('DROP TRIGGER %I ON %I;', t.tgname, c.relname)
      from pg_trigger t
      join pg_class c on c.oid = t.tgrelid
      where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
    union all
    select 'view ' || c.relname, c.relname, pg_get_viewdef(c.oid),
        (select string_agg(a.attname || ' ' || a.atttypid::regtype, ', ' order by a.attnum)
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0),
        format('DROP VIEW %I;', c.relname)
      from pg_class c
      where c.relnamespace = $1::regnamespace and c.relkind = 'v'
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1`,
    [schema],
  );
  const ofSchema = new RegExp(`\\b${schema}\\.`, 'g');
  return rows.map((row) => ({
    ...row,
    statement: row.statement.replace(ofSchema, '').replaceAll(' public.', ' '),
    fixed: row.fixed.replace(ofSchema, ''),
  }));
}

/** A text of SQL as its words and signs, so that spaces, line breaks and comments count for nothing. */
export function normalised(statement: string): string {
  const tokens = statement.match(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\s+|\w+|[^\w\s]/gu) ?? [];
  return tokens.filter((token) => !/^(?:--|\s)/.test(token)).join(' ');
}
