import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { levelled, visualOrder } from '../../src/document/sheet/direction.ts';
import { paragraphsOf, wrap } from '../../src/document/sheet/wrap.ts';
import { runs } from '../support/harness/seeded-property.ts';

/** What the eye meets from left to right. */
function seen(text: string): string {
  return visualOrder(levelled(text))
    .map(({ shown, isRightToLeft }) => (isRightToLeft ? Array.from(shown).reverse().join('') : shown))
    .join('');
}

const reversed = (text: string) => Array.from(text).reverse().join('');
const arabic = 'فيلا';

describe('a line', () => {
  test.each([
    ['figures in a name from right to left keep their order', `${arabic} 12`, `12 ${reversed(arabic)}`],
    ['Arabic figures too', `${arabic} ١٢٣٤٥`, `١٢٣٤٥ ${reversed(arabic)}`],
    ['brackets are turned round', `${arabic} (${arabic})`, `(${reversed(arabic)}) ${reversed(arabic)}`],
    [
      'brackets of a line from left to right are not',
      `Villa 12 (${arabic})`,
      `Villa 12 (${reversed(arabic)})`,
    ],
    [
      'a word from left to right stays as it is',
      `${arabic} Nice ${arabic}`,
      `${reversed(arabic)} Nice ${reversed(arabic)}`,
    ],
    ['scripts beyond the basic plane are turned as well', '𞤀𞤁 12', '12 𞤁𞤀'],
  ])('%s', (_, text, expected) => {
    expect(seen(text)).toBe(expected);
  });
});

describe('a text in lines', () => {
  const characters = ({ text }: { text: string }) => Array.from(text).length;
  const lines = (text: string, width: number) =>
    paragraphsOf(text).flatMap((paragraph) => wrap(paragraph, width, characters).map(({ text }) => text));

  test.each([
    ['between words of Thai', 'ประเทศไทยสวยงาม', 10, ['ประเทศไทย', 'สวยงาม']],
    ['not before what closes', '一二三四。五六', 4, ['一', '二三四。', '五六']],
    ['at spaces, which the line leaves out', 'one two  three', 8, ['one two', 'three']],
    ['within a word that is wider by itself', 'abcdefgh ij', 3, ['abc', 'def', 'gh', 'ij']],
    ['at its own breaks', 'a\nb\r\nc', 9, ['a', 'b', 'c']],
  ])('is broken %s', (_, text, width, expected) => {
    expect(lines(text, width)).toEqual(expected);
  });

  test('loses no letter and passes no width, whatever its script', () => {
    const words = fc.array(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 12 }),
        fc.constantFrom('สมชายใจดี', '山田太郎。', `(${arabic})`),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (parts, width) => {
        const text = parts.join(' ');
        const [whole = ''] = paragraphsOf(text).length === 1 ? paragraphsOf(text) : [''];
        const all = wrap(whole, width, characters);
        expect(
          all
            .map((line) => line.text)
            .join('')
            .replace(/ /g, ''),
        ).toBe(whole.replace(/ /g, ''));
        for (const line of all)
          if (characters(line) > width) expect([...new Intl.Segmenter().segment(line.text)]).toHaveLength(1);
      }),
      runs(300),
    );
  });
});
