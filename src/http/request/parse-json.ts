import { fieldProblem, Problem } from '../../platform/problems.ts';

/**
 * Reads a JSON object. Throws the 422 for other JSON, the 400 for what is none or names a field twice: which
 * of the two was meant, readers disagree (RFC 8259, section 4), and one that checks the first while another
 * takes the last can be fooled.
 */
export function parseJsonObject(text: string): object {
  const value = parseJson(text);
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw fieldProblem('', 'Send a JSON object: { … }.');
  const twice = nameGivenTwice(text);
  if (twice !== undefined) throw new Problem('malformed-json', `The field "${twice}" stands there twice.`);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('malformed-json', 'The body could not be read as JSON.');
  }
}

/** A string (and whether it is a name, for a colon follows), or a bracket. */
const token = /"(?<string>(?:[^"\\]|\\.)*)"(?<colon>\s*:)?|[{}]/gs;

/** The first name that one object of this valid JSON has twice. One pass, whatever the text. */
function nameGivenTwice(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const { 0: mark, groups } of text.matchAll(token)) {
    if (mark === '{') open.push(new Set());
    else if (mark === '}') open.pop();
    else if (groups?.colon) {
      const name: string = JSON.parse(`"${groups.string}"`);
      const names = open.at(-1);
      if (names?.has(name)) return name.slice(0, 100);
      names?.add(name);
    }
  }
  return undefined;
}
