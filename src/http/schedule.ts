import type { Context } from '@netlify/functions';
import { reportError } from '../platform/error-report.ts';
import { databaseRefusals, Problem } from '../platform/problems.ts';
import { currentRuntime, type Runtime } from '../platform/runtime.ts';

/** When an answer is given whatever still hangs: Netlify ends a scheduled function after 30 s. */
const cutOffMs = 25_000;

/** Nobody waits behind a schedule, and a run that Redis missed is made again only after an hour. */
const redisTimeoutMs = 5_000;

/**
 * The handler of a scheduled function. A failure is answered with 500, so that Netlify shows it, and reported
 * where it is a bug. What still waits for another host when the time is over is left: nothing is half done,
 * and the next run takes it up.
 */
export function schedule(job: (runtime: Runtime) => Promise<void>, cutOff = cutOffMs) {
  return async (
    _request: Request,
    context: Context,
    runtime: Runtime = currentRuntime(context, { redisTimeoutMs }),
  ): Promise<Response> => {
    const over = Promise.withResolvers<'over'>();
    const timer = setTimeout(() => over.resolve('over'), cutOff);
    const work = job(runtime).catch((error: unknown) => {
      if (isPassing(error)) runtime.log('warn', 'run failed', { code: 'unavailable', error });
      else reportError(runtime, context, error);
      return 'failed' as const;
    });
    const outcome = await Promise.race([work, over.promise]);
    clearTimeout(timer);
    if (outcome === 'over') runtime.log('warn', 'run cut off');
    return new Response(null, { status: outcome === 'failed' ? 500 : 204 });
  };
}

/**
 * Whether something was away or busy, and nothing besides went wrong: no bug of ours, and the next run does
 * what this one did not.
 */
function isPassing(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isPassing);
  const passing: readonly string[] = databaseRefusals;
  return error instanceof Problem && passing.includes(error.code);
}
