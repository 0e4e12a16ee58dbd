import type { Client } from 'pg';
import { functionsSchema } from '../../../src/platform/database/function-parameters.ts';

/** A statement of a function of the database, and where it stands, as a plan of it says. */
export interface Statement {
  readonly within: string;
  readonly place: number;
  readonly text: string;
}

/** Those of the functions of this build that read or write tables. */
export async function statementsOnTables(database: Client): Promise<Statement[]> {
  const { rows } = await database.query<{ name: string; source: string; isPlpgsql: boolean }>(
    `select p.proname as name, p.prosrc as source, l.lanname = 'plpgsql' as "isPlpgsql"
     from pg_proc p join pg_language l on l.oid = p.prolang where p.pronamespace = $1::regnamespace order by 1`,
    [functionsSchema],
  );
  const { rows: tables } = await database.query<{ names: string }>(
    `select string_agg(relname, '|') as names from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')`,
  );
  const touches = new RegExp(`(\\b(from|join|into|update)|,)\\s+(${tables[0]?.names})\\b`, 'i');
  return rows.flatMap(({ name, source, isPlpgsql }) => {
    const all = isPlpgsql ? plpgsqlStatements(source) : [{ place: 1, text: source }];
    return all.filter(({ text }) => touches.test(text)).map((one) => ({ within: name, ...one }));
  });
}

/** A block's beginning; what is asked before a block, with its statement. */
const beginning = /^\s*(?:ELSE|BEGIN)\b/;
const head = /^\s*(?:IF|ELSIF)\b[\s\S]*?\bTHEN\n|^\s*FOR\b[\s\S]*?\bLOOP\n/;

/** The statements of a function's body with the lines on which they begin, by how ours are written: THEN and LOOP end a line. */
function plpgsqlStatements(source: string): Omit<Statement, 'within'>[] {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  const bare = source.replace(/--[^\n]*/g, blank).replace(/'[^']*'/g, blank);
  const found: Omit<Statement, 'within'>[] = [];
  let at = bare.search(/^BEGIN$/m);
  while (at < bare.length) {
    const rest = bare.slice(at);
    const [before = ''] = beginning.exec(rest) ?? [];
    const [block] = before ? [before] : (head.exec(rest) ?? []);
    const text = block ?? /^[^;]*;?/.exec(rest)?.[0] ?? rest;
    const begins = at + text.search(/\S|$/);
    if (!before) found.push({ place: source.slice(0, begins).split('\n').length, text: text.trim() });
    at += text.length;
  }
  return found;
}
