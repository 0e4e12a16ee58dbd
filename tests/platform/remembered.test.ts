import { expect, test } from 'vitest';
import { remembered } from '../../src/platform/remembered.ts';

test('what was made is made once for the same texts, and anew for others, however they are divided', () => {
  const made = remembered(10, (one: string, two: string) => ({ one, two }));
  expect(made('a', 'b')).toBe(made('a', 'b'));
  expect(made('a', 'b')).not.toBe(made('ab', ''));
  expect(made('ab', '')).toEqual({ one: 'ab', two: '' });
});

test('of so many at most: the one that was asked for longest ago goes', () => {
  const asked: string[] = [];
  const made = remembered(2, (text: string) => asked.push(text));
  for (const text of ['a', 'b', 'a', 'c', 'a', 'b']) made(text);
  expect(asked).toEqual(['a', 'b', 'c', 'b']);
});
