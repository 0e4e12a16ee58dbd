import { expect, test } from 'vitest';
import { deployContextOf } from '../../src/platform/runtime.ts';

test('a function knows where it runs: as Netlify says, under netlify dev, which says nothing, and else as if it were live', () => {
  expect(deployContextOf({ deploy: { context: 'deploy-preview' } }, {})).toBe('deploy-preview');
  expect(deployContextOf({ deploy: { context: '' } }, { NETLIFY_DEV: 'true' })).toBe('dev');
  expect(deployContextOf({ deploy: { context: '' } }, {})).toBe('production');
  expect(deployContextOf({}, {})).toBe('production');
});
