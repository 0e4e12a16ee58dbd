import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EnvironmentSizeError, environmentBytes, mostBytes } from '../../dev/environment-size.ts';
import { testEnvironment } from '../support/harness/environment.ts';

const name = 'FRAUD_THRESHOLDS';
/** So that name and value are as many bytes as are asked for. */
const filling = (bytes: number) => ({ [name]: 'x'.repeat(bytes - name.length) });

test('names and values of what Midas reads are counted, in bytes, and nothing else', () => {
  expect(environmentBytes({})).toBe(0);
  expect(environmentBytes({ BANK_NAME: 'é', PATH: 'x'.repeat(9000), SMTP_URL: '' })).toBe(11);
  expect(environmentBytes(testEnvironment)).toBeLessThan(mostBytes);
});

test('4,096 bytes pass, one more is refused, with the largest by name and no value', () => {
  expect(environmentBytes(filling(mostBytes))).toBe(mostBytes);
  const secret = 's3cr3t'.repeat(20);
  const large = { ...filling(mostBytes - 100), MIDAS_KEYS: secret, BANK_NAME: 'Bank' };
  expect(() => environmentBytes(large)).toThrow(EnvironmentSizeError);
  expect(() => environmentBytes(large)).toThrow(
    /FRAUD_THRESHOLDS \(3996\), MIDAS_KEYS \(130\), BANK_NAME \(13\)/,
  );
  expect(() => environmentBytes(large)).not.toThrow(secret);
});

test('the build ends there, and builds nothing', () => {
  const root = join(import.meta.dirname, '../..');
  const { status, stderr } = spawnSync(join(root, 'node_modules/.bin/tsx'), ['dev/build.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...filling(mostBytes + 1) },
  });
  expect([status, stderr]).toEqual([1, expect.stringContaining('take 4097 bytes, and Netlify allows 4096')]);
});
