import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { plantCatalogue } from '../../../demo/seed/plant.ts';
import { buildKit } from '../../../dev/kit-build.ts';
import { startPostgres } from '../../../dev/postgres.ts';
import { buildSite } from '../../../dev/site/build-site.ts';
import { demoBusiness } from '../../../dev/site/business.ts';
import { migrateDatabase } from '../../../ops/migrate.ts';
import { sampleSeed } from './size.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the superuser, and the database that each test file copies. */
    postgresUrl: string;
    templateDatabase: string;
    /** The built pages of the demo site. */
    siteFolder: string;
  }
}

const templateDatabase = 'midas_template';

/** One PostgreSQL for all test files, with a migrated and planted database to copy from; and the demo site with the kit, which its pages load. */
export default async function setup({ provide }: TestProject) {
  process.stdout.write(`Samples of the day: PROPERTY_SEED=${sampleSeed}\n`);
  await buildKit();
  const folder = await mkdtemp(join(tmpdir(), 'midas-tests-'));
  // Under root PostgreSQL runs as another user, who must be able to enter.
  await chmod(folder, 0o755);
  const siteFolder = join(folder, 'site');
  buildSite(siteFolder, demoBusiness);
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: 0,
    persistent: false,
    durable: false,
  });
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query(`create database ${templateDatabase}`);
  await client.end();
  const template = new URL(`/${templateDatabase}`, postgres.url).href;
  await migrateDatabase(template);
  await plantCatalogue(template);
  provide('postgresUrl', postgres.url);
  provide('templateDatabase', templateDatabase);
  provide('siteFolder', siteFolder);
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
