import * as v from 'valibot';
import ownBusiness from '../../../business.json' with { type: 'json' };
import type { KeyRing } from '../keys.ts';
import { iban } from '../money/iban.ts';
import { plainCode } from '../text/figures.ts';
import { mailboxAddress } from '../text/mailbox-address.ts';
import { businessName } from './business-name.ts';
import { fraudThresholdsSchema } from './fraud-thresholds.ts';
import { identityEntries, identityHosts, identityOf } from './identity-config.ts';
import { textLimitsSchema } from './text-limits.ts';

const url = v.pipe(v.string(), v.url('is not a URL'));
const httpsHost = (allowed: readonly string[]) => (value: string) => allowed.includes(new URL(value).origin);

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
      url,
      v.check((value) => new URL(value).origin === value, 'must be origins, such as https://example.com'),
    ),
  ),
);

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

/**
 * Mails bear the name that the pages were built with: what is deployed takes it from `business.json`, as the build does. On a
 * machine of one's own the variable says which of both sites the local stack shows.
 */
function nameOf(variable: string | undefined, deployContext: string): string | undefined {
  const { name } = ownBusiness;
  return deployContext === 'dev' ? variable || name : name || variable;
}

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
    const address = v.safeParse(mailboxAddress, dataset.value);
    if (address.success) return address.output;
    addIssue({ message: 'is not a mail address' });
    return NEVER;
  }),
);

const environmentSchema = v.object({
  SITE_URL: url,
  BUSINESS_NAME: businessName,
  OWNER_EMAIL: mailAddress,
  MAIL_FROM: mailAddress,
  ALLOWED_ORIGINS: v.optional(origins, ''),
  MIDAS_KEYS: keyRing,
  DATABASE_URL: url,
  DATABASE_HTTP_ENDPOINT: v.optional(url),
  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: v.pipe(v.string(), v.nonEmpty()),
  SMTP_URL: url,
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
  BANK_ACCOUNT_HOLDER: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty())),
  BANK_IBAN: v.optional(iban),
  BANK_BIC: v.optional(
    v.pipe(
      v.string(),
      v.transform((text) => text.replace(/\s+/g, '').toUpperCase()),
      v.regex(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'is not a BIC'),
    ),
  ),
  BANK_NAME: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty())),
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
  SENTRY_DSN: v.optional(url),
});

/** Every variable, and whether nothing starts without it; README has a table of them. */
export const variables: Readonly<Record<string, { readonly isNeeded: boolean }>> = Object.fromEntries(
  Object.entries(environmentSchema.entries).map(([name, { type }]) => [
    name,
    { isNeeded: type !== 'optional' },
  ]),
);

export type Config = ReturnType<typeof parseConfig>;

/**
 * Reads the whole configuration at once. Throws one error that names every missing or wrong variable, never a value.
 * @param deployContext Netlify's: `production`, `deploy-preview`, `branch-deploy` or `dev`. In production payments go to
 *   the providers' own hosts and nowhere else.
 */
export function parseConfig(
  environment: Readonly<Record<string, string | undefined>>,
  deployContext: string,
) {
  // Netlify and `.env` files hand over unset variables as empty strings; Netlify gives the site's address as URL.
  const entries = Object.entries({
    SITE_URL: environment.URL,
    ...environment,
    BUSINESS_NAME: nameOf(environment.BUSINESS_NAME, deployContext),
  }).filter(([, value]) => value);
  const result = v.safeParse(environmentSchema, Object.fromEntries(entries));
  if (!result.success) {
    const wrong = result.issues.map((issue) => {
      const name = v.getDotPath(issue) ?? '';
      if (issue.received !== 'undefined') return `${name} ${issue.message}`;
      return name === 'BUSINESS_NAME' ? 'business.json has no name' : `${name} is not set`;
    });
    throw new Error(`Configuration: ${wrong.join('; ')}`);
  }
  const given = result.output;
  const isProduction = deployContext === 'production';
  if (isProduction) {
    requireHost('STRIPE_API_URL', given.STRIPE_API_URL, httpsHost(['https://api.stripe.com']));
    requireHost('PAYPAL_API_URL', given.PAYPAL_API_URL, httpsHost(['https://api-m.paypal.com']));
    requireHost(
      'PAYPAL_CERT_ORIGINS',
      given.PAYPAL_CERT_ORIGINS,
      httpsHost(['https://api.paypal.com', 'https://api.sandbox.paypal.com']),
    );
    requireHost('PAYPAL_ROOT_CERTIFICATE', given.PAYPAL_ROOT_CERTIFICATE ?? [], () => false);
    requireHost('TWILIO_API_URL', given.TWILIO_API_URL, httpsHost(['https://api.twilio.com']));
    for (const [name, host] of identityHosts) requireHost(name, given[name], httpsHost([host]));
    requireHost('VIES_API_URL', given.VIES_API_URL ?? [], httpsHost(['https://ec.europa.eu']));
    requireHost('STRIPE_SCRIPT_URL', given.STRIPE_SCRIPT_URL, httpsHost(['https://js.stripe.com']));
  }
  requireOneMode(given);
  return {
    isProduction,
    site: {
      url: given.SITE_URL.replace(/\/+$/, ''),
      allowedOrigins: [new URL(given.SITE_URL).origin, ...given.ALLOWED_ORIGINS],
    },
    business: { name: given.BUSINESS_NAME, ownerEmail: given.OWNER_EMAIL },
    keys: given.MIDAS_KEYS,
    database: { url: given.DATABASE_URL, httpEndpoint: given.DATABASE_HTTP_ENDPOINT },
    redis: { url: given.UPSTASH_REDIS_REST_URL, token: given.UPSTASH_REDIS_REST_TOKEN },
    mail: { smtpUrl: given.SMTP_URL, from: given.MAIL_FROM },
    stripe: {
      secretKey: given.STRIPE_SECRET_KEY,
      /** Real money: what is not of this mode is not ours. */
      isLive: isLiveKey(given.STRIPE_SECRET_KEY),
      publishableKey: given.STRIPE_PUBLISHABLE_KEY,
      webhookSecrets: given.STRIPE_WEBHOOK_SECRET,
      apiUrl: given.STRIPE_API_URL,
      scriptUrl: given.STRIPE_SCRIPT_URL,
    },
    paypal: paypalOf(given),
    bank: bankOf(given),
    sms: smsOf(given),
    textLimits: given.TEXT_LIMITS,
    identity: identityOf(given),
    fraudThresholds: given.FRAUD_THRESHOLDS,
    isInstantPaymentOnly: given.INSTANT_PAYMENT_ONLY === 'yes',
    viesApiUrl: given.VIES_API_URL?.replace(/\/+$/, ''),
    sentryDsn: given.SENTRY_DSN,
  };
}

/** PayPal as a whole, or not at all. */
function paypalOf(given: v.InferOutput<typeof environmentSchema>) {
  const {
    PAYPAL_CLIENT_ID: clientId,
    PAYPAL_CLIENT_SECRET: clientSecret,
    PAYPAL_WEBHOOK_ID: webhookIds,
  } = given;
  if (clientId === undefined && clientSecret === undefined && webhookIds === undefined) return undefined;
  if (clientId === undefined || clientSecret === undefined || webhookIds === undefined)
    throw new Error(
      'Configuration: PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET and PAYPAL_WEBHOOK_ID belong together',
    );
  return {
    clientId,
    clientSecret,
    webhookIds,
    apiUrl: given.PAYPAL_API_URL.replace(/\/+$/, ''),
    certOrigins: certOriginsOf(given.PAYPAL_API_URL, given.PAYPAL_CERT_ORIGINS),
    rootCertificate: given.PAYPAL_ROOT_CERTIFICATE,
  };
}

/** The account that guests may transfer to, or none. */
function bankOf(given: v.InferOutput<typeof environmentSchema>) {
  const { BANK_ACCOUNT_HOLDER: accountHolder, BANK_IBAN: iban, BANK_BIC: bic, BANK_NAME: bank } = given;
  if (accountHolder !== undefined && iban !== undefined) return { accountHolder, iban, bic, bank };
  if ([accountHolder, iban, bic, bank].every((one) => one === undefined)) return undefined;
  throw new Error('Configuration: BANK_ACCOUNT_HOLDER and BANK_IBAN belong together');
}

/** `sk_live_`, `rk_live_`, `pk_live_`: https://docs.stripe.com/keys. */
function isLiveKey(key: string): boolean {
  return /^[srp]k_live_/.test(key);
}

/**
 * Throws for real money beside play money: a page that pays in test mode what the functions look for in live mode, or bookings that a
 * payer of PayPal's sandbox confirms beside guests who pay in earnest.
 */
function requireOneMode(given: v.InferOutput<typeof environmentSchema>): void {
  const isLive = isLiveKey(given.STRIPE_SECRET_KEY);
  if (isLiveKey(given.STRIPE_PUBLISHABLE_KEY) !== isLive)
    throw new Error(
      'Configuration: STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY are one of test mode and one of live mode',
    );
  const isPaypalUsed = given.PAYPAL_CLIENT_ID !== undefined;
  if (isLive && isPaypalUsed && new URL(given.PAYPAL_API_URL).origin === paypalSandbox.api)
    throw new Error('Configuration: STRIPE_SECRET_KEY is of live mode and PAYPAL_API_URL is the sandbox');
}

const paypalLive = { api: 'https://api-m.paypal.com', certificates: 'https://api.paypal.com' };
const paypalSandbox = {
  api: 'https://api-m.sandbox.paypal.com',
  certificates: 'https://api.sandbox.paypal.com',
};

/** PayPal signs what happens in its sandbox with certificates of its sandbox: beside the live API those are not taken, nor the other way round. */
function certOriginsOf(apiUrl: string, origins: readonly string[]): readonly string[] {
  const { origin } = new URL(apiUrl);
  const other =
    origin === paypalLive.api ? paypalSandbox : origin === paypalSandbox.api ? paypalLive : undefined;
  return origins.filter((one) => one !== other?.certificates);
}

/** The gateway for text messages as a whole, or not at all. */
function smsOf(given: v.InferOutput<typeof environmentSchema>) {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = given;
  if (accountSid === undefined && authToken === undefined && from === undefined) return undefined;
  if (accountSid === undefined || authToken === undefined || from === undefined)
    throw new Error('Configuration: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM belong together');
  return { accountSid, authToken, from, apiUrl: given.TWILIO_API_URL.replace(/\/+$/, '') };
}

function requireHost(
  name: string,
  value: string | readonly string[],
  isAllowed: (value: string) => boolean,
): void {
  if (![value].flat().every(isAllowed))
    throw new Error(`Configuration: ${name} points at a foreign host, refused in production`);
}
