import type * as v from 'valibot';

/** What is wrong, and where: the names and numbers that lead to the field. */
export interface Fault {
  readonly field: readonly [string, ...(string | number)[]];
  readonly message: string;
}

/** The path to a field, as valibot's issues have it. */
export function pathTo(value: object, field: Fault['field']): [v.IssuePathItem, ...v.IssuePathItem[]] {
  const [first, ...rest] = field;
  const path: [v.IssuePathItem, ...v.IssuePathItem[]] = [stepTo(value, first)];
  for (const key of rest) path.push(stepTo(Object(path.at(-1)?.value), key));
  return path;
}

function stepTo(input: object, key: string | number): v.IssuePathItem {
  return { type: 'unknown', origin: 'value', input, key, value: Reflect.get(input, key) };
}
