import * as v from 'valibot';
import ownBusiness from '../../../business.json' with { type: 'json' };
import { languages } from '../languages.ts';
import {
  ConfigurationError,
  type Fault,
  faultsBetween,
  isLiveKey,
  paypalLive,
  paypalSandbox,
} from './config-faults.ts';
import { environmentSchema, type Given } from './environment.ts';
import { identityOf } from './identity-config.ts';

/**
 * Mails bear what the pages were built with: what is deployed takes name and telephone from `business.json`,
 * as the build does. On a machine of one's own the variables say which of both sites the local stack shows.
 */
function ofBusiness(environment: Readonly<Record<string, string | undefined>>, deployContext: string) {
  const { name, phone } = ownBusiness;
  const { BUSINESS_NAME: shownName, BUSINESS_PHONE: shownPhone } = environment;
  if (deployContext === 'dev' && shownName) return { BUSINESS_NAME: shownName, BUSINESS_PHONE: shownPhone };
  return name
    ? { BUSINESS_NAME: name, BUSINESS_PHONE: phone }
    : { BUSINESS_NAME: shownName, BUSINESS_PHONE: shownPhone };
}

export type Config = ReturnType<typeof parseConfig>;

/**
 * Reads the whole configuration at once. Throws one ConfigurationError that names every missing or wrong
 * variable, never a secret.
 * @param deployContext Netlify's: `production`, `deploy-preview`, `branch-deploy` or `dev`. In production
 *   payments go to
 *   the providers' own hosts and nowhere else.
 */
export function parseConfig(
  environment: Readonly<Record<string, string | undefined>>,
  deployContext: string,
) {
  // Netlify and `.env` files hand over unset variables as empty strings; Netlify gives the site's address as
  // URL.
  const entries = Object.fromEntries(
    Object.entries({
      SITE_URL: environment.URL,
      ...environment,
      ...ofBusiness(environment, deployContext),
    }).filter(([, value]) => value),
  );
  const isProduction = deployContext === 'production';
  const result = v.safeParse(environmentSchema, entries);
  const alone = result.success ? [] : result.issues.map(faultOf);
  const sound = v.parse(v.partial(environmentSchema), without(entries, alone));
  const faults = [...alone, ...faultsBetween(sound, Object.keys(entries), isProduction)];
  if (!result.success || faults.length > 0) throw new ConfigurationError(faults);
  const given = result.output;
  return {
    isProduction,
    site: {
      url: given.SITE_URL.replace(/\/+$/, ''),
      allowedOrigins: [new URL(given.SITE_URL).origin, ...given.ALLOWED_ORIGINS],
    },
    business: {
      name: given.BUSINESS_NAME,
      /** Empty where there is none. */
      phone: given.BUSINESS_PHONE,
      ownerEmail: given.OWNER_EMAIL,
      /** What only its owner's settings say (`settings/business.ts`). */
      address: '',
      terms: '',
      imprint: '',
      languages,
    },
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
    /** Where the gateway is, whoever's account it is. */
    smsApiUrl: given.TWILIO_API_URL.replace(/\/+$/, ''),
    textLimits: given.TEXT_LIMITS,
    identity: identityOf(given),
    fraudThresholds: given.FRAUD_THRESHOLDS,
    isInstantPaymentOnly: given.INSTANT_PAYMENT_ONLY === 'yes',
    cdn: cdnOf(given),
    viesApiUrl: given.VIES_API_URL?.replace(/\/+$/, ''),
    sentryDsn: given.SENTRY_DSN,
  };
}

/** What is wrong with a variable by itself. */
function faultOf(issue: v.InferIssue<typeof environmentSchema>): Fault {
  const name = String(issue.path?.[0]?.key ?? '');
  if (issue.received !== 'undefined') return { names: [name], says: `${name} ${issue.message}` };
  return {
    names: [name],
    says: name === 'BUSINESS_NAME' ? 'business.json has no name' : `${name} is not set`,
  };
}

/** The entries that no fault names. */
function without(
  entries: Readonly<Record<string, string | undefined>>,
  faults: readonly Fault[],
): Record<string, string | undefined> {
  const wrong = faults.flatMap(({ names }) => names);
  return Object.fromEntries(Object.entries(entries).filter(([name]) => !wrong.includes(name)));
}

/** PayPal as a whole, or not at all; half of it `faultsBetween` refuses. */
function paypalOf(given: Given) {
  const {
    PAYPAL_CLIENT_ID: clientId,
    PAYPAL_CLIENT_SECRET: clientSecret,
    PAYPAL_WEBHOOK_ID: webhookIds,
  } = given;
  if (clientId === undefined || clientSecret === undefined || webhookIds === undefined) return undefined;
  return {
    clientId,
    clientSecret,
    webhookIds,
    apiUrl: given.PAYPAL_API_URL.replace(/\/+$/, ''),
    certOrigins: certOriginsOf(given.PAYPAL_API_URL, given.PAYPAL_CERT_ORIGINS),
    rootCertificate: given.PAYPAL_ROOT_CERTIFICATE,
  };
}

/** Netlify's CDN, whose token and site Netlify itself sets where functions run; none elsewhere. */
function cdnOf(given: Given) {
  const { NETLIFY_PURGE_API_TOKEN: token, SITE_ID: siteId, NETLIFY_API_URL: apiUrl } = given;
  return token && siteId ? { token, siteId, apiUrl } : undefined;
}

/** The account that guests may transfer to, or none. */
function bankOf(given: Given) {
  const { BANK_ACCOUNT_HOLDER: accountHolder, BANK_IBAN: iban, BANK_BIC: bic, BANK_NAME: bank } = given;
  if (accountHolder === undefined || iban === undefined) return undefined;
  return { accountHolder, iban, bic, bank };
}

/**
 * PayPal signs what happens in its sandbox with certificates of its sandbox: beside the live API those are
 * not taken, nor the other way round.
 */
function certOriginsOf(apiUrl: string, origins: readonly string[]): readonly string[] {
  const { origin } = new URL(apiUrl);
  const other =
    origin === paypalLive.api ? paypalSandbox : origin === paypalSandbox.api ? paypalLive : undefined;
  return origins.filter((one) => one !== other?.certificates);
}

/** The gateway for text messages as a whole, or not at all. */
function smsOf(given: Given) {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from } = given;
  if (accountSid === undefined || authToken === undefined || from === undefined) return undefined;
  return { accountSid, authToken, from, apiUrl: given.TWILIO_API_URL.replace(/\/+$/, '') };
}
