import { expect, test } from 'vitest';
import { parseConfig } from '../../src/platform/config/config.ts';
import { testEnvironment } from '../support/harness/environment.ts';

const environment = {
  ...testEnvironment,
  DATABASE_URL: 'postgres://midas@ep-1.eu-central-1.aws.neon.tech/midas',
  UPSTASH_REDIS_REST_URL: 'https://eu1.upstash.io',
  SMTP_URL: 'smtps://mail.fine-things.example',
};

test('in production payments go to Stripe itself when nothing else is said', () => {
  const { stripe } = parseConfig(environment, 'production');
  expect(stripe).toMatchObject({ apiUrl: 'https://api.stripe.com', scriptUrl: 'https://js.stripe.com/v3/' });
});

const foreign = [
  'http://127.0.0.1:12111',
  'https://stripe.example',
  'https://api.stripe.com.stripe.example',
  'https://api.stripe.com@stripe.example',
  'https://stripe.example/https://api.stripe.com',
  'https://stripe.example#https://api.stripe.com',
  'https://api.stripe.com:8443',
  'http://api.stripe.com',
  'https://evil.stripe.com',
  'https://api.stripe.com.',
  'https://api.str\u0456pe.com',
];

test.each(foreign)(
  'in production the functions do not start with %s as the host of payments, and the refusal names the variable alone',
  (url) => {
    for (const name of ['STRIPE_API_URL', 'STRIPE_SCRIPT_URL']) {
      expect(() => parseConfig({ ...environment, [name]: url }, 'production')).toThrow(
        new RegExp(`${name}.*foreign host`),
      );
      expect(() => parseConfig({ ...environment, [name]: url }, 'production')).not.toThrow(/sk_test|whsec/);
    }
  },
);

test('the script of the page may not come from the host of the API, nor the API from the host of the script', () => {
  expect(() =>
    parseConfig({ ...environment, STRIPE_SCRIPT_URL: 'https://api.stripe.com/v3/' }, 'production'),
  ).toThrow(/STRIPE_SCRIPT_URL/);
  expect(() =>
    parseConfig({ ...environment, STRIPE_API_URL: 'https://js.stripe.com' }, 'production'),
  ).toThrow(/STRIPE_API_URL/);
});

test.each(['dev', 'deploy-preview', 'branch-deploy'])(
  'outside production (%s) the sandbox may stand in for Stripe',
  (context) => {
    const url = 'http://127.0.0.1:12111';
    expect(parseConfig({ ...environment, STRIPE_API_URL: url }, context).stripe.apiUrl).toBe(url);
  },
);
