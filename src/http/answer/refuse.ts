import type { Context } from 'hono';
import { type Problem, problems } from '../../platform/problems.ts';
import type { Env } from '../env.ts';
import { isForm, typedFields } from '../forms/form-fields.ts';
import { problemResponse } from './problem-response.ts';

/**
 * Answers a refusal: as a page that keeps what was typed when a plain form was posted, else as a problem
 * document.
 */
export async function refuse(c: Context<Env>, problem: Problem): Promise<Response> {
  const { status } = problems[problem.code];
  if (status >= 500 && problem.cause !== undefined) {
    c.env.runtime.log('error', 'unavailable', {
      requestId: c.env.context.requestId,
      code: problem.code,
      error: problem.cause,
    });
  }
  if (!isForm(c) || status === 413 || status === 415) return problemResponse(c, problem);
  // Loaded only when it is shown: every function can refuse, and few have forms.
  const { refusedFormPage } = await import('../forms/refused-form-page.tsx');
  return refusedFormPage(c, await typedFields(c), problem);
}
