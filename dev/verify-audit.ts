import { parseArgs } from 'node:util';
import { newestSeal } from '../src/audit/seals.ts';
import { readAnchor, setAnchor, verifyHead, walk } from '../src/audit/verify.ts';
import { parseConfig } from '../src/platform/config.ts';
import { createRuntime } from '../src/platform/runtime.ts';

// Checks the whole audit log of the environment, one line for each finding. `--anchor` names a seal from the log lines instead of the
// one in Redis; when all holds, the newest seal is kept in Redis again.
const { values } = parseArgs({ options: { anchor: { type: 'string' } } });
const runtime = createRuntime(parseConfig(process.env, process.env.CONTEXT ?? 'production'));
const head = await verifyHead(runtime, values.anchor ?? (await readAnchor(runtime)));
const { findings } = await walk(runtime, 0, { step: 0, isOver: () => false });
const all = [...head, ...findings];
for (const finding of all) console.log(finding);
if (all.length === 0) {
  const newest = await newestSeal(runtime);
  if (values.anchor) await setAnchor(runtime, newest);
  console.log(`The audit log holds: ${newest.number} seals, up to row ${newest.upTo}.`);
}
process.exit(all.length === 0 ? 0 : 1);
