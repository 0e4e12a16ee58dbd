import { expect, test } from 'vitest';
import { buildKit } from '../../dev/kit-build.ts';

const built = buildKit();

test('what a page loads of the kit before an element can be used is at most 25 kB gzipped, for each element and language', async () => {
  const { firstLoads } = await built;
  const elements = Object.entries(firstLoads);
  expect(elements.map(([element]) => element)).toEqual([
    'midas-search',
    'midas-availability',
    'midas-reservation',
    'midas-reservation by a link',
    'midas-contact',
    'midas-manage',
    'data-midas',
  ]);
  for (const [element, byLanguage] of elements) {
    expect(Object.keys(byLanguage)).toEqual(['en', 'fr', 'es']);
    for (const [language, bytes] of Object.entries(byLanguage)) {
      expect(bytes, `${element} in ${language}`).toBeLessThanOrEqual(25 * 1024);
      // A file that was forgotten would be light.
      expect(bytes, `${element} in ${language}`).toBeGreaterThan(15 * 1024);
    }
  }
});

test('the kit is made of its own sources and the table of currencies, each in one file but for three small ones', async () => {
  const { sources } = await built;
  const all = Object.values(sources).flat();
  expect([...new Set(all)].filter((source) => !source.startsWith('kit/'))).toEqual([
    'src/platform/money/currency-decimals.ts',
  ]);
  const twice = new Set(all.filter((source, index) => all.indexOf(source) !== index));
  expect([...twice].sort()).toEqual([
    'kit/elements/reservation/price-card.ts',
    'kit/rendering/ages.ts',
    'kit/rendering/policy.ts',
    'kit/rendering/sent.ts',
  ]);
});

test('only the first file loads others, by their contents’ names, and none runs text', async () => {
  const { texts } = await built;
  for (const [name, text] of texts) {
    expect(text, name).not.toMatch(/\beval\(|new Function\b|\.innerHTML/);
    if (name === 'midas.js') continue;
    expect(text, name).not.toMatch(/\bimport\(|midas\.js/);
    const named = [...text.matchAll(/from\s*["'`]\.\/([^"'`]+)/g)].map(([, file]) => `midas/${file}`);
    expect(named.filter((file) => !texts.has(file))).toEqual([]);
  }
  const loaded = [...(texts.get('midas.js') ?? '').matchAll(/import\(["'`]\.\/(midas\/[^"'`]+)/g)];
  expect(loaded.map(([, file]) => file).sort()).toEqual(
    [...texts.keys()].filter((file) => file !== 'midas.js').sort(),
  );
});
