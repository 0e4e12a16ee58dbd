import { expect, test } from 'vitest';
import { withNewKey } from '../../ops/keys.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import { testEnvironment } from '../support/harness/environment.ts';

const others = {
  DATABASE_URL: 'postgresql://u:p@localhost/midas',
  UPSTASH_REDIS_REST_URL: 'http://localhost:1',
  SMTP_URL: 'smtp://localhost:1',
};

const now = new Date('2027-03-04T05:06:07Z');
const idsOf = (keys: string) =>
  parseConfig({ ...testEnvironment, ...others, MIDAS_KEYS: keys }, 'dev').keys.map(({ id }) => id);

test('a new key comes first, those there are stay, and the site takes them all', () => {
  const first = withNewKey('', Buffer.alloc(32, 1), now);
  const second = withNewKey(first, Buffer.alloc(32, 2), now);
  const third = withNewKey(second, Buffer.alloc(32, 3), now);
  expect(idsOf(third)).toEqual(['k20270304b', 'k20270304a', 'k20270304']);
  expect(third.endsWith(`,${second}`)).toBe(true);
});
