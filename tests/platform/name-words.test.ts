import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from '../../src/platform/text/csv.ts';
import { nameWords } from '../../src/platform/text/name-words.ts';
import { phoneKey } from '../../src/platform/text/phone-number.ts';

test.each([
  ['José  MARÍA', ['jose', 'maria']],
  ['Zoë Strauß', ['zoe', 'strauss']],
  ['Søren Ærø Łukasz', ['soren', 'aero', 'lukasz']],
  ["D’Angelo O'Neill-Smith", ['dangelo', 'oneill', 'smith']],
  ['İbrahim IŞIK', ['ibrahim', 'isik']],
  ['王小明 ＡＤＡ ﬁona', ['王小明', 'ada', 'fiona']],
  ['Ada ada ADA', ['ada']],
  ['… – ', []],
])('the words of %s are looked for as %j', (name, words) => {
  expect(nameWords(name)).toEqual(words);
});

test('case, composition and the order of words make no other words of a name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (name) => {
      const words = nameWords(name);
      expect(nameWords(name.normalize('NFD'))).toEqual(words);
      expect(nameWords(words.join(' '))).toEqual(words);
      expect(words.length).toBeLessThanOrEqual(12);
    }),
  );
});

test('a number is the same however it is written, and another where one figure differs', () => {
  for (const written of ['+33 6 12 34 56 78', '0033612345678', '+33 (0)6-12-34-56-78', '+33612345678 ext. 3'])
    expect(phoneKey(written)).toBe('+33612345678');
  expect(phoneKey('06 12 34 56 78')).toBe(phoneKey('06.12.34.56.78 x9'));
  expect(phoneKey('+33612345679')).not.toBe('+33612345678');
});

test.each(['=1+1', '+1', '-1+1', '@SUM(A1)', ' =1', '\t=1', '＝1', '\r=1'])(
  'a spreadsheet reckons nothing of %j',
  (text) => {
    expect(csv([[text]]).replace(/^\ufeff"?/, '')).toMatch(/^'/);
  },
);

test('a table keeps its quotes, commas and lines, and its numbers are numbers', () => {
  expect(
    csv([
      ['a"b', 'c,d', 'e\nf'],
      ['-12.30', '0', ''],
    ]),
  ).toBe('\ufeff"a""b","c,d","e\nf"\r\n-12.30,0,\r\n');
});
