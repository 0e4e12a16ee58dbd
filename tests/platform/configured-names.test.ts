import { expect, test } from 'vitest';
import { parseConfig } from '../../src/platform/config/config.ts';
import { testEnvironment } from '../support/harness/environment.ts';

const addresses = {
  DATABASE_URL: 'postgresql://midas:midas@127.0.0.1:5432/midas',
  UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:8079',
  SMTP_URL: 'smtp://127.0.0.1:2525',
};
const bank = { BANK_ACCOUNT_HOLDER: 'Fine Things SARL', BANK_IBAN: 'FR1420041010050500013M02606' };
const configured = (variables: Readonly<Record<string, string>>) =>
  parseConfig({ ...testEnvironment, ...addresses, ...bank, ...variables }, 'dev');

test('names that the owner copied into the environment are taken as people see them', () => {
  const copied = '\u200e Fine\u00a0Things\u200b So\u00adci\u00e9te\u0301 \u202c';
  const { business, bank: account } = configured({
    BUSINESS_NAME: copied,
    BANK_ACCOUNT_HOLDER: copied,
    BANK_NAME: copied,
  });
  const seen = 'Fine Things Sociét\u00e9';
  expect([business.name, account?.accountHolder, account?.bank]).toEqual([seen, seen, seen]);
});

test('a name with a line break is refused, and the variable is named', () => {
  for (const name of ['BUSINESS_NAME', 'BANK_ACCOUNT_HOLDER', 'BANK_NAME'])
    expect(() => configured({ [name]: 'Fine\nThings' }), name).toThrow(name);
});

test('the owner may have any address that a mailbox may have', () => {
  expect(configured({ OWNER_EMAIL: "o'hara@fine-things.example" }).business.ownerEmail).toBe(
    "o'hara@fine-things.example",
  );
});
