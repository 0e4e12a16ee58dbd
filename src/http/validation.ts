import * as v from 'valibot';
import { type FieldError, Problem } from '../platform/problems.ts';

/** Parses input by a schema; throws the 422 that names every refused field. */
export function parse<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const errors = result.issues.map(fieldError);
  throw new Problem(
    'validation-failed',
    errors.length === 1 ? 'One field needs another look.' : `${errors.length} fields need another look.`,
    { errors },
  );
}

function fieldError(issue: v.BaseIssue<unknown>): FieldError {
  return { field: v.getDotPath(issue) ?? '', message: messageOf(issue) };
}

/** A sentence for people; our own messages in the schemas end with a full stop, the library's do not. */
function messageOf(issue: v.BaseIssue<unknown>): string {
  if (issue.expected === 'never') return 'This field is not known here.';
  if (issue.received === 'undefined') return 'This field is needed.';
  if (issue.message.endsWith('.')) return issue.message;
  return `${issue.message}.`;
}
