import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { openDirectDatabase } from '../../dev/soak/database.ts';
import { prepareWorld } from '../../dev/soak/prepare.ts';
import { run } from '../../dev/soak/run.ts';
import { countTo, sized } from '../support/harness/size.ts';

/** `npm run soak -- --operations 1000000` tries more. `PROPERTY_SEED=<seed>` repeats a run. */
const operations = sized(400);
const fullEvery = 400;
const tell = countTo(operations / fullEvery);

test('random operations keep the books as an independent model says, and the statements as the providers say', async () => {
  const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 1_000_000_000);
  const databaseName = `midas_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client({ connectionString: inject('postgresUrl') });
  await admin.connect();
  await admin.query(`create database ${databaseName} template ${inject('templateDatabase')}`);
  await admin.end();
  const connectionString = new URL(`/${databaseName}`, inject('postgresUrl')).href;
  const database = await openDirectDatabase(connectionString);
  try {
    const world = await prepareWorld(connectionString, database, seed);
    await run(world, operations, { fullEvery, tell }).catch((error: unknown) => {
      const history = world.current?.history.slice(-60).join('\n');
      throw new Error(`seed ${seed}, operation ${world.counts.operations}\n${history}`, { cause: error });
    });
    expect(world.counts.operations).toBeGreaterThanOrEqual(operations);
    expect(world.counts.refused).toBeGreaterThan(operations / 20);
  } finally {
    await database.close();
  }
});
