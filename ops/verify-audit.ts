import { newestSeal } from '../src/audit/seals.ts';
import { readAnchor, setAnchor, verifyHead, walk } from '../src/audit/verify.ts';
import { runCommand } from './command.ts';

// Checks the whole audit log, one line for each finding. `--anchor` names a seal from the log lines instead of the one in Redis; when all
// holds, the newest seal is kept in Redis again.
await runCommand({
  name: 'verify-audit',
  uses: ['DATABASE_URL', 'MIDAS_KEYS', 'UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
  options: { anchor: { type: 'string' } },
  async run({ values, runtime }) {
    const site = runtime();
    const head = await verifyHead(site, values.anchor ?? (await readAnchor(site)));
    const { findings } = await walk(site, 0, { step: 0, isOver: () => false });
    const all = [...head, ...findings];
    for (const finding of all) console.log(finding);
    if (all.length > 0) return 1;
    const newest = await newestSeal(site);
    if (values.anchor) await setAnchor(site, newest);
    console.log(`The audit log holds: ${newest.number} seals, up to row ${newest.upTo}.`);
    return 0;
  },
});
