import type { Client } from 'pg';

interface CalledFunction {
  readonly name: string;
  /** In order: the name of each parameter without its `p_`, and its type. */
  readonly parameters: readonly (readonly [string, string])[];
}

/** The functions of a schema as PostgreSQL knows them. Throws for one that is there twice. */
export async function calledFunctionsIn(client: Client, schema: string): Promise<CalledFunction[]> {
  const { rows } = await client.query<{ name: string; names: string[] | null; types: string[] }>(
    `select p.proname as name, p.proargnames[1:p.pronargs] as names,
      array(select format_type(t, null) from unnest(p.proargtypes) with ordinality a(t, n) order by n) as types
    from pg_proc p where p.pronamespace = $1::regnamespace order by 1`,
    [schema],
  );
  return rows.map(({ name, names, types }, index) => {
    if (rows[index - 1]?.name === name) throw new Error(`there are two functions ${name}`);
    return {
      name,
      parameters: types.map((type, at) => {
        const parameter = names?.[at];
        if (!parameter) throw new Error(`${name} has a parameter without a name`);
        return [camelCase(parameter.replace(/^p_/, '')), type];
      }),
    };
  });
}

const camelCase = (name: string): string =>
  name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The text of `src/platform/database/function-parameters.ts`. */
export function parametersFile(schema: string, functions: readonly CalledFunction[]): string {
  const lines = functions.map(({ name, parameters }) =>
    // As the formatter has it, of one without parameters too.
    parameters.length === 0
      ? `  ${name}: {},\n`
      : `  ${name}: {\n${parameters.map(([parameter, type]) => `    ${parameter}: '${type}',\n`).join('')}  },\n`,
  );
  return `// Written by \`npm run functions\` from the functions in src/**/*.sql. A test compares it with the database.

/** The schema of this build's functions, by the hash of their texts. */
export const functionsSchema = '${schema}';

/** The parameters of each, in order, with their types. */
export const functionParameters = {
${lines.join('')}} as const;
`;
}
