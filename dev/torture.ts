import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');

/** The races and properties of `npm test` that are worth trying for longer, and how many times as long. */
const tortures: Readonly<Record<string, { readonly file: string; readonly times: number }>> = {
  'never-twice': { file: 'tests/races/never-twice.test.ts', times: 30 },
  schedules: { file: 'tests/money/books/schedules.test.ts', times: 300 },
  owed: { file: 'tests/money/books/owed-properties.test.ts', times: 30 },
  changes: { file: 'tests/booking/changes/change-properties.test.ts', times: 20 },
  'event-order': { file: 'tests/payment/stripe/webhook-order.test.ts', times: 50 },
  books: { file: 'tests/ledger/ledger-model.test.ts', times: 40 },
  settlement: { file: 'tests/races/settlement.test.ts', times: 30 },
  'deadlock-free': { file: 'tests/races/deadlock-free.test.ts', times: 25 },
  idempotency: { file: 'tests/races/idempotency.test.ts', times: 30 },
  outbox: { file: 'tests/faults/outbox.test.ts', times: 15 },
  jobs: { file: 'tests/workflows/backlogs.test.ts', times: 500 },
  fuzz: { file: 'tests/http/fuzz.test.ts', times: 20 },
  prices: { file: 'tests/booking/quotes/pricing-properties.test.ts', times: 50 },
  stays: { file: 'tests/booking/dates/stay-properties.test.ts', times: 50 },
  weeks: { file: 'tests/weeks/weeks.test.ts', times: 20 },
  dates: { file: 'tests/catalogue/items-dates.test.ts', times: 2 },
  'search-words': { file: 'tests/catalogue/search-words.test.ts', times: 150 },
  'search-texts': { file: 'tests/catalogue/items-text.test.ts', times: 30 },
  'quote-tokens': { file: 'tests/booking/quotes/quote-tokens.test.ts', times: 50 },
  'unknown-events': { file: 'tests/money/providers/unknown-events.test.ts', times: 50 },
  availability: { file: 'tests/booking/dates/availability-properties.test.ts', times: 20 },
};

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: Object.keys(tortures) },
    times: { type: 'string' },
    test: { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
  },
});

const unknown = values.only.filter((name) => !(name in tortures));
if (unknown.length > 0 || !(Number(values.times ?? 1) >= 1)) {
  console.error(
    `--only takes ${Object.keys(tortures).join(', ')}; --times how many times as much as npm test; --test a part of the names of tests.`,
  );
  process.exit(1);
}

const failed: string[] = [];
for (const [name, { file, times }] of Object.entries(tortures)) {
  if (!values.only.includes(name)) continue;
  const size = values.times ?? `${times}`;
  console.log(`\n${name}: ${size} times what npm test tries, seed ${values.seed}`);
  const environment = { TORTURE_TIMES: size, PROPERTY_SEED: values.seed };
  const which = values.test === undefined ? [] : ['-t', values.test];
  const child = spawn(join(root, 'node_modules/.bin/vitest'), ['run', file, ...which], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const [code] = await once(child, 'exit');
  if (code === 0) continue;
  failed.push(name);
  console.log(
    `${name} failed. Again: npm run torture -- --only ${name} --times ${size} --seed ${values.seed}`,
  );
}
console.log(failed.length === 0 ? '\nAll of it holds.' : `\nFailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;
