import { identityKeys } from '../../../dev/openid/all.ts';

/** What the functions are configured with in tests; addresses of the stack are added by it. */
export const testEnvironment = {
  SITE_URL: 'https://fine-things.example',
  BUSINESS_NAME: 'Fine Things',
  BUSINESS_PHONE: '+33 4 93 00 00 00',
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
  ...identityKeys,
  TWILIO_ACCOUNT_SID: 'ACsandbox',
  TWILIO_AUTH_TOKEN: 'sandbox-token',
  TWILIO_FROM: '+15005550006',
  // Many tests send to one number; that of the caps brings its own.
  TEXT_LIMITS: JSON.stringify({
    perPrefixPerHour: 1000,
    perCountryPerHour: 1000,
    perHour: 1000,
    perDay: 1000,
  }),
  // One guest and one address stand for all of them in most tests; those of fraud bring their own thresholds.
  FRAUD_THRESHOLDS: JSON.stringify({
    reviewScore: 900_000,
    refuseScore: 1_000_000,
    reviewProbability: 0.9999,
    refuseProbability: 1,
    littleLeadHours: 1,
    attemptsByAddressPerHour: 1_000_000,
    attemptsByMailPerDay: 1_000_000,
  }),
} as const;
