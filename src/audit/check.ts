import * as v from 'valibot';
import { askRedis } from '../platform/ask-redis.ts';
import { beginRun, inTurn, type RunLimits } from '../platform/run.ts';
import type { Runtime } from '../platform/runtime.ts';
import { newestSettledRow, readRows } from './rows.ts';
import { keepSeal, newestSeal, sealOf, sealText } from './seals.ts';
import { pageRows, readAnchor, setAnchor, verifyHead, walk } from './verify.ts';

/** Where the result is kept: not in the database, where who changes the log could change it too. */
export const auditCheckKey = 'audit:check';

/** How the check stands between two runs. */
export const auditCheckSchema = v.object({
  /** When the last walk over the whole log came to its end. */
  finishedAt: v.nullable(v.string()),
  /** What that walk found. */
  findings: v.number(),
  /** The seal from which the walk goes on that is under way. */
  next: v.number(),
  /** What that one has found so far. */
  found: v.number(),
});

type AuditCheck = v.InferOutput<typeof auditCheckSchema>;

const none: AuditCheck = { finishedAt: null, findings: 0, next: 0, found: 0 };

/**
 * Seals what was written since the last run, then sets the log against its seals, going on where the last run
 * stopped. While the newest seal and the one outside the database differ nothing is sealed, so that what is
 * wrong stays wrong until somebody has looked.
 */
export async function checkAuditLog(runtime: Runtime, limits: RunLimits = {}): Promise<void> {
  const run = beginRun(runtime, limits);
  const before = v.safeParse(auditCheckSchema, await askRedis(() => runtime.redis.get(auditCheckKey)));
  const known = before.success ? before.output : none;
  const head = await verifyHead(runtime, await readAnchor(runtime));
  await inTurn(
    async () => {
      if (head.length === 0) await sealNewRows(runtime, limits);
    },
    async () => {
      const { findings, next } = await walk(runtime, known.next, run);
      report(runtime, [...head, ...findings]);
      const found = known.found + findings.length;
      const check: AuditCheck =
        next === undefined
          ? {
              finishedAt: runtime.clock.now().toISOString(),
              findings: found + head.length,
              next: 0,
              found: 0,
            }
          : { ...known, next, found, findings: known.findings + head.length };
      await askRedis(() => runtime.redis.set(auditCheckKey, check));
    },
  );
}

/** Half of the time, so that the walk goes on too when much was written. */
async function sealNewRows(runtime: Runtime, { seconds = 20 }: RunLimits): Promise<void> {
  const run = beginRun(runtime, { seconds: seconds / 2 });
  const upTo = await newestSettledRow(runtime);
  let previous = await newestSeal(runtime);
  for (;;) {
    const rows = await readRows(runtime, previous.upTo, upTo, pageRows);
    // A new key signs once even when nothing was written: the old one may be taken away one day.
    const isSigned = previous.number === 0 || previous.signature.startsWith(`${runtime.config.keys[0].id}.`);
    if (rows.length === 0 && isSigned) break;
    const seal = sealOf(runtime.config.keys, previous, rows);
    if (!(await keepSeal(runtime, seal))) return;
    previous = seal;
    if (rows.length < pageRows || run.isOver()) break;
  }
  if (previous.number === 0) return;
  await setAnchor(runtime, previous);
  runtime.log('info', 'audit log sealed', { seal: sealText(previous) });
}

/** As many as an alarm needs; `npm run verify-audit` names them all. */
const mostReported = 20;

function report(runtime: Runtime, findings: readonly string[]): void {
  for (const finding of findings.slice(0, mostReported))
    runtime.log('error', 'audit log does not hold', { finding, count: findings.length });
}
