import fc from 'fast-check';
import { expect } from 'vitest';
import type { Answer } from '../harness/client.ts';
import { sized } from '../harness/size.ts';
import { refusalOf } from './refusal.ts';

/** The same runs each time, unless told a seed: what fails, fails for everyone. */
export const sameRuns = { numRuns: sized(60), seed: Number(process.env.PROPERTY_SEED ?? 20270301) };

/** Texts of any characters, half ones too, and some that mean something to somebody. */
export const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    '2027-06-01',
    '9999-12-31',
    'riad-zahra',
    '__proto__',
    'Infinity',
    '-1',
    '1e400',
  ),
);

const anyNumber = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 1e308, 2 ** 53),
);

export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  anyNumber,
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(anyText, { maxLength: 3 }),
  fc.dictionary(anyText, anyNumber, { maxKeys: 3 }),
);

/** What happens to a body that would be accepted. */
interface Damage {
  /** New values of fields, by the number of the field. */
  readonly replaced: Readonly<Record<string, unknown>>;
  readonly removed: readonly number[];
  readonly added: Readonly<Record<string, unknown>>;
}

export const anyDamage: fc.Arbitrary<Damage> = fc.record({
  replaced: fc.dictionary(fc.nat({ max: 6 }).map(String), anyJson, { maxKeys: 3 }),
  removed: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }),
  added: fc.dictionary(anyText, anyJson, { maxKeys: 2 }),
});

export function damaged(
  body: Readonly<Record<string, unknown>>,
  { replaced, removed, added }: Damage,
): unknown {
  const kept = Object.entries(body).flatMap(([name, value], index) =>
    removed.includes(index) ? [] : [[name, String(index) in replaced ? replaced[String(index)] : value]],
  );
  return Object.fromEntries([...kept, ...Object.entries(added)]);
}

const inside =
  /node_modules|\.tsx?:\d|\n\s+at |insert into|json_build|drizzle|neondb|ECONN|postgres|select /i;

/** Served or refused in our words; never a failure, never a look behind the scenes. */
export function expectCivil(answer: Answer): void {
  expect(answer.status, answer.text.slice(0, 300)).toBeLessThan(500);
  if (answer.status >= 400 && !answer.headers.get('Content-Type')?.startsWith('text/html')) refusalOf(answer);
  expect(answer.text).not.toMatch(inside);
}
