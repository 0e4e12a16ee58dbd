import * as v from 'valibot';
import { expect } from 'vitest';
import type { Answer } from '../harness/client.ts';

const refusalSchema = v.looseObject({
  type: v.pipe(v.string(), v.url()),
  title: v.pipe(v.string(), v.nonEmpty()),
  status: v.number(),
  code: v.pipe(v.string(), v.nonEmpty()),
  detail: v.pipe(v.string(), v.nonEmpty()),
  errors: v.optional(
    v.array(v.strictObject({ field: v.string(), message: v.pipe(v.string(), v.nonEmpty()) })),
  ),
  requestId: v.pipe(v.string(), v.nonEmpty()),
});

type Refusal = v.InferOutput<typeof refusalSchema>;

/** The problem document of a refusal (RFC 9457); fails with the answer itself when it is not a whole one. */
export function refusalOf(answer: Answer): Refusal {
  expect(`${answer.status} ${answer.headers.get('Content-Type')}`, answer.text).toBe(
    `${answer.status} application/problem+json`,
  );
  const refusal = v.parse(refusalSchema, answer.json());
  expect(refusal.status).toBe(answer.status);
  expect(refusal.requestId).toBe(answer.headers.get('X-Request-Id'));
  expect(refusal.type).toContain(refusal.code);
  return refusal;
}

/** The same, of one status and one code. */
export function expectRefusal(answer: Answer, status: number, code: string): Refusal {
  expect(answer.status, answer.text).toBe(status);
  const refusal = refusalOf(answer);
  expect(refusal.code).toBe(code);
  return refusal;
}

/** The paths of the fields that were refused, each once, in order of the alphabet. */
export function refusedFields(answer: Answer): string[] {
  const { errors = [] } = expectRefusal(answer, 422, 'validation-failed');
  return [...new Set(errors.map((error) => error.field))].sort();
}
