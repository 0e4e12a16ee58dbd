import { existsSync, readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs, parseEnv } from 'node:util';
import { parseConfig } from '../src/platform/config/config.ts';
import { ConfigurationError } from '../src/platform/config/config-faults.ts';
import { createRuntime, type Runtime } from '../src/platform/runtime.ts';
import { databaseAdvice } from './database-advice.ts';

type Environment = Readonly<Record<string, string | undefined>>;
type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Given extends Options> = ReturnType<
  typeof parseArgs<{ options: Given; allowPositionals: true }>
>['values'];

/** Something that whoever types the command can put right; its message is all that is shown. */
export class CommandError extends Error {}

/** What stands for variables that a command does not use. Nothing is reached by them: `.invalid` has no addresses (RFC 2606). */
export const unused = {
  SITE_URL: 'https://not-set.invalid',
  BUSINESS_NAME: 'Midas',
  OWNER_EMAIL: 'nobody@not-set.invalid',
  MAIL_FROM: 'nobody@not-set.invalid',
  MIDAS_KEYS: `none:${Buffer.alloc(32).toString('base64')}`,
  DATABASE_URL: 'postgresql://nobody@not-set.invalid/none',
  UPSTASH_REDIS_REST_URL: 'https://not-set.invalid',
  UPSTASH_REDIS_REST_TOKEN: 'none',
  SMTP_URL: 'smtp://not-set.invalid',
  STRIPE_SECRET_KEY: 'sk_none',
  STRIPE_PUBLISHABLE_KEY: 'pk_none',
  STRIPE_WEBHOOK_SECRET: 'whsec_none',
};

/** A variable without which the site does not run, and without which a command that uses it does not. */
export type Variable = keyof typeof unused;

/** What a command can need besides: of parts that a site may do without. */
type Needed = Variable | 'PAYPAL_CLIENT_ID' | 'PAYPAL_CLIENT_SECRET';

export interface Command<Given extends Options> {
  readonly name: string;
  /** What the command needs; it neither asks for the others nor sees them. */
  readonly uses: readonly Needed[];
  readonly options?: Given;
  /** Does it. Answers the exit code when that is not 0. */
  run(given: {
    readonly values: Values<Given>;
    readonly positionals: readonly string[];
    /** For the site that the variables name. */
    runtime(): Runtime;
    /** Empty where it is not set. */
    variable(name: string): string;
    /** All that is set, for a command that judges it. */
    readonly environment: Environment;
  }): Promise<number | undefined>;
}

/**
 * Runs a command for the site that the environment and a file name: `--env-file .env.production`, or `.env` when there is one and no other
 * is named. A variable of the environment comes before the file's. What whoever types it can put right is said in one line.
 */
export async function runCommand<Given extends Options>(command: Command<Given>): Promise<void> {
  let environment: Environment = {};
  try {
    const { values, positionals } = parseArgs({
      options: { ...command.options, 'env-file': { type: 'string' } },
      allowPositionals: true,
    });
    const file = typeof values['env-file'] === 'string' ? values['env-file'] : undefined;
    environment = readEnvironment(file);
    requireVariables(command.uses, environment, file);
    process.exitCode =
      (await command.run({
        // What was parsed holds the command's own options, as it asked for them.
        values: values as Values<Given>,
        positionals,
        // Nobody waits behind a command, so Redis has longer than for a request.
        runtime: () =>
          createRuntime(parseConfig(only(command.uses, environment), 'production'), {
            redisTimeoutMs: 10_000,
          }),
        variable: (name) => environment[name] ?? '',
        environment,
      })) ?? 0;
  } catch (error) {
    const plain = plainLine(error, environment.DATABASE_URL);
    if (plain === undefined) throw error;
    console.error(`${command.name}: ${plain}`);
    process.exitCode = 1;
  }
}

/** Throws CommandError for a file that is named and not there. */
function readEnvironment(named: string | undefined): Environment {
  const file = named ?? '.env';
  if (!existsSync(file)) {
    if (named === undefined) return process.env;
    throw new CommandError(`there is no file ${named}`);
  }
  const given = Object.entries(process.env).filter(([, value]) => value);
  return { ...parseEnv(readFileSync(file, 'utf8')), ...Object.fromEntries(given) };
}

function requireVariables(uses: readonly Needed[], environment: Environment, file: string | undefined) {
  const missing = uses.filter((name) => !(environment[name] || (name === 'SITE_URL' && environment.URL)));
  if (missing.length === 0) return;
  const where = file ?? (existsSync('.env') ? '.env' : 'the environment');
  const advice = file
    ? 'fill in what is missing there'
    : 'name the file that says it: --env-file .env.production';
  throw new CommandError(
    `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not set in ${where}; ${advice}`,
  );
}

/** The variables that are used, and how they are reached; for each other that the site needs something that leads nowhere. */
function only(uses: readonly Needed[], environment: Environment): Environment {
  const used: readonly string[] = [
    ...uses,
    'DATABASE_HTTP_ENDPOINT',
    'BUSINESS_NAME',
    'BUSINESS_PHONE',
    'URL',
  ];
  return {
    ...unused,
    ...Object.fromEntries(
      Object.entries(environment).filter(([name, value]) => value && used.includes(name)),
    ),
  };
}

/** What to say of an error that is not a bug of ours: a wrong option or variable, a database that does not answer or refuses. */
function plainLine(error: unknown, databaseUrl: string | undefined): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  if (error instanceof CommandError || code.startsWith('ERR_PARSE_ARGS')) return error.message;
  if (error instanceof ConfigurationError) return error.faults.map(({ says }) => says).join('; ');
  const advice = databaseUrl && URL.canParse(databaseUrl) ? databaseAdvice(error, databaseUrl) : undefined;
  return advice && `the database ${advice}`;
}
