import { type SQL, sql } from 'drizzle-orm';
import { functionParameters, functionsSchema } from './function-parameters.ts';

/** How a parameter is given, by its type in PostgreSQL; an instant as text in RFC 3339 too. */
interface Given {
  readonly text: string;
  readonly 'text[]': readonly string[];
  readonly integer: number;
  readonly 'integer[]': readonly number[];
  readonly bigint: number;
  readonly boolean: boolean;
  readonly 'timestamp with time zone': Date | string;
  readonly json: unknown;
  readonly jsonb: unknown;
}

type Functions = typeof functionParameters;

/** The functions of the database that TypeScript calls: `src/<noun>/*.sql`, one a file. */
export type FunctionName = keyof Functions;

type ArgumentsOf<Name extends FunctionName> = {
  readonly [Parameter in keyof Functions[Name]]: Functions[Name][Parameter] extends keyof Given
    ? Given[Functions[Name][Parameter]] | null
    : never;
};

/**
 * The call of a function of the database, to stand where an expression or a row source stands. It is short,
 * and the database keeps the plans of what is in the function: over HTTP each statement is planned anew.
 */
export function call<Name extends FunctionName>(name: Name, given: ArgumentsOf<Name>): SQL {
  const values: Readonly<Record<string, unknown>> = given;
  const text = texts.get(name) ?? textOf(name);
  texts.set(name, text);
  const parameters = Object.entries<string>(functionParameters[name]);
  return sql(text, ...parameters.map(([parameter, type]) => encoded(values[parameter], type)));
}

/** The texts of calls, always the same, between the parts of which the arguments stand. */
const texts = new Map<FunctionName, TemplateStringsArray>();

function textOf(name: FunctionName): TemplateStringsArray {
  const types = Object.values<string>(functionParameters[name]);
  const parts = `${functionsSchema}.${name}(${types.map((type) => `\0::${type}`).join(', ')})`.split('\0');
  return Object.assign(parts, { raw: parts });
}

/** The name of a function with its schema, for a call whose arguments are columns. */
export function functionNamed(name: FunctionName): SQL {
  return sql.raw(`${functionsSchema}.${name}`);
}

/** As the driver takes it. */
function encoded(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (type === 'json' || type === 'jsonb') return JSON.stringify(value);
  // As one value, and not as one for each of its members.
  return Array.isArray(value) ? sql.param(value) : value;
}
