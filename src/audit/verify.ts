import { askRedis } from '../platform/ask-redis.ts';
import type { Run } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';
import { brokenRows, readRows } from './rows.ts';
import {
  beforeAll,
  digestOf,
  newestSeal,
  readSeals,
  readSealText,
  type Seal,
  sealText,
  signatureOf,
} from './seals.ts';

/** Rows of one seal, and of one step. */
export const pageRows = 1000;
const pageSeals = 100;

/** Where the newest seal is kept outside the database. */
const anchorKey = 'audit:anchor';

export interface Walk {
  /** What does not hold, as plain sentences. */
  readonly findings: string[];
  /** The seal from which the next run goes on. Nothing when the walk has come to the end. */
  readonly next: number | undefined;
}

export async function readAnchor({ redis }: Runtime): Promise<string | undefined> {
  const anchor = await askRedis(() => redis.get(anchorKey));
  return typeof anchor === 'string' ? anchor : undefined;
}

export async function setAnchor({ redis }: Runtime, seal: Seal): Promise<void> {
  await askRedis(() => redis.set(anchorKey, sealText(seal)));
}

/**
 * Compares the newest seals in the database with the one outside it: what was cut off at the end shows here
 * alone.
 */
export async function verifyHead(runtime: Runtime, anchor: string | undefined): Promise<string[]> {
  const { keys } = runtime.config;
  const newest = await newestSeal(runtime);
  if (newest.number > 0 && signatureOf(keys, newest) !== 'good')
    return [`Seal ${newest.number}, the newest, is not signed by a key of MIDAS_KEYS.`];
  if (anchor === undefined)
    return newest.number === 0
      ? []
      : ['The seal outside the database is gone: nothing says whether the end was cut off.'];
  const anchored = readSealText(keys, anchor);
  if (!anchored) return ['The seal outside the database is not signed by a key of MIDAS_KEYS.'];
  if (newest.number < anchored.number)
    return [
      `The end was cut off: the log was sealed up to row ${anchored.upTo} (seal ${anchored.number}), here the last seal is ${newest.number}.`,
    ];
  const [same] = await readSeals(runtime, anchored.number, 1);
  return same && sealText(same) === sealText({ ...anchored, signature: same.signature })
    ? []
    : [`Seal ${anchored.number} is not the one that stands outside the database.`];
}

/**
 * Sets the rows against the seals, from a seal on, and each row against the one before it, until the end or
 * until the time is over.
 */
export async function walk(runtime: Runtime, from: number, run: Pick<Run, 'step' | 'isOver'>): Promise<Walk> {
  const findings: string[] = [];
  let at = from === 0 ? beforeAll : (await readSeals(runtime, from, 1))[0];
  if (at?.number !== from) {
    findings.push(`Seal ${from} is gone.`);
    at = beforeAll;
  }
  for (;;) {
    if (run.isOver()) return { findings, next: at.number };
    const seals = (await readSeals(runtime, at.number + 1, pageSeals)).slice(0, pageSeals);
    const page = fitting(seals);
    if (page.length === 0) break;
    findings.push(...(await comparePage(runtime, at, page)));
    at = page.at(-1) ?? at;
  }
  let after = at.upTo;
  for (;;) {
    const rows = await readRows(runtime, after, Number.MAX_SAFE_INTEGER, pageRows);
    findings.push(...brokenRows(rows));
    after = rows.at(-1)?.sequence ?? after;
    if (rows.length < pageRows) return { findings, next: undefined };
    // The rows since the last seal come again with the next run.
    if (run.isOver()) return { findings, next: at.number };
  }
}

/** As many seals as one step reads the rows of, and one at least. */
function fitting(seals: readonly Seal[]): Seal[] {
  let rows = 0;
  const upTo = seals.findIndex(({ count }) => {
    rows += count;
    return rows > pageRows;
  });
  return upTo === -1 ? [...seals] : seals.slice(0, Math.max(1, upTo));
}

async function comparePage(runtime: Runtime, before: Seal, seals: readonly Seal[]): Promise<string[]> {
  const rows = await readRows(runtime, before.upTo, seals.at(-1)?.upTo ?? before.upTo, 2 * pageRows);
  const findings = brokenRows(rows);
  let previous = before;
  for (const seal of seals) {
    const { upTo } = previous;
    const sealed = rows.filter(({ sequence }) => sequence > upTo && sequence <= seal.upTo);
    findings.push(...compare(runtime, previous, seal, digestOf(previous, sealed), sealed.length));
    previous = seal;
  }
  return findings;
}

function compare({ config }: Runtime, previous: Seal, seal: Seal, digest: string, found: number): string[] {
  const range = `Rows ${previous.upTo + 1} to ${seal.upTo} (seal ${seal.number})`;
  if (seal.number !== previous.number + 1)
    return [`The seals between ${previous.number} and ${seal.number} are gone.`];
  // A seal of a key that was retired is answered for by those after it, which go on from its digest.
  if (signatureOf(config.keys, seal) === 'bad') return [`Seal ${seal.number} is not as it was signed.`];
  if (found !== seal.count) return [`${range}: ${seal.count} were sealed, ${found} are there.`];
  return digest === seal.digest ? [] : [`${range} are not those that were sealed.`];
}
