import type { Given } from './environment.ts';
import { identityGroups, identityHosts } from './identity-config.ts';

/** What is right by itself. */
type Sound = { readonly [Name in keyof Given]?: Given[Name] | undefined };

/** What is wrong with a variable, or with several together. Never a secret. */
export interface Fault {
  /** Those that are not to be relied on. */
  readonly names: readonly string[];
  readonly says: string;
}

/** Everything that is wrong with the variables, told at once. */
export class ConfigurationError extends Error {
  // Private, so that logs take it for what it is: nothing but its message, which holds no secret.
  readonly #faults: readonly Fault[];
  constructor(faults: readonly Fault[]) {
    super(`Configuration: ${faults.map(({ says }) => says).join('; ')}`);
    this.#faults = faults;
  }
  get faults(): readonly Fault[] {
    return this.#faults;
  }
}

/**
 * What is wrong between variables: halves, mixed modes, and in production foreign hosts.
 * @param set the names of all that are set, whether right by themselves or not
 */
export function faultsBetween(given: Sound, set: readonly string[], isProduction: boolean): Fault[] {
  return [...(isProduction ? foreignHosts(given) : []), ...halves(set), ...mixedModes(given)];
}

/**
 * In production these point at the providers' own hosts and nowhere else; what names no host is not to be set
 * at all.
 */
const hosts: readonly (readonly [keyof Given, readonly string[]])[] = [
  ['STRIPE_API_URL', ['https://api.stripe.com']],
  ['PAYPAL_API_URL', ['https://api-m.paypal.com']],
  ['PAYPAL_CERT_ORIGINS', ['https://api.paypal.com', 'https://api.sandbox.paypal.com']],
  ['PAYPAL_ROOT_CERTIFICATE', []],
  ['TWILIO_API_URL', ['https://api.twilio.com']],
  ['NETLIFY_API_URL', ['https://api.netlify.com']],
  ...identityHosts.map(([name, host]) => [name, [host]] as const),
  ['VIES_API_URL', ['https://ec.europa.eu']],
  ['STRIPE_SCRIPT_URL', ['https://js.stripe.com']],
];

function foreignHosts(given: Sound): Fault[] {
  return hosts
    .filter(([name, allowed]) =>
      [given[name] ?? []]
        .flat()
        .some((value) => !(URL.canParse(`${value}`) && allowed.includes(new URL(`${value}`).origin))),
    )
    .map(([name]) => ({ names: [name], says: `${name} points at a foreign host, refused in production` }));
}

/** Variables of which all are set or none. */
const groups: readonly (readonly (keyof Given)[])[] = [
  ['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID'],
  ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_FROM'],
  ...identityGroups,
];

/** The account that guests transfer to, and what may be said of it besides. */
const account = ['BANK_ACCOUNT_HOLDER', 'BANK_IBAN'] as const;
const bank = [...account, 'BANK_BIC', 'BANK_NAME'] as const;

/** A variable and those that are of no use without it. */
export function namesWith(name: string): readonly string[] {
  return [...groups, bank].find((names) => names.some((one) => one === name)) ?? [name];
}

function halves(set: readonly string[]): Fault[] {
  const isSet = (name: keyof Given) => set.includes(name);
  const found: Fault[] = groups
    .filter((names) => names.some(isSet) && !names.every(isSet))
    .map((names) => ({
      names,
      says: `${names.slice(0, -1).join(', ')} and ${names.at(-1)} belong together`,
    }));
  const isBankHalf = bank.some(isSet) && !account.every(isSet);
  return isBankHalf ? [...found, { names: bank, says: `${account.join(' and ')} belong together` }] : found;
}

/** Real money: `sk_live_`, `rk_live_`, `pk_live_`: https://docs.stripe.com/keys. */
export function isLiveKey(key: string): boolean {
  return /^[srp]k_live_/.test(key);
}

/**
 * Real money beside play money: a page that pays in test mode what the functions look for in live mode, or
 * bookings that a payer of PayPal's sandbox confirms beside guests who pay in earnest.
 */
function mixedModes(given: Sound): Fault[] {
  const {
    STRIPE_SECRET_KEY: secret,
    STRIPE_PUBLISHABLE_KEY: publishable,
    PAYPAL_CLIENT_ID: client,
    PAYPAL_API_URL: api,
  } = given;
  if (secret === undefined) return [];
  const faults: Fault[] = [];
  const isLive = isLiveKey(secret);
  if (publishable !== undefined && isLiveKey(publishable) !== isLive)
    faults.push({
      names: ['STRIPE_SECRET_KEY', 'STRIPE_PUBLISHABLE_KEY'],
      says: 'STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY are one of test mode and one of live mode',
    });
  if (isLive && client !== undefined && api !== undefined && new URL(api).origin === paypalSandbox.api)
    faults.push({
      names: ['PAYPAL_API_URL'],
      says: 'STRIPE_SECRET_KEY is of live mode and PAYPAL_API_URL is the sandbox',
    });
  return faults;
}

export const paypalLive = { api: 'https://api-m.paypal.com', certificates: 'https://api.paypal.com' };
export const paypalSandbox = {
  api: 'https://api-m.sandbox.paypal.com',
  certificates: 'https://api.sandbox.paypal.com',
};
