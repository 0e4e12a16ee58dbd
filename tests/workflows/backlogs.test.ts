import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Runtime } from '../../src/platform/runtime.ts';
import { deliverAll } from '../../src/workflows/message/deliver.ts';
import { reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { balances } from '../support/database/backlogs/balances.ts';
import { cleanUps } from '../support/database/backlogs/clean-ups.ts';
import { deposits } from '../support/database/backlogs/deposits.ts';
import { stays } from '../support/database/backlogs/stays.ts';
import { count, nothingDue } from '../support/database/due-rows.ts';
import { sized } from '../support/harness/size.ts';
import { type Stack, startStack } from '../support/harness/stack.ts';
import { enqueueMessages } from '../support/message/outbox.ts';

/** `npm run torture -- --only jobs` makes it a hundred thousand; with `--test holds` for one of them. */
const backlog = sized(200);
const isLong = backlog > 200;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
});
afterAll(() => stack.stop());
afterEach(() => nothingDue(stack));

/** A clock on which each look takes so long: in a torture the true time, else a part of a second for each statement. */
function passing(): Runtime {
  let looks = 0;
  const begunMs = performance.now();
  const startMs = stack.clock.now().getTime();
  const elapsedMs = () => (isLong ? performance.now() - begunMs : 10 * looks);
  const now = () => {
    looks += 1;
    return new Date(startMs + elapsedMs());
  };
  return { ...stack.runtime, clock: { now } };
}

/** Every job that stays in the database. */
const backlogs = { ...stays, ...cleanUps, ...balances, ...deposits };

test.each(Object.entries(backlogs))(
  'a backlog: %s, done in steps, by runs that stop in time and say what is left, at most ten of them',
  async (name, { make, left, run, seconds = 0.05, saysOtherwise }) => {
    await make(stack, backlog);
    expect(await left(stack, backlog)).toBe(backlog);
    // Outside a torture, steps and time are such that no run gets through.
    const limits = isLong ? {} : { step: 20, seconds };
    const after: number[] = [];
    let longestMs = 0;
    stack.logLines.length = 0;
    while (after.length < 10 && (after.at(-1) ?? backlog) > 0) {
      const begunMs = performance.now();
      await run(passing(), limits);
      longestMs = Math.max(longestMs, performance.now() - begunMs);
      after.push(await left(stack, backlog));
    }
    if (isLong) {
      process.stdout.write(`| ${name} | \`${after}\` | ${(longestMs / 1000).toFixed(1)} |\n`);
      expect(longestMs).toBeLessThan(25_000);
    }
    expect(after.at(-1)).toBe(0);
    if (saysOtherwise) return;
    if (!isLong) expect(after.length).toBeGreaterThan(1);
    const said = stack.logLines.flatMap((line) => JSON.parse(line).left ?? []);
    for (const number of after) if (number > 0) expect(said).toContain(number);
  },
);

test('a backlog of mails goes out in runs that stop in time, in a torture at fifty a second or more', async () => {
  // A reservation has some dozens of mails at most, whatever waits.
  const stays = isLong ? 400 : 2;
  const each = isLong ? backlog / stays : 20;
  const ids: string[] = [];
  while (ids.length < stays) ids.push((await reserve(stack, (await cloneItem(stack)).wish)).id);
  await stack.functions.settled();
  await stack.database.query('delete from outbox');
  for (const id of ids)
    await enqueueMessages(stack, id, each, { template: 'guest-refund', dueInSeconds: -60 });
  const begunMs = performance.now();
  await deliverAll(passing());
  const seconds = (performance.now() - begunMs) / 1000;
  const sent = await count(stack, `select from outbox where status = 'sent'`);
  if (!isLong) return expect(sent).toBe(stays * each);
  process.stdout.write(`mails: ${sent} in ${seconds.toFixed(1)} s\n`);
  expect(seconds).toBeLessThan(26);
  expect(sent / seconds).toBeGreaterThan(50);
});
