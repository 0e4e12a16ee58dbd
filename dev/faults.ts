import * as v from 'valibot';

/** A rule of misbehaviour; `next` bounds how many requests it strikes, without it it holds until lifted. */
export type FaultRule = { next?: number | undefined };

export type FaultRules<Rule extends FaultRule> = {
  /** Puts a rule in force and returns the function that lifts it again. */
  add(rule: Rule): () => void;
  /** The rules that strike this request, in the order they were added; each use counts against `next`. */
  take(strikes: (rule: Rule) => boolean): Rule[];
  /** Lifts every rule, or those the predicate names. */
  clear(which?: (rule: Rule) => boolean): void;
};

/** The faults a part of the local stack has been told to show. */
export function faultRules<Rule extends FaultRule>(): FaultRules<Rule> {
  let active: { rule: Rule; left: number }[] = [];
  return {
    add(rule) {
      const entry = { rule, left: rule.next ?? Number.POSITIVE_INFINITY };
      active.push(entry);
      return () => {
        active = active.filter((other) => other !== entry);
      };
    },
    take(strikes) {
      const struck = active.filter((entry) => strikes(entry.rule));
      for (const entry of struck) entry.left -= 1;
      active = active.filter((entry) => entry.left > 0);
      return struck.map((entry) => entry.rule);
    },
    clear(which = () => true) {
      active = active.filter((entry) => !which(entry.rule));
    },
  };
}

function isPattern(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    return false;
  }
}

/** A regular expression, or its source as JSON carries it (then letter case does not matter). */
export const Pattern = v.union([
  v.instance(RegExp),
  v.pipe(
    v.string(),
    v.check(isPattern, 'not a regular expression'),
    v.transform((source) => new RegExp(source, 'i')),
  ),
]);

/** How many requests a fault strikes; without it all, until lifted. */
export const Next = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)));

/** How long something waits, in milliseconds. */
export const Milliseconds = v.pipe(v.number(), v.minValue(0));
