import type { Context } from '@netlify/functions';
import { reportError } from '../platform/error-report.ts';
import { currentRuntime, type Runtime } from '../platform/runtime.ts';

/** The handler of a scheduled function. A failure is reported and answered with 500, so that Netlify shows it. */
export function schedule(job: (runtime: Runtime) => Promise<void>) {
  return async (
    _request: Request,
    context: Context,
    runtime: Runtime = currentRuntime(context),
  ): Promise<Response> => {
    try {
      await job(runtime);
      return new Response(null, { status: 204 });
    } catch (error) {
      reportError(runtime, context, error);
      return new Response(null, { status: 500 });
    }
  };
}
