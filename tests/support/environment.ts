import { createHash } from 'node:crypto';

/** What the functions are configured with in tests; addresses of the stack are added by it. */
export const testEnvironment = {
  SITE_URL: 'https://fine-things.example',
  BUSINESS_NAME: 'Fine Things',
  OWNER_EMAIL: 'owner@fine-things.example',
  MAIL_FROM: 'bookings@fine-things.example',
  ALLOWED_ORIGINS: 'https://www.fine-things.example',
  MIDAS_KEYS: `t1:${Buffer.from('a key for tests only, 32 bytes ok').toString('base64')}`,
  UPSTASH_REDIS_REST_TOKEN: 'sandbox-token',
  STRIPE_SECRET_KEY: 'sk_test_sandbox',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_sandbox',
  STRIPE_WEBHOOK_SECRET: 'whsec_sandbox',
  PAYPAL_CLIENT_ID: 'sandbox-client',
  PAYPAL_CLIENT_SECRET: 'sandbox-secret',
  PAYPAL_WEBHOOK_ID: 'WH-SANDBOX',
  STAFF_KEYS: `tester:${createHash('sha256').update('mk_sandbox_staff').digest('hex')}`,
} as const;
