import { beforeAll } from 'vitest';
import { serveFunctions } from '../../../dev/functions-server.ts';
import { createRuntime } from '../../../src/platform/runtime.ts';
import { call } from './client.ts';
import { functionModules } from './functions.ts';
import { patienceMs } from './patience.ts';
import type { Stack } from './stack.ts';

/**
 * The same stack behind functions that give up a silent Redis after half a second. For tests in which it is away:
 * they wait that long for what never comes, and what they expect is the same however slow the machine is. Those in
 * which it is there ask the stack itself, which is as patient as all.
 */
export function useImpatient(stack: Stack): Stack {
  // Filled below, before any test.
  const impatient = {} as Stack;
  beforeAll(async () => {
    const { config, clock, log } = stack.runtime;
    const waits = { databaseWaitMs: patienceMs, redisTimeoutMs: 500 };
    const functions = await serveFunctions(functionModules, {
      port: 0,
      runtime: createRuntime(config, { clock, log, passwordCost: 4, ...waits }),
    });
    Object.assign(impatient, stack, {
      functions,
      call: (path, options) => call(`${functions.url}/api/v1${path}`, options),
    } satisfies Partial<Stack>);
    return () => functions.close();
  });
  return impatient;
}
