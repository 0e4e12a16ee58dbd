import * as v from 'valibot';
import type { KeyRing } from './keys.ts';

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

const environmentSchema = v.object({
  SITE_URL: url,
  BUSINESS_NAME: v.optional(v.pipe(v.string(), v.nonEmpty()), 'Midas'),
  OWNER_EMAIL: v.pipe(v.string(), v.email('is not a mail address')),
  MAIL_FROM: v.pipe(v.string(), v.email('is not a mail address')),
  ALLOWED_ORIGINS: v.optional(origins, ''),
  MIDAS_KEYS: keyRing,
  DATABASE_URL: url,
  DATABASE_HTTP_ENDPOINT: v.optional(url),
  UPSTASH_REDIS_REST_URL: url,
  UPSTASH_REDIS_REST_TOKEN: v.pipe(v.string(), v.nonEmpty()),
  SMTP_URL: url,
  STRIPE_SECRET_KEY: v.pipe(v.string(), v.startsWith('sk_', 'starts with sk_')),
  STRIPE_PUBLISHABLE_KEY: v.pipe(v.string(), v.startsWith('pk_', 'starts with pk_')),
  STRIPE_WEBHOOK_SECRET: v.pipe(v.string(), v.startsWith('whsec_', 'starts with whsec_')),
  STRIPE_API_URL: v.optional(url, 'https://api.stripe.com'),
  STRIPE_SCRIPT_URL: v.optional(url, 'https://js.stripe.com/v3/'),
  SENTRY_DSN: v.optional(url),
});

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
  const entries = Object.entries({ SITE_URL: environment.URL, ...environment }).filter(([, value]) => value);
  const result = v.safeParse(environmentSchema, Object.fromEntries(entries));
  if (!result.success) {
    const wrong = result.issues.map((issue) => {
      const name = v.getDotPath(issue) ?? '';
      return issue.received === 'undefined' ? `${name} is not set` : `${name} ${issue.message}`;
    });
    throw new Error(`Configuration: ${wrong.join('; ')}`);
  }
  const given = result.output;
  const isProduction = deployContext === 'production';
  if (isProduction) {
    requireHost('STRIPE_API_URL', given.STRIPE_API_URL, httpsHost(['https://api.stripe.com']));
    requireHost('STRIPE_SCRIPT_URL', given.STRIPE_SCRIPT_URL, httpsHost(['https://js.stripe.com']));
  }
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
      publishableKey: given.STRIPE_PUBLISHABLE_KEY,
      webhookSecret: given.STRIPE_WEBHOOK_SECRET,
      apiUrl: given.STRIPE_API_URL,
      scriptUrl: given.STRIPE_SCRIPT_URL,
    },
    sentryDsn: given.SENTRY_DSN,
  };
}

function requireHost(name: string, value: string, isAllowed: (value: string) => boolean): void {
  if (!isAllowed(value))
    throw new Error(`Configuration: ${name} points at a foreign payment host, refused in production`);
}
