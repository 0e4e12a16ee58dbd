import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { migrateDatabase } from '../../ops/migrate.ts';
import { startPostgres } from '../postgres.ts';

/** Runs `work` on a fresh database that all migrations were applied to, and takes it away again. */
export async function onMigratedDatabase<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'midas-migrated-'));
  const postgres = await startPostgres({
    dataDir: join(folder, 'postgres'),
    port: 0,
    persistent: false,
    durable: false,
  });
  try {
    await migrateDatabase(postgres.url);
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
