import { fork } from 'node:child_process';
import { once } from 'node:events';
import * as v from 'valibot';
import { bundleScripts } from './bundles.ts';
import type { Stack } from './stack.ts';

const readySchema = v.object({ url: v.string(), proxyUrl: v.string() });
const countsSchema = v.object({ requests: v.number(), errors: v.record(v.string(), v.number()) });

/** The functions in another process, on the database, Redis and mailbox of a stack, at the instant of its clock. */
export interface FunctionsProcess {
  /** Routes are under it: `/api/v1` is in it. */
  readonly url: string;
  /** What its proxy has seen of the database so far: round trips, and failures by SQLSTATE, retried ones too. */
  databaseCounts(): Promise<v.InferOutput<typeof countsSchema>>;
  stop(): Promise<void>;
}

/** Starts one with that many warm connections to the database. It ends with this process at the latest. */
export async function startFunctionsProcess(stack: Stack, connections: number): Promise<FunctionsProcess> {
  const script = 'tests/support/harness/functions-process.ts';
  const bundles = await bundleScripts([script]);
  const child = fork(
    bundles.of(script),
    [JSON.stringify(stack.environment), stack.clock.now().toISOString(), `${connections}`],
    { execArgv: [] },
  );
  const exited = once(child, 'exit');
  const failed = exited.then(() => Promise.reject(new Error('the functions ended before they were ready')));
  const { url, proxyUrl } = v.parse(readySchema, (await Promise.race([once(child, 'message'), failed]))[0]);
  failed.catch(() => {}); // from here on its end is not a failure
  return {
    url,
    async databaseCounts() {
      const response = await fetch(`${proxyUrl}/_proxy/counts?database=${stack.databaseName}`);
      return v.parse(countsSchema, await response.json());
    },
    async stop() {
      child.disconnect();
      await exited;
      await bundles.remove();
    },
  };
}
