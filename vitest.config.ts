import { defineConfig } from 'vitest/config';

/** Only for what hangs: ten minutes for a test that takes seconds, and as many times more for as much more of it. */
const hangMs = 600_000 * Number(process.env.TORTURE_TIMES ?? 1);

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/support/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Files of a worker share its modules, of which none keeps anything of a stack: loading them anew took an eighth of the time.
    isolate: false,
    testTimeout: hangMs,
    hookTimeout: hangMs,
    expect: { poll: { timeout: 120_000 } },
    reporters: process.env.CI ? ['default'] : ['default'],
  },
});
