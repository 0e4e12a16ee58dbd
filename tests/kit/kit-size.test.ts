import { expect, test } from 'vitest';
import { buildKit, kitLimitBytes } from '../../dev/kit-build.ts';

test('the whole kit is one file of at most 36 kB gzipped, made of its own sources and the table of currencies', async () => {
  const { text, gzippedBytes, sources } = await buildKit();
  expect(gzippedBytes).toBeLessThanOrEqual(kitLimitBytes);
  expect(sources.filter((source) => !source.startsWith('kit/'))).toEqual([
    'src/platform/money/currency-decimals.ts',
  ]);
  expect(text).not.toMatch(/\beval\(|new Function\b|\.innerHTML|\bimport\(/);
});
