import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type Problem, problems } from '../../platform/problems.ts';
import type { Env } from '../env.ts';

/** A refusal as RFC 9457 has it, with our stable `code`, the fields by path and the request id. */
export function problemResponse(c: Context<Env>, problem: Problem): Response {
  const { status, title } = problems[problem.code];
  const { errors, extensions, headers } = problem.details;
  const body = {
    type: `${c.env.runtime.config.site.url}/api/docs#${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    ...(errors ? { errors } : {}),
    ...extensions,
    requestId: c.env.context.requestId,
  };
  return c.body(JSON.stringify(body), status satisfies ContentfulStatusCode, {
    'Content-Type': 'application/problem+json',
    'Cache-Control': 'no-store',
    ...headers,
  });
}
