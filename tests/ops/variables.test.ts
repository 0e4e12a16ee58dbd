import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../../src/platform/config/config.ts';
import { variables } from '../../src/platform/config/environment.ts';
import { identityHosts } from '../../src/platform/config/identity-config.ts';
import { testEnvironment } from '../support/harness/environment.ts';

const read = (name: string) => readFileSync(join(import.meta.dirname, '../..', name), 'utf8');

/** The columns of the table under "Every variable". */
function columns() {
  const [, section = ''] = read('README.md').split('### Every variable');
  const rows = section
    .split('\n#')[0]
    ?.split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line.split('|').map((cell) => [...cell.matchAll(/`([A-Z_]{4,})`/g)].map(([, name]) => name)),
    );
  const column = (index: number) => (rows ?? []).flatMap((row) => row[index] ?? []);
  return { needed: column(2), optional: column(3), never: column(4) };
}

test('README has every variable of the configuration in one column, those that are needed where they are needed', () => {
  const { needed, optional, never } = columns();
  const names = Object.keys(variables);
  expect([...needed, ...optional, ...never].toSorted()).toEqual(names.toSorted());
  // The name stands in business.json, so nobody sets it for what is live.
  const must = names.filter((name) => variables[name]?.isNeeded && name !== 'BUSINESS_NAME');
  expect(needed.toSorted()).toEqual(must.toSorted());
  for (const [name] of identityHosts) expect(never).toContain(name);
});

test('.env.example has every variable that somebody may set', () => {
  const example = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
  const wanted = Object.keys(variables).filter((name) => !name.startsWith('BUSINESS_'));
  expect(example.toSorted()).toEqual(wanted.toSorted());
});

test('what is needed is enough, and of what is never to be set in production each sandbox is refused', () => {
  const { needed, never } = columns();
  const given = {
    ...testEnvironment,
    DATABASE_URL: 'postgresql://a@b.invalid/c',
    UPSTASH_REDIS_REST_URL: 'https://redis.invalid',
    SMTP_URL: 'smtp://mail.invalid',
  };
  const least = Object.fromEntries(Object.entries(given).filter(([name]) => needed.includes(name)));
  // The name of the pages, which business.json has once it is filled in.
  const site = { ...least, BUSINESS_NAME: 'Own' };
  expect(() => parseConfig(site, 'production')).not.toThrow();
  // The others are of no use there, and do no harm.
  const harmless = ['BUSINESS_NAME', 'BUSINESS_PHONE', 'DATABASE_HTTP_ENDPOINT'];
  for (const name of never.filter((one) => one && !harmless.includes(one))) {
    const value =
      name === 'PAYPAL_ROOT_CERTIFICATE' ? '-----BEGIN CERTIFICATE-----' : 'https://sandbox.invalid';
    expect(() => parseConfig({ ...site, [name ?? '']: value }, 'production'), name).toThrow(
      `${name} points at a foreign host, refused in production`,
    );
  }
});

test('every command for the live site that README, the runbook and the doctor give names its file: without it the one of development is read', () => {
  const ofLive =
    /npm run (?:doctor|migrate|invite|redrive|rotate-keys|trial-balance|verify-audit|stripe:webhook|paypal:webhook)\b[^`\n#]*/g;
  const doctor = ['database', 'payments'].map((name) => `ops/doctor/${name}.ts`);
  const lines = ['README.md', 'docs/runbook.md', ...doctor].flatMap((name) => read(name).match(ofLive) ?? []);
  expect(lines.length).toBeGreaterThan(12);
  expect(lines.filter((line) => !line.includes('--env-file .env.production'))).toEqual([]);
});
