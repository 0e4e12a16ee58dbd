import type { MidasProblem } from '../client/midas-problem.ts';

/**
 * Whether a call was refused or not answered. By its name, for the class is that of the client's file and may
 * be there twice.
 */
export function isProblem(error: unknown): error is MidasProblem {
  return error instanceof Error && error.name === 'MidasProblem';
}
