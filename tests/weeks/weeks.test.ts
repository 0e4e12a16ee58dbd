import { afterAll, beforeAll, expect, test } from 'vitest';
import { sampleSeed, sized } from '../support/harness/size.ts';
import { forgetProgress, keepProgress, progressOf } from './progress.ts';
import { playWeek } from './week.ts';
import { startWorlds, type Worlds } from './world.ts';

/** One week alone, by its seed. */
const alone = process.env.WEEK;
const total = alone ? 1 : sized(5);
const isLong = total > 5;
/** Other weeks every day; `npm run torture` chooses by the clock if not told which. */
const firstSeed = Number(alone ?? process.env.PROPERTY_SEED ?? total * sampleSeed);

let worlds: Worlds;
beforeAll(async () => {
  worlds = await startWorlds();
});
afterAll(() => worlds.stop());

test('whole weeks of the business leave no cent unexplained, no stay lost or doubled, nobody dunned who paid, and everybody told', async () => {
  const begun = isLong ? progressOf(firstSeed) : { next: 0, found: [] };
  const found = [...begun.found];
  let toldAtMs = 0;
  for (let week = begun.next; week < total; week += 1) {
    const seed = firstSeed + week;
    const wrong = await playWeek(worlds, seed);
    if (wrong.length > 0) {
      found.push(seed);
      process.stdout.write(`WEEK=${seed} npx vitest run tests/weeks\n  ${wrong.join('\n  ')}\n`);
    }
    if (!isLong) continue;
    keepProgress(firstSeed, { next: week + 1, found });
    if (performance.now() - toldAtMs < 5000 && week + 1 < total) continue;
    toldAtMs = performance.now();
    process.stdout.write(
      `  ${week + 1} of ${total} weeks from seed ${firstSeed}, ${found.length} with findings\n`,
    );
  }
  if (isLong) forgetProgress(firstSeed);
  expect(found, `the seeds of the weeks from ${firstSeed} in which something is wrong`).toEqual([]);
});
