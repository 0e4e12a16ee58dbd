import { MidasProblem } from '../../../kit/client/midas-problem.ts';

/** The problem that a call throws. Fails when it answers, or throws something else. */
export async function refused(call: Promise<unknown>): Promise<MidasProblem> {
  const outcome = await call.catch((error: unknown) => error);
  if (outcome instanceof MidasProblem) return outcome;
  throw new Error(`expected a problem, got ${JSON.stringify(outcome) ?? outcome}`, { cause: outcome });
}
