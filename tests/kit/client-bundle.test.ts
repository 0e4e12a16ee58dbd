import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundleClient } from './support/client-bundle.ts';

test('the client takes types of the API and nothing that runs, from nobody else, in 5 kB', async () => {
  const { text, sources } = await bundleClient();
  expect(sources.filter((source) => !source.startsWith('kit/client/'))).toEqual([]);
  expect(text).not.toMatch(/\beval\b|new Function/);
  expect(gzipSync(text, { level: 9 }).length).toBeLessThanOrEqual(5 * 1024);
});
