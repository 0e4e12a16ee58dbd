import * as v from 'valibot';
import type { KeyRing } from '../keys.ts';
import { iban } from '../money/iban.ts';
import { plainCode } from '../text/figures.ts';
import { mailboxAddress } from '../text/mailbox-address.ts';
import { line } from '../text/text.ts';
import { businessName } from './business-name.ts';
import { businessPhone } from './business-phone.ts';
import { fraudThresholdsSchema } from './fraud-thresholds.ts';
import { identityEntries } from './identity-config.ts';
import { textLimitsSchema } from './text-limits.ts';

const url = v.pipe(v.string(), v.url('is not a URL'));

/**
 * An address of one of these protocols, each with its colon: what is pasted with something around it is told
 * how it begins.
 */
const addressOf = (...protocols: readonly [string, ...string[]]) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `is an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
    ),
  );

/** `k2:base64,k1:base64`: the first key signs and seals, the others still verify and open. */
const keyRing = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map(parseKey)),
  v.check(
    (keys) => keys.length > 0 && keys.every((key) => /^[a-z0-9]{1,16}$/.test(key.id)),
    'needs id:base64 pairs',
  ),
  v.check((keys) => keys.every((key) => key.secret.length >= 32), 'needs keys of at least 32 bytes'),
  v.transform((keys) => keys as unknown as KeyRing), // at least one: checked above
);

function parseKey(text: string) {
  const [id = '', secret = ''] = text.trim().split(':');
  return { id, secret: new Uint8Array(Buffer.from(secret, 'base64')) };
}

/** Sites, with commas between. Each that is wrong is told, with what to write instead. */
const origins = v.pipe(
  v.string(),
  v.transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  ),
  v.array(
    v.pipe(
      v.string(),
      v.check(
        (one) => originAdvice(one) === undefined,
        ({ input }) => originAdvice(input) ?? '',
      ),
    ),
  ),
);

/**
 * What to write instead of what is not an origin (RFC 6454); undefined for one. A password in it is not
 * repeated.
 */
function originAdvice(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.origin === text) return undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:')
    return `takes a site without a slash or path behind it: write ${url.origin}`;
  return 'takes sites such as https://www.example.com, with commas between';
}

/** Two while one takes the place of the other: what either has signed is taken. */
const webhookSecrets = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((one) => one.trim())),
  v.check((secrets) => secrets.length <= 2, 'holds two secrets at most'),
  v.check((secrets) => secrets.every((secret) => /^whsec_\S/.test(secret)), 'starts with whsec_'),
);

/** The same for PayPal, which knows its webhooks by an id. */
const webhookIds = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((one) => one.trim())),
  v.check((ids) => ids.length <= 2 && ids.every((id) => /^[\w-]+$/.test(id)), 'holds one or two webhook ids'),
);

/** Environment variables are one line, so a certificate may have its line breaks written as \\n. */
const pem = v.pipe(
  v.string(),
  v.transform((text) => text.replaceAll('\\n', '\n')),
  v.includes('-----BEGIN CERTIFICATE-----', 'is not a certificate in PEM'),
);

/** The one schema of an address; the sentence is for whoever sets a variable. */
const mailAddress = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const address = v.safeParse(mailboxAddress, dataset.value.trim());
    if (address.success) return address.output;
    addIssue({
      message: /<.*>/.test(dataset.value)
        ? 'is an address alone, such as bookings@example.com: leave out the name and the < >; mails bear the name of business.json'
        : 'is not a mail address, such as bookings@example.com',
    });
    return NEVER;
  }),
);

/** A name as people see it, without what came along unseen when it was copied. */
const name = line(140, 'is empty');

/** Every variable, each by itself; what holds between them `faultsBetween` tells. */
export const environmentSchema = v.object({
  SITE_URL: addressOf('https:', 'http:'),
  BUSINESS_NAME: businessName,
  BUSINESS_PHONE: v.optional(businessPhone, ''),
  OWNER_EMAIL: mailAddress,
  MAIL_FROM: mailAddress,
  ALLOWED_ORIGINS: v.optional(origins, ''),
  MIDAS_KEYS: keyRing,
  DATABASE_URL: addressOf('postgresql:', 'postgres:'),
  DATABASE_HTTP_ENDPOINT: v.optional(url),
  UPSTASH_REDIS_REST_URL: addressOf('https:', 'http:'),
  UPSTASH_REDIS_REST_TOKEN: v.pipe(v.string(), v.nonEmpty()),
  SMTP_URL: addressOf('smtps:', 'smtp:'),
  STRIPE_SECRET_KEY: v.pipe(v.string(), v.startsWith('sk_', 'starts with sk_')),
  STRIPE_PUBLISHABLE_KEY: v.pipe(v.string(), v.startsWith('pk_', 'starts with pk_')),
  STRIPE_WEBHOOK_SECRET: webhookSecrets,
  STRIPE_API_URL: v.optional(url, 'https://api.stripe.com'),
  STRIPE_SCRIPT_URL: v.optional(url, 'https://js.stripe.com/v3/'),
  PAYPAL_CLIENT_ID: v.optional(v.pipe(v.string(), v.nonEmpty())),
  PAYPAL_CLIENT_SECRET: v.optional(v.pipe(v.string(), v.nonEmpty())),
  PAYPAL_WEBHOOK_ID: v.optional(webhookIds),
  PAYPAL_API_URL: v.optional(url, 'https://api-m.paypal.com'),
  PAYPAL_CERT_ORIGINS: v.optional(origins, 'https://api.paypal.com,https://api.sandbox.paypal.com'),
  PAYPAL_ROOT_CERTIFICATE: v.optional(pem),
  FRAUD_THRESHOLDS: v.optional(fraudThresholdsSchema, '{}'),
  BANK_ACCOUNT_HOLDER: v.optional(name),
  BANK_IBAN: v.optional(iban),
  BANK_BIC: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.replace(/\s+/g, '').toUpperCase()),
      v.regex(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'is not a BIC'),
    ),
  ),
  BANK_NAME: v.optional(name),
  INSTANT_PAYMENT_ONLY: v.optional(v.picklist(['yes', 'no'], 'is neither yes nor no'), 'no'),
  TWILIO_ACCOUNT_SID: v.optional(v.pipe(v.string(), v.regex(/^\w+$/, 'is not an account'))),
  TWILIO_AUTH_TOKEN: v.optional(v.pipe(v.string(), v.nonEmpty())),
  TWILIO_FROM: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => plainCode(text).replaceAll(/[().]/g, '')),
      v.regex(/^\+[1-9]\d{6,14}$/, 'is not a number in E.164'),
    ),
  ),
  TWILIO_API_URL: v.optional(url, 'https://api.twilio.com'),
  TEXT_LIMITS: v.optional(textLimitsSchema, '{}'),
  ...identityEntries,
  VIES_API_URL: v.optional(url),
  NETLIFY_PURGE_API_TOKEN: v.optional(v.pipe(v.string(), v.nonEmpty())),
  SITE_ID: v.optional(v.pipe(v.string(), v.nonEmpty())),
  NETLIFY_API_URL: v.optional(url, 'https://api.netlify.com'),
  SENTRY_DSN: v.optional(url),
});

/** Every variable, and whether nothing starts without it; README has a table of them. */
export const variables: Readonly<Record<string, { readonly isNeeded: boolean }>> = Object.fromEntries(
  Object.entries(environmentSchema.entries).map(([name, { type }]) => [
    name,
    { isNeeded: type !== 'optional' },
  ]),
);

/** What the variables say, each read by itself. */
export type Given = v.InferOutput<typeof environmentSchema>;
