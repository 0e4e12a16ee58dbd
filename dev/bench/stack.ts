import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, DatabaseError } from 'pg';
import { plantCatalogue } from '../../demo/seed/plant.ts';
import { inSchema, readCalledFunctions, type SqlSource, schemaOf } from '../../ops/database-functions.ts';
import { migrateDatabase } from '../../ops/migrate.ts';
import { databaseClient } from '../../ops/postgres.ts';
import { startMailbox } from '../mailbox.ts';
import { startPostgres } from '../postgres.ts';
import { startStripeSandbox } from '../stripe/start.ts';
import { startServices } from './services.ts';

const root = join(import.meta.dirname, '../..');

/**
 * A stack for benchmarks: as in tests, with the functions elsewhere. Commits do not wait for the disk.
 * @param build the folder of the build whose functions and migrations are measured, this one unless another is given
 *   (`--against`); what measures is always ours.
 */
export async function startBenchStack(build = root) {
  const folder = await mkdtemp(join(tmpdir(), 'midas-bench-'));
  // Under root PostgreSQL runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: 0,
    persistent: false,
    durable: false,
  });
  await migrateFrom(build, postgres.url);
  await plantCatalogue(postgres.url);
  const database = new Client({ connectionString: postgres.url });
  await database.connect();
  // Making a million rows takes longer than any statement of the functions may.
  await database.query('set statement_timeout = 0');
  const services = await startServices(postgres.url, 'sandbox-token');
  const mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  const stripe = await startStripeSandbox({
    port: 0,
    secretKey: 'sk_test_sandbox',
    webhookSecret: 'whsec_sandbox',
  });
  const environment = {
    SITE_URL: 'https://fine-things.example',
    BUSINESS_NAME: 'Fine Things',
    OWNER_EMAIL: 'owner@fine-things.example',
    MAIL_FROM: 'bookings@fine-things.example',
    MIDAS_KEYS: `b1:${Buffer.from('a key for benchmarks only, 32 bytes').toString('base64')}`,
    DATABASE_URL: postgres.url,
    DATABASE_HTTP_ENDPOINT: `${services.proxyUrl}/sql`,
    UPSTASH_REDIS_REST_URL: services.redisUrl,
    UPSTASH_REDIS_REST_TOKEN: 'sandbox-token',
    SMTP_URL: mailbox.smtpUrl,
    STRIPE_SECRET_KEY: 'sk_test_sandbox',
    STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
    STRIPE_WEBHOOK_SECRET: 'whsec_sandbox',
    STRIPE_API_URL: stripe.url,
    // One guest stands for thousands, whom nobody is meant to review.
    FRAUD_THRESHOLDS: JSON.stringify({
      reviewScore: 900_000,
      refuseScore: 1_000_000,
      reviewProbability: 0.9999,
      refuseProbability: 1,
      attemptsByAddressPerHour: 1_000_000,
      attemptsByMailPerDay: 1_000_000,
      attemptsByDevicePerDay: 1_000_000,
    }),
  };
  return {
    dataDir: postgres.dataDir,
    /** Where the built functions are. */
    functionsFolder: join(build, 'dist/functions'),
    environment,
    database,
    services,
    mailbox,
    stripe,
    /** Mails are written as ever and wait, so that figures of answers are of answers alone. */
    async holdMails() {
      await database.query(`create or replace function hold_mail() returns trigger language plpgsql as $$ begin new.due_at = 'infinity'; return new; end $$;
        create or replace trigger hold_mail before insert on outbox for each row execute function hold_mail()`);
    },
    async stop() {
      await database.end();
      await Promise.all([services.stop(), mailbox.close(), stripe.close()]);
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** By the migrations of a build. Of another one our functions come beside its own: what measures calls them. */
async function migrateFrom(build: string, url: string): Promise<void> {
  if (build === root) return void (await migrateDatabase(url));
  const env = { PATH: process.env.PATH, DATABASE_URL: url };
  execFileSync(process.execPath, ['--import', 'tsx', 'ops/migrate.ts'], { cwd: build, env });
  const client = databaseClient(url);
  await client.connect();
  await createWhatCanBe(client, readCalledFunctions()).finally(() => client.end());
}

/** Our functions as far as this database has what they are of: a build from before some table serves no function of it. */
async function createWhatCanBe(client: Client, sources: readonly SqlSource[]): Promise<void> {
  const schema = schemaOf(sources);
  await client.query(`create schema if not exists ${schema}`);
  await client.query('set check_function_bodies = off');
  for (const { text } of sources)
    await client.query(inSchema(text, schema)).catch((error: unknown) => {
      const isMissing = error instanceof DatabaseError && missingCodes.includes(error.code ?? '');
      if (!isMissing) throw error;
    });
}

/** What names a table, a type, a column or a function that is not there (PostgreSQL, appendix A). */
const missingCodes = ['42P01', '42704', '42703', '42883'];

export type BenchStack = Awaited<ReturnType<typeof startBenchStack>>;
