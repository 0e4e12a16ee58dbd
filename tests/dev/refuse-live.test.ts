import { expect, test } from 'vitest';
import { refuseLive } from '../../dev/stack/refuse-live.ts';

test.each([
  {},
  { DATABASE_URL: '' },
  { DATABASE_URL: 'postgresql://u:p@localhost:5432/midas' },
  { DATABASE_URL: 'postgresql://u:p@127.0.0.1/midas' },
  { DATABASE_URL: 'postgres://u:p@[::1]:5432/midas' },
  { DATABASE_URL: 'postgresql://u:p@db.localhost/midas', STRIPE_SECRET_KEY: 'sk_test_1' },
  { PAYPAL_CLIENT_ID: '', PAYPAL_API_URL: '' },
  { PAYPAL_CLIENT_ID: 'A1', PAYPAL_API_URL: 'https://api-m.sandbox.paypal.com' },
  { PAYPAL_CLIENT_ID: 'A1', PAYPAL_API_URL: 'http://127.0.0.1:12112' },
])('the local stack takes %j', (environment) => {
  expect(() => refuseLive(environment)).not.toThrow();
});

test.each([
  {
    DATABASE_URL:
      'postgresql://u:p@ep-cool-night-123-pooler.eu-central-1.aws.neon.tech/neondb?sslmode=require',
  },
  { DATABASE_URL: 'postgresql://u:p@10.0.0.7/midas' },
  { DATABASE_URL: 'postgresql://u:p@localhost.example/midas' },
  { DATABASE_URL: 'nonsense' },
  { STRIPE_SECRET_KEY: 'sk_live_1' },
  { STRIPE_SECRET_KEY: 'rk_live_1' },
  { DATABASE_URL: 'postgresql://u:p@localhost/midas?host=ep-cool-night-123.eu-central-1.aws.neon.tech' },
  { PAYPAL_CLIENT_ID: 'A1' },
  { PAYPAL_CLIENT_ID: 'A1', PAYPAL_API_URL: '' },
  { PAYPAL_CLIENT_ID: 'A1', PAYPAL_API_URL: 'https://api-m.paypal.com/' },
])('it refuses %j', (environment) => {
  expect(() => refuseLive(environment)).toThrow(
    /^(DATABASE_URL names a database|STRIPE_SECRET_KEY is of live mode|PAYPAL_CLIENT_ID is asked of)/,
  );
});
