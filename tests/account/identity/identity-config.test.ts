import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { identityKeys } from '../../../dev/openid/all.ts';
import { identityProviders } from '../../../src/account/identity/providers.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { testEnvironment } from '../../support/harness/environment.ts';

const environment = {
  ...testEnvironment,
  DATABASE_URL: 'postgres://midas@ep-1.eu-central-1.aws.neon.tech/midas',
  UPSTASH_REDIS_REST_URL: 'https://eu1.upstash.io',
  SMTP_URL: 'smtps://mail.fine-things.example',
};
const read = (changes: Readonly<Record<string, string>>, context = 'dev') =>
  parseConfig({ ...environment, ...changes }, context);
const offered = (changes: Readonly<Record<string, string>>) =>
  identityProviders(read(changes)).map(({ name }) => name);
const variables = Object.keys(identityKeys);
const names = ['google', 'apple', 'microsoft', 'firebase'];
const unset = (of: readonly string[]) => Object.fromEntries(of.map((name) => [name, '']));

describe('a way in by a provider', () => {
  test('is offered where all of its variables are set, and is not there where none is', () => {
    expect(offered({})).toEqual(names);
    expect(offered(unset(variables))).toEqual([]);
    for (const name of names) {
      const own = variables.filter((variable) => variable.startsWith(name.toUpperCase()));
      expect(offered(unset(own))).toEqual(names.filter((one) => one !== name));
    }
  });

  test.each(variables)(
    'is refused as half of one without %s, by the names of its variables alone',
    (variable) => {
      const own = variables.filter((one) => one.startsWith(variable.split('_')[0] ?? ''));
      const sentence = `${own.slice(0, -1).join(', ')} and ${own.at(-1)} belong together`;
      expect(() => read({ [variable]: '' })).toThrow(sentence);
      expect(() => read({ [variable]: '' })).not.toThrow(/sandbox|BEGIN/);
    },
  );

  test.each([
    'GOOGLE_ISSUER',
    'GOOGLE_SCRIPT_URL',
    'APPLE_ISSUER',
    'MICROSOFT_AUTHORITY',
    'FIREBASE_ISSUER',
    'FIREBASE_SCRIPT_URL',
  ])('has in production its own hosts and no others: %s', (variable) => {
    expect(() => read({}, 'production')).not.toThrow();
    for (const url of [
      'http://127.0.0.1:12113',
      'https://elsewhere.example',
      'https://accounts.google.com.elsewhere.example',
    ])
      expect(() => read({ [variable]: url }, 'production')).toThrow(new RegExp(`${variable}.*foreign host`));
  });

  test.each([
    ['MICROSOFT_TENANT', 'fine-things.onmicrosoft.com'],
    ['MICROSOFT_TENANT', '{tenantid}'],
    ['MICROSOFT_TENANT', '../common'],
    ['FIREBASE_PROJECT_ID', 'Fine Things'],
    ['FIREBASE_PROJECT_ID', 'a/b'],
    ['FIREBASE_AUTH_DOMAIN', "x.example; script-src 'unsafe-inline'"],
    ['APPLE_PRIVATE_KEY', 'a key'],
    ['APPLE_PRIVATE_KEY', rsaKey()],
  ])('is refused with a variable that is not of its form: %s', (variable, value) => {
    expect(() => read({ [variable]: value })).toThrow(variable);
    expect(() => read({ [variable]: value })).not.toThrow(value);
  });
});

/** A private key, though not one by which Apple knows anybody. */
function rsaKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
