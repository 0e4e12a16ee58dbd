import { SQL, type SQLChunk, StringChunk, sql } from 'drizzle-orm';
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
  return new SQL([
    ...text.parameters.flatMap(({ before, parameter, type }) => [before, encoded(values[parameter], type)]),
    text.after,
  ]);
}

/** The text of a call in pieces, between which the arguments stand. It is always the same, so it is made once. */
interface CallText {
  readonly parameters: readonly {
    readonly before: StringChunk;
    readonly parameter: string;
    readonly type: string;
  }[];
  readonly after: StringChunk;
}

const texts = new Map<FunctionName, CallText>();

function textOf(name: FunctionName): CallText {
  let before = `${functionsSchema}.${name}(`;
  const parameters = Object.entries<string>(functionParameters[name]).map(([parameter, type]) => {
    const one = { before: new StringChunk(before), parameter, type };
    before = `::${type}, `;
    return one;
  });
  return { parameters, after: new StringChunk(`${before.replace(/, $/, '')})`) };
}

/** The name of a function with its schema, for a call whose arguments are columns. */
export function functionNamed(name: FunctionName): SQL {
  return sql.raw(`${functionsSchema}.${name}`);
}

/** As the driver takes it. A list as one value: else it would be one for each of its members. */
function encoded(value: unknown, type: string): SQLChunk {
  if (value === null || value === undefined) return sql.param(null);
  if (value instanceof Date) return sql.param(value.toISOString());
  return sql.param(type === 'json' || type === 'jsonb' ? JSON.stringify(value) : value);
}
