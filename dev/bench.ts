import { cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureBookings } from './bench/bookings.ts';
import { compareWith } from './bench/compare.ts';
import { type Cost, measureCosts } from './bench/cost.ts';
import { measureGrowth, type Size } from './bench/growth.ts';
import { measureImports } from './bench/imports.ts';
import { measureMemory } from './bench/memory.ts';
import { measurePages } from './bench/pages.ts';
import { measureRace } from './bench/race.ts';
import { compareReservations } from './bench/reservations.ts';
import { measureSearch, searchKinds } from './bench/search.ts';
import { spreadPercent, timeSignIns } from './bench/sign-in.ts';
import { type BenchStack, startBenchStack } from './bench/stack.ts';
import { countTrips } from './bench/trips.ts';
import { buildFunctions } from './build.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string' },
    /** A folder with another build, with which this one is compared. */
    against: { type: 'string' },
    /** Reservations at the last step of `growth`. */
    largest: { type: 'string', default: '100000' },
    /** Of each kind of sign-in that fails; fewer for a machine that is busy. */
    samples: { type: 'string', default: '1000' },
  },
});
const say = (line: string) => (values.json ? console.error(line) : console.log(line));
const megabytes = (bytes: number) => Math.round(bytes / 1024 / 1024);
const rounded = (value: number) => Math.round(value * 10) / 10;

const growthSizes: readonly Size[] = [
  { reservations: 1000, items: 72 },
  { reservations: Number(values.largest), items: 72 },
  { reservations: Number(values.largest), items: 10_000 },
];
const signInSamples = Number(values.samples);

/** What is measured, in this order. Each says what it saw and answers it for `--json`. */
const sections: Readonly<Record<string, (stack: BenchStack) => Promise<unknown>>> = {
  async imports() {
    const imports = await measureImports();
    say('\nCold import of each built function, an empty one taken off:');
    for (const { name, eagerKb, lazyKb, importMs } of imports)
      say(
        `  ${name.padEnd(28)} ${String(eagerKb).padStart(5)} kB  ${rounded(importMs).toFixed(1).padStart(6)} ms   (and ${lazyKb} kB when needed)`,
      );
    return imports;
  },

  async trips(stack) {
    const trips = await countTrips(stack);
    say('\nRound trips before the answer (and to the database after it):');
    say(`  ${'endpoint'.padEnd(38)} database  Redis  provider  after`);
    for (const one of trips)
      say(
        `  ${one.endpoint.padEnd(38)} ${String(one.database).padStart(8)} ${String(one.redis).padStart(6)} ${String(one.provider).padStart(9)} ${String(one.databaseAfter).padStart(6)}`,
      );
    return trips;
  },

  async reservations(stack) {
    await stack.holdMails();
    const { comparisons, peakMemoryBytes } = await compareReservations(stack);
    say(
      `\nReservations a second, against a bare handler with the same SQL (Redis: ${stack.services.engine}):`,
    );
    for (const one of comparisons)
      say(
        `  ${String(one.clients).padStart(2)} clients  ${Math.round(one.perSecond).toString().padStart(5)}  bare ${Math.round(one.barePerSecond).toString().padStart(5)}  ratio ${one.ratio.toFixed(2)}  median ${rounded(one.medianMs)} ms  slowest ${rounded(one.slowestMs)} ms`,
      );
    say(`  peak memory of the function process: ${megabytes(peakMemoryBytes)} MB`);
    return { redis: stack.services.engine, comparisons, peakMemoryMb: megabytes(peakMemoryBytes) };
  },

  async cost(stack) {
    await stack.holdMails();
    const costs = await measureCosts(stack);
    say('\nMilliseconds of the processor for a call, with what follows its answer (functions, PostgreSQL):');
    for (const { endpoint, functionsMs, postgresMs } of costs)
      say(
        `  ${endpoint.padEnd(32)} ${functionsMs.toFixed(1).padStart(6)} ${postgresMs.toFixed(1).padStart(6)}`,
      );
    return costs;
  },

  async growth(stack) {
    await stack.holdMails();
    const seen: { size: Size; costs: readonly Cost[] }[] = [];
    await measureGrowth(stack, growthSizes, (size, costs, rows) => {
      seen.push({ size, costs });
      const [first] = seen;
      say(
        `\n${size.reservations} reservations, ${size.items} items, ${rows} rows: median and 95 of 100 in ms, one client; times the first`,
      );
      for (const [at, { endpoint, medianMs, p95Ms }] of costs.entries()) {
        const times = p95Ms / (first?.costs[at]?.p95Ms ?? p95Ms);
        say(
          `  ${endpoint.padEnd(34)} ${medianMs.toFixed(1).padStart(6)} ${p95Ms.toFixed(1).padStart(6)}   ${times.toFixed(2)}`,
        );
      }
    });
    return seen;
  },

  async search(stack) {
    const lists: Record<string, { medianMs: number; p95Ms: number }> = {};
    say('\nLists of 20 over the items of the seed, one client, nothing cached:');
    for (const kind of searchKinds) {
      const ms = await measureSearch(stack, kind);
      const [medianMs = 0, p95Ms = 0] = [ms[ms.length >> 1], ms[Math.floor(ms.length * 0.95)]];
      lists[kind] = { medianMs, p95Ms };
      say(
        `  ${kind.padEnd(16)} median ${medianMs.toFixed(1).padStart(6)} ms   95 of 100 within ${p95Ms.toFixed(1)} ms`,
      );
    }
    return lists;
  },

  async race(stack) {
    await stack.holdMails();
    const race = await measureRace(stack);
    say(
      `\nRace: 200 warm connections for the same nights, ${race.rounds} rounds: ${race.sold} sold, ${race.refused} refused, ${race.other} other; slowest answer ${Math.round(race.slowestMs)} ms, median of the rounds' slowest ${Math.round(race.medianSlowestMs)} ms`,
    );
    return race;
  },

  async bookings(stack) {
    await stack.holdMails();
    const bookings = await measureBookings(stack);
    say(
      `\nWhole bookings a second at 8 clients (quote, reservation, intent, webhook): ${Math.round(bookings.load.perSecond)}; ${bookings.confirmed} confirmed; peak memory of the function process ${megabytes(bookings.peakMemoryBytes)} MB`,
    );
    return bookings;
  },

  async memory(stack) {
    say('\nWhat the process of the functions holds under ever other requests (heap swept, whole process):');
    return measureMemory(stack, ({ requests, heapBytes, residentBytes }) =>
      say(
        `  after ${String(requests).padStart(6)}  ${(heapBytes / 2 ** 20).toFixed(1).padStart(6)} MB  ${String(megabytes(residentBytes)).padStart(4)} MB`,
      ),
    );
  },

  async pages(stack) {
    await stack.holdMails();
    const pages = await measurePages(stack);
    say(
      '\nPages on loopback, the processor slowed four times: requests, kB over the wire, largest paint in ms',
    );
    say(`  ${'page'.padEnd(18)} width    first view             second view`);
    const shown = ({ requests, bytes, largestPaintMs }: (typeof pages)[number]['first']) =>
      `${String(requests).padStart(3)} ${(bytes / 1024).toFixed(1).padStart(7)} ${Math.round(largestPaintMs).toString().padStart(6)}`;
    for (const { page, width, first, second } of pages)
      say(`  ${page.padEnd(18)} ${String(width).padStart(5)} ${shown(first)}      ${shown(second)}`);
    return pages;
  },

  async 'sign-in'(stack) {
    const times = await timeSignIns(stack, signInSamples);
    say(`\nSign-ins that fail, ${signInSamples} of each kind in random order, all answered 401:`);
    for (const { kind, medianMs, p95Ms } of times)
      say(
        `  ${kind.padEnd(14)} median ${medianMs.toFixed(1).padStart(6)} ms   95 of 100 within ${p95Ms.toFixed(1)} ms`,
      );
    const spread = spreadPercent(times);
    say(`  the slowest median is ${rounded(spread)} % above the fastest`);
    return { times, spreadPercent: spread };
  },
};

const machine = `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
say(
  `Machine: ${machine}. Everything runs on it: load, functions, proxy, PostgreSQL (not waiting for the disk), Redis.`,
);

if (values.against) {
  await buildFunctions();
  const compared = await compareWith(resolve(values.against), values.only);
  const shown = (figures: readonly number[]) => figures.map((one) => rounded(one)).join(' and ');
  const mean = (figures: readonly number[]) => figures.reduce((sum, one) => sum + one, 0) / figures.length;
  say('\n| what | the other build | this build | ratio |\n|---|---|---|---|');
  for (const { what, unit, ours, theirs } of compared)
    say(
      `| ${what}, ${unit} | ${shown(theirs)} | ${shown(ours)} | ${(mean(ours) / mean(theirs)).toFixed(2)} |`,
    );
  if (values.json) console.log(JSON.stringify({ machine, compared }));
  process.exit(0);
}

// These take long, so they run only when they are asked for.
const long = ['growth', 'memory', 'pages'];
const wanted = Object.keys(sections).filter((name) =>
  values.only === undefined ? !long.includes(name) : values.only === name,
);
if (wanted.length === 0) {
  console.error(`--only takes one of: ${Object.keys(sections).join(', ')}`);
  process.exit(1);
}

if (!(Number.isInteger(signInSamples) && signInSamples > 0)) {
  console.error('--samples takes a whole number');
  process.exit(1);
}

// What is measured is this source, in a clone that has built nothing as well.
await buildFunctions();
const stack = await startBenchStack();
const seen: Record<string, unknown> = { machine };
try {
  for (const name of wanted) {
    seen[name] = await sections[name]?.(stack);
  }
  if (values.json) console.log(JSON.stringify(seen));
} finally {
  await stack.stop();
}
