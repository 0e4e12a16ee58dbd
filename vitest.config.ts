import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Only for what hangs: ten minutes for a test that takes seconds, and as many times more for as much more of it. */
const hangMs = 600_000 * Number(process.env.TORTURE_TIMES ?? 1);

/** The longest file begins first, so that nobody waits for it alone at the end; a fresh clone knows no times. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const isLong = (file: TestSpecification) => Number(file.moduleId.includes('/tests/weeks/'));
    return (await super.sort(files)).sort((a, b) => isLong(b) - isLong(a));
  }
}

export default defineConfig({
  test: {
    // `npm test` runs the first, `npm run test:browser` the second; together they are everything.
    projects: [
      {
        extends: true,
        test: {
          name: 'core',
          include: ['tests/**/*.test.ts'],
          // One walk through a browser belongs to the core: from the first page to a paid reservation.
          exclude: ['tests/browser/*/!(main-job).test.ts', 'tests/dev/netlify-dev.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          // And `netlify dev` itself, which takes as long to start as a browser.
          include: ['tests/browser/*/*.test.ts', 'tests/dev/netlify-dev.test.ts'],
          exclude: ['tests/browser/site/main-job.test.ts'],
        },
      },
    ],
    globalSetup: ['tests/support/harness/global-setup.ts'],
    pool: 'forks',
    // One more than the cores of a small machine: a file that waits for the database or a clock leaves its core to another.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // As modules of ours, for Node 24 reads the 180 KB of its package.json anew for each import in it: seconds for each worker.
    server: { deps: { inline: ['drizzle-orm'] } },
    // Files of a worker share its modules, of which none keeps anything of a stack: loading them anew took an eighth of the time.
    isolate: false,
    testTimeout: hangMs,
    hookTimeout: hangMs,
    expect: { poll: { timeout: 120_000 } },
    reporters: ['default'],
  },
});
