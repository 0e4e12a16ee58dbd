import type { Reply } from '../../../dev/upstash/engine.ts';

/**
 * How a reply is compared with the expected one, when not as it is:
 * - `any order`: lists of sets and the like, at every depth, as if sorted;
 * - `one of`: the expected ones are those that may come, since Redis draws;
 * - `start`: of an error of Lua only the beginning, since Redis has Lua 5.1, whose sentences others word anew.
 */
export type Rule = 'any order' | 'one of' | 'start';

const sorted = (reply: Reply): Reply =>
  Array.isArray(reply)
    ? reply.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : reply;

const nearNow = (ms: number) => Math.abs(ms - Date.now()) < 60_000;

/**
 * What depends on the time of the test stands in the table as `~now` (milliseconds since 1970, within a minute), `~now-0` (an id of a
 * stream of that time), `~now s` (seconds), `~100-` (100 or up to a fifth less), `~5000+` (5000 or up to a minute more), `~any`.
 */
function isTime(reply: Reply, expected: string): boolean {
  const number = Number(reply);
  const [, wanted = '', side] = /^~(\d+)([-+])$/.exec(expected) ?? [];
  if (side === '-') return number <= Number(wanted) && number > Number(wanted) * 0.8;
  if (side === '+') return number >= Number(wanted) && number < Number(wanted) + 60_000;
  switch (expected) {
    case '~now':
      return nearNow(number);
    case '~now s':
      return nearNow(number * 1000);
    case '~now-0':
      return nearNow(Number(String(reply).replace(/-\d+$/, '')));
    default:
      return expected === '~any' && !Number.isNaN(number);
  }
}

export function isAlike(reply: Reply, expected: Reply, rule?: Rule): boolean {
  if (rule === 'one of') return Array.isArray(expected) && expected.some((each) => isAlike(reply, each));
  if (rule === 'any order') return isAlike(sorted(reply), sorted(expected));
  if (rule === 'start') return String(reply).startsWith(String(expected));
  if (typeof expected === 'string' && expected.startsWith('~')) return isTime(reply, expected);
  if (!Array.isArray(expected) || !Array.isArray(reply)) return reply === expected;
  return expected.length === reply.length && expected.every((each, i) => isAlike(reply[i] ?? null, each));
}
