import type { Client } from 'pg';

/** A function, trigger or view as PostgreSQL describes it. */
export interface Definition {
  /** Its kind and name, by which the two sides are matched: `function paid_account(text)`, `trigger payment_books on payments`. */
  readonly object: string;
  readonly name: string;
  /** The statement that makes it, without the schema's name. */
  readonly statement: string;
  /** What cannot be replaced without dropping it first: the names of parameters, the result, a view's columns. */
  readonly fixed: string;
  readonly drop: string;
}

/** `object` and `name` of all functions and views of the schema `$1`, and of the triggers of all tables, but for what extensions brought. */
const objects = `
  select 'function' as kind, p.oid, 'function ' || p.proname || '(' || oidvectortypes(p.proargtypes) || ')' as object, p.proname::text as name
    from pg_proc p
    where p.pronamespace = $1::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all
  select 'trigger', t.oid, 'trigger ' || t.tgname || ' on ' || c.relname, t.tgname
    from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
  union all
  select 'view', c.oid, 'view ' || c.relname, c.relname
    from pg_class c
    where c.relnamespace = $1::regnamespace and c.relkind = 'v'
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`;

/** What there is, by name. */
export async function objectsIn(
  client: Client,
  schema: string,
): Promise<Pick<Definition, 'object' | 'name'>[]> {
  return (await client.query<Definition>(`select object, name from (${objects}) o order by 1`, [schema]))
    .rows;
}

/** What there is, with what it says. */
export async function definitionsIn(client: Client, schema: string): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(
    `select object, name,
      case kind
        when 'function' then pg_get_functiondef(oid)
        when 'trigger' then pg_get_triggerdef(oid)
        else pg_get_viewdef(oid) end as statement,
      case kind
        when 'function' then pg_get_function_arguments(oid) || ' ' || pg_get_function_result(oid)
        when 'trigger' then ''
        else (select string_agg(a.attname || ' ' || a.atttypid::regtype, ', ' order by a.attnum)
          from pg_attribute a where a.attrelid = oid and a.attnum > 0) end as fixed,
      'DROP ' || upper(kind) || ' ' || substr(object, length(kind) + 2) || ';' as drop
    from (${objects}) o order by 1`,
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
