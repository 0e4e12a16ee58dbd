import { execFileSync } from 'node:child_process';
import { measureBookings } from './bookings.ts';
import { growItems } from './grow.ts';
import { measureRace } from './race.ts';
import { measureReservations } from './reservations.ts';
import { measureSearch } from './search.ts';
import { type BenchStack, startBenchStack } from './stack.ts';

/** What is measured of two builds, in the same run and by turns. */
interface Measure {
  readonly what: string;
  readonly unit: string;
  readonly measure: (stack: BenchStack) => Promise<number>;
}

const median = (sorted: readonly number[]): number => sorted[sorted.length >> 1] ?? 0;
const searchOf = async (stack: BenchStack) => median(await measureSearch(stack, 'dates'));

const measures: readonly Measure[] = [
  {
    what: 'whole bookings at 8 clients',
    unit: 'a second',
    measure: async (stack) => (await measureBookings(stack)).load.perSecond,
  },
  {
    what: 'reservations at 8 clients',
    unit: 'a second',
    measure: async (stack) => (await measureReservations(stack)).perSecond,
  },
  {
    what: '200 connections on one item: slowest answer, median of rounds',
    unit: 'ms',
    measure: async (stack) => (await measureRace(stack)).medianSlowestMs,
  },
  { what: 'list of 20 with dates over the items of the seed, one client', unit: 'ms', measure: searchOf },
  {
    what: 'list of 20 with dates over 10,000 items, one client',
    unit: 'ms',
    measure: async (stack) => {
      await growItems(stack.database, 10_000);
      return searchOf(stack);
    },
  },
];

/** A row of the table: what both builds gave, each twice by turns. */
export interface Compared {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

/** Measures this build and the one in another folder, A B A B. Of what has run before nothing is in the way of the next. */
export async function compareWith(folder: string, only: string | undefined): Promise<Compared[]> {
  execFileSync(process.execPath, ['--import', 'tsx', 'dev/build.ts'], { cwd: folder, stdio: 'ignore' });
  const ours = await startBenchStack();
  const theirs = await startBenchStack(folder);
  try {
    await Promise.all([ours.holdMails(), theirs.holdMails()]);
    const compared: Compared[] = [];
    for (const { what, unit, measure } of measures.filter((one) => !only || one.what.includes(only))) {
      const row = { what, unit, ours: [] as number[], theirs: [] as number[] };
      for (let round = 0; round < 2; round += 1) {
        row.theirs.push(await measured(theirs, measure));
        row.ours.push(await measured(ours, measure));
      }
      compared.push(row);
    }
    return compared;
  } finally {
    await Promise.all([ours.stop(), theirs.stop()]);
  }
}

async function measured(stack: BenchStack, measure: Measure['measure']): Promise<number> {
  await stack.database.query('delete from occupancies');
  await stack.services.flushRedis();
  return measure(stack);
}
