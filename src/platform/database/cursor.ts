import * as v from 'valibot';

/** A place in a list, opaque to callers: base64url of a JSON array of strings. */
export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export const cursorSchema = v.pipe(
  v.string(),
  v.maxLength(500),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return v.parse(
        v.array(v.pipe(v.string(), v.regex(/^[^\0]*$/))),
        JSON.parse(Buffer.from(dataset.value, 'base64url').toString('utf8')),
      );
    } catch {
      addIssue({ message: 'This cursor is not one of ours.' });
      return NEVER;
    }
  }),
);
