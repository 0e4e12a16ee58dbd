import { join } from 'node:path';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';

/** Applies the migrations that a database has not seen, all in one transaction. Forward only. */
export async function migrateDatabase(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await migrate(drizzle({ client }), { migrationsFolder: join(import.meta.dirname, '../drizzle') });
  } finally {
    await client.end();
  }
}

if (process.argv[1] === import.meta.filename) {
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) throw new Error('Set DATABASE_URL to the database that is to be migrated.');
  await migrateDatabase(connectionString);
  console.log('The database is up to date.');
}
