import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { plantCatalogue } from '../demo/seed/plant.ts';
import { migrateDatabase } from '../ops/migrate.ts';
import { startPostgres } from './postgres.ts';
import { type DirectDatabase, openDirectDatabase } from './soak/database.ts';
import { prepareWorld } from './soak/prepare.ts';
import { run } from './soak/run.ts';
import type { World } from './soak/world.ts';
import { stopOnSignals } from './stack/stop-on-signals.ts';

// Random operations on the books until they differ from the model, in a database of its own: `npm run soak -- --operations 1000000`.
const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '100000' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
    'full-every': { type: 'string', default: '10000' },
  },
});
const seed = Number(values.seed);
const folder = await mkdtemp(join(tmpdir(), 'midas-soak-'));
// Under root PostgreSQL runs as another user, who must be able to enter.
await chmod(folder, 0o755);
const postgres = await startPostgres({
  dataDir: join(folder, 'postgres'),
  port: 0,
  persistent: false,
  durable: false,
});

let database: DirectDatabase | undefined;

async function stop(): Promise<void> {
  await database?.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}
const isStopping = stopOnSignals(stop);

await migrateDatabase(postgres.url);
await plantCatalogue(postgres.url);
database = await openDirectDatabase(postgres.url);
const world = await prepareWorld(postgres.url, database, seed);
const startedAt = performance.now();
console.log(`Seed ${seed}, ${values.operations} operations.`);

function summary({ counts }: World): string {
  const seconds = (performance.now() - startedAt) / 1000;
  const { operations, refused, checks } = counts;
  return `${operations} operations in ${Math.round(seconds)} s, ${Math.round(operations / seconds)} a second; ${refused} refused or repeated, ${checks} checks`;
}

try {
  await run(world, Number(values.operations), {
    fullEvery: Number(values['full-every']),
    tell: (one) => console.log(summary(one)),
  });
  const kinds = await database.query(
    sql`select kind, count(*)::int as count from ledger_transactions group by 1 union all select 'quarantine', count(*) from payments where quarantine_reason is not null order by 1`,
  );
  console.log(`Posted: ${kinds.map(({ kind, count }) => `${count} ${kind}`).join(', ')}.`);
  console.log(`The books are as the model says. ${summary(world)}.`);
} catch (error) {
  if (!isStopping()) {
    console.error(`THE BOOKS DIFFER. Seed ${seed}, after ${summary(world)}.`);
    console.error(world.current?.history.slice(-60).join('\n') ?? 'no reservation');
    console.error(error);
    process.exitCode = 1;
  }
} finally {
  if (!isStopping()) await stop();
}
