import * as v from 'valibot';
import { type FieldError, fieldProblem, Problem } from '../../platform/problems.ts';

/**
 * Parses input by a schema; throws the 422 that names every refused field. All that strangers send us comes
 * through here, so here no text is folded, composed or matched whose length was not looked at: composing the
 * marks of a letter takes time with the square of their number.
 */
export function parse<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  refuseOutsized(input, '', deepestBody);
  // Of each text its length is looked at first, and what follows in its pipe only where that is right.
  const result = v.safeParse(schema, input, { abortPipeEarly: true });
  if (result.success) {
    const list = listForObject(input, result.output, '');
    if (list !== undefined) throw fieldProblem(list, 'This is a list, where an object belongs.');
    return result.output;
  }
  const errors = result.issues.map(fieldError);
  throw new Problem(
    'validation-failed',
    errors.length === 1 ? 'One field needs another look.' : `${errors.length} fields need another look.`,
    { errors },
  );
}

/**
 * Names that objects of the language have of their own: schemas drop such fields without a word, and we
 * refuse them.
 */
const hiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/** No body of ours nests deeper; what does is refused by its schema. */
const deepestBody = 4;

/** No text of ours is longer: what a schema allows is less, or this. In UTF-16 code units. */
const longestText = 20_000;

/** No list has more members, and no object more fields. */
const mostMembers = 1000;

/** Throws the 422 for what no schema of ours takes, before any looks at it. */
function refuseOutsized(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string' && value.length > longestText) throw fieldProblem(path, 'This is too long.');
  if (depth === 0 || value === null || typeof value !== 'object') return;
  const names = Object.keys(value);
  if (names.length > mostMembers) throw fieldProblem(path, `There are more than ${mostMembers} in here.`);
  for (const name of names) {
    if (name.length > longestText) throw fieldProblem(path, 'The name of a field is too long.');
    const here = path ? `${path}.${name}` : name;
    if (hiddenNames.has(name)) throw fieldProblem(here, 'This field is not known here.');
    refuseOutsized(Reflect.get(value, name), here, depth - 1);
  }
}

/**
 * The path of the first list that a schema took for an object: an empty list lacks the fields that it would
 * refuse.
 */
function listForObject(input: unknown, output: unknown, path: string): string | undefined {
  if (output === null || typeof output !== 'object' || Array.isArray(output)) return undefined;
  if (Array.isArray(input)) return path;
  if (input === null || typeof input !== 'object') return undefined;
  for (const name of Object.keys(output)) {
    const found = listForObject(
      Reflect.get(input, name),
      Reflect.get(output, name),
      path ? `${path}.${name}` : name,
    );
    if (found !== undefined) return found;
  }
  return undefined;
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
