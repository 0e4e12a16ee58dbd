import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { freeText, line } from '../../src/platform/text/text.ts';
import { runs } from '../support/harness/seeded-property.ts';

const name = line(100, 'Tell us your name.');
const read = (text: string) => v.parse(name, text);

describe('a name', () => {
  test.each([
    ['Persian, with its zero-width non-joiner', 'علی‌رضا', 'علی‌رضا'],
    ['Sinhala, with its joiner', 'ශ්\u200dරී', 'ශ්\u200dරී'],
    ['Hindi, with a joiner after the virama', 'क्\u200dष', 'क्\u200dष'],
    ['a joiner typed twice', 'نمی\u200c\u200cخواهم', 'نمی\u200cخواهم'],
    ['joiners that join nothing', '\u200cAda \u200d Lovelace\u200d', 'Ada Lovelace'],
    ['a soft hyphen', 'Love\u00adlace', 'Lovelace'],
    [
      'direction marks and isolates',
      '\u200e\u2066Ada\u2069\u200f \u202aLovelace\u202c\u061c',
      'Ada Lovelace',
    ],
    ['a direction override', 'Gra\u202ece', 'Grace'],
    ['a byte order mark', '\ufeffAda', 'Ada'],
    ['zero-width spaces and word joiners', 'A\u200bd\u2060a', 'Ada'],
    ['tags and other ignorables', 'Ada\u{e0041}\u{e007f}\u034f\u180e\u2064', 'Ada'],
    ['spaces of all kinds', '\t\u00a0Ada\u2003\u202f Love\u3000lace\u2009\n', 'Ada Love lace'],
    ['accents apart from their letters', 'Zoe\u0308', 'Zoë'],
    ['an astronaut', 'Ada 👩\u200d🚀', 'Ada 👩\u200d🚀'],
    ['an ideograph in a form of its own', '葛\u{e0100}飾', '葛\u{e0100}飾'],
    ['a selector that selects nothing', 'Ada\ufe0f', 'Ada'],
  ])('with %s is taken as people see it', (_, given, kept) => {
    expect(read(given)).toBe(kept);
    expect(read(kept)).toBe(kept);
  });

  test.each([
    '',
    ' \u200b\u3164\u00ad ',
    'a\nb',
    'a\tb',
    'a\r\nBcc: b',
    'a\u2028b',
    'a\0b',
    'a\u0085b',
    '\ud800',
    'a\u001bb',
    'x'.repeat(101),
  ])('%j is refused', (given) => {
    expect(v.is(name, given)).toBe(false);
  });

  test('of any script is the same with and without what nobody sees, and at full length too', () => {
    const letters = fc.constantFrom(...'AbzÉßøŁİıжЯאבعربیşक्षिශ්රීไทย山田太郎김철수ひカ👩');
    const rubbish = fc.constantFrom(
      ...'\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u061c\u180e\u{e0001}\u{e0061}',
    );
    const property = fc.property(
      fc.array(fc.tuple(letters, fc.option(rubbish, { nil: '' })), { minLength: 1, maxLength: 50 }),
      (pairs) => {
        const clean = pairs.map(([letter]) => letter).join('');
        expect(read(pairs.flat().join(''))).toBe(clean.normalize('NFC'));
      },
    );
    fc.assert(property, runs(300));
    expect(read(`${'x\u00ad'.repeat(100)}`)).toBe('x'.repeat(100));
  });
});

test('a text of several lines keeps them, and loses what nobody sees', () => {
  const text = freeText(40);
  expect(v.parse(text, ' One\u00ad\r\n\ttwo\u202e\u200b \n')).toBe('One\r\n\ttwo');
  expect(v.parse(text, 'می\u200cآیم')).toBe('می\u200cآیم');
  for (const refused of ['a\0', 'a\u0007b', '\udc00', 'x'.repeat(41)])
    expect(v.is(text, refused)).toBe(false);
});
