import { parseArgs } from 'node:util';
import { trialBalance } from '../src/ledger/trial-balance.ts';
import { parseConfig } from '../src/platform/config/config.ts';
import { createRuntime } from '../src/platform/runtime.ts';
import { clientAddress } from './bench/load.ts';
import { startFunctionsProcess } from './bench/process.ts';
import { startBenchStack } from './bench/stack.ts';
import { buildFunctions } from './build.ts';
import { cdnCounter } from './load/cdn.ts';
import { drawKind, type Kind, shares, type Visit, visits } from './load/visits.ts';
import { seededRandom } from './seeded-random.ts';
import { stopOnSignals } from './stack/stop-on-signals.ts';

// A day of visitors on loopback, at a rate and for a time: `npm run load -- --rate 20 --seconds 60`. They come whether or not those before
// them were answered, and how long each waited is counted from when they were to come, so that a stall is not hidden.
const { values } = parseArgs({
  options: {
    /** Visitors a second. */
    rate: { type: 'string', default: '20' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000_000}` },
  },
});
const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
if (!(rate > 0 && rate <= 1000 && seconds > 0 && seconds <= 3600)) {
  console.error('--rate takes up to 1,000 a second, --seconds up to 3,600');
  process.exit(1);
}
/** Who finds so many waiting before them does not come: the load is bounded. */
const mostWaiting = 500;

await buildFunctions();
const stack = await startBenchStack();
const functions = await startFunctionsProcess(
  ['items', 'quotes', 'reservations', 'payment-intents', 'stripe-webhook'],
  stack.environment,
);
const isStopping = stopOnSignals(async () => {
  await functions.stop();
  await stack.stop();
});

interface Seen {
  readonly kind: Kind;
  readonly ms: number;
  readonly visit: Visit | undefined;
}

const random = seededRandom(values.seed);
const seen: Seen[] = [];
const cdn = cdnCounter();
let [waiting, turnedAway] = [0, 0];

async function come(index: number, dueAtMs: number): Promise<void> {
  const kind = drawKind(random);
  if (waiting >= mostWaiting) {
    turnedAway += 1;
    return;
  }
  waiting += 1;
  const visitor = {
    api: `${functions.url}/api/v1`,
    from: clientAddress(index),
    random,
    webhookSecret: stack.environment.STRIPE_WEBHOOK_SECRET,
    cdn,
  };
  const visit = await visits[kind](visitor).catch((error: unknown) => {
    console.error(String(error));
    return undefined;
  });
  seen.push({ kind, ms: performance.now() - dueAtMs, visit });
  waiting -= 1;
}

const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

function line(name: string, some: readonly Seen[]): string {
  const ms = some.map((one) => one.ms).sort((a, b) => a - b);
  const figures = [0.5, 0.95, 0.99].map((share) => `${Math.round(percentile(ms, share))}`.padStart(6));
  const wrong = some.filter(({ visit }) => !visit?.isExpected).length;
  return `  ${name.padEnd(9)}${`${some.length}`.padStart(7)}${figures.join('')}${`${Math.round(ms.at(-1) ?? 0)}`.padStart(7)}${`${wrong}`.padStart(7)}`;
}

async function queued(): Promise<number> {
  const { rows } = await stack.database.query<{ count: number }>(
    "select count(*)::int from outbox where status = 'pending' and due_at <= now()",
  );
  return rows[0]?.count ?? 0;
}

console.log(
  `Seed ${values.seed}: ${rate} visitors a second for ${seconds} s, of a hundred ${Object.entries(shares)
    .map(([kind, share]) => `${share} ${kind}`)
    .join(', ')}.`,
);
const startedAtMs = performance.now();
const coming: Promise<void>[] = [];
let saidAtMs = startedAtMs;
// Poisson: the time between two visitors is exponential.
for (
  let [index, dueAtMs] = [0, startedAtMs];
  dueAtMs - startedAtMs < seconds * 1000 && !isStopping();
  index += 1
) {
  dueAtMs += (-Math.log(1 - random()) / rate) * 1000;
  const early = dueAtMs - performance.now();
  if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
  coming.push(come(index, dueAtMs));
  if (performance.now() - saidAtMs > 5000) {
    saidAtMs = performance.now();
    console.log(
      `  ${Math.round((saidAtMs - startedAtMs) / 1000)} s: ${seen.length} answered, ${waiting} waiting, ${turnedAway} turned away, ${await queued()} messages due`,
    );
  }
}
await Promise.all(coming);
const tookSeconds = (performance.now() - startedAtMs) / 1000;
await functions.settled();

console.log(
  `\n${Math.round(seen.length / tookSeconds)} visitors a second were answered, in ms from when each was to come:`,
);
console.log('  kind        count     50     95     99    most  wrong');
for (const kind of Object.keys(shares))
  console.log(
    line(
      kind,
      seen.filter((one) => one.kind === kind),
    ),
  );
console.log(line('all', seen));
const statuses = Map.groupBy(seen, ({ visit }) => visit?.status ?? 0);
console.log(
  `  answers: ${[...statuses].map(([status, some]) => `${some.length} of ${status}`).join(', ')}; ${turnedAway} turned away; ${await queued()} messages due`,
);
const { asked, answered } = cdn.count;
console.log(
  `  of ${asked} views a CDN that began empty would have answered ${answered} (${Math.round((answered / Math.max(1, asked)) * 100)} %)`,
);
const { isBalanced } = await trialBalance(createRuntime(parseConfig(stack.environment, 'dev')));
const { rows } = await stack.database.query<{ confirmed: number; paid: number }>(
  `select (select count(*)::int from reservations where status = 'confirmed') as confirmed,
    (select count(*)::int from payments where status = 'succeeded') as paid`,
);
const [{ confirmed, paid } = { confirmed: 0, paid: -1 }] = rows;
const isRight = isBalanced && confirmed === paid && seen.every(({ visit }) => visit?.isExpected);
console.log(isBalanced ? '  The books balance.' : '  THE BOOKS DO NOT BALANCE.');
console.log(`  ${confirmed} confirmed, ${paid} paid.`);
await functions.stop();
await stack.stop();
process.exitCode = isRight ? 0 : 1;
