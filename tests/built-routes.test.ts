import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listFunctions } from '@netlify/zip-it-and-ship-it';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builds } from '../dev/build.ts';

/** The addresses and schedules that Netlify is meant to give to the built functions. */
const expected = {
  'cancel-abandoned-payments': { paths: [], schedule: '*/10 * * * *' },
  contact: { paths: ['/api/v1/contact'] },
  'deliver-messages': { paths: [], schedule: '* * * * *' },
  health: { paths: ['/api/v1/health'] },
  items: { paths: ['/api/v1/items', '/api/v1/items/*'] },
  'lapse-holds': { paths: [], schedule: '*/5 * * * *' },
  openapi: { paths: ['/api/v1/openapi.json', '/api/docs'] },
  'payment-intents': { paths: ['/api/v1/payment-intents'] },
  quotes: { paths: ['/api/v1/quotes'] },
  reservations: { paths: ['/api/v1/reservations', '/api/v1/reservations/*'] },
  'stripe-webhook': { paths: ['/api/v1/webhooks/stripe'] },
} as const;

let folder: string;
let built: Awaited<ReturnType<typeof listFunctions>>;
// Read by the parser with which Netlify packs them: packing itself shows no more of the routes and takes a minute.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'midas-built-'));
  await Promise.all(builds.map((one) => build({ ...one, outdir: folder })));
  built = await listFunctions(folder, { parseISC: true });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the functions that are built are those that are meant, and the parts they share are none', () => {
  expect(built.map(({ name }) => name).sort()).toEqual(Object.keys(expected));
});

test.each(Object.entries(expected).map(([name, meant]) => ({ name, schedule: undefined, ...meant })))(
  'Netlify finds where the built $name listens or when it runs, and for every method',
  ({ name, paths, schedule }) => {
    const found = built.find((one) => one.name === name);
    expect(found?.routes?.map(({ pattern }) => pattern)).toEqual(paths);
    expect(found?.routes?.flatMap(({ methods }) => methods)).toEqual([]);
    expect(found?.schedule).toBe(schedule);
    expect(found?.excludedRoutes).toEqual([]);
    expect(found?.runtimeAPIVersion).toBe(2);
  },
);
