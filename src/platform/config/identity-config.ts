import { createPrivateKey } from 'node:crypto';
import * as v from 'valibot';

const url = v.pipe(
  v.string(),
  v.url('is not a URL'),
  v.transform((text) => text.replace(/\/+$/, '')),
);
const given = v.optional(v.pipe(v.string(), v.nonEmpty()));

/**
 * The tenant of all personal accounts of Microsoft:
 * https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference
 */
export const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

/**
 * Of a `.p8` file of Apple's. Environment variables are one line, so the line breaks may be written as \\n.
 */
const appleKey = v.pipe(
  v.string(),
  v.transform((text) => text.replaceAll('\\n', '\n')),
  v.check(isCurveKey, 'is not a private key of P-256 in PEM'),
);

function isCurveKey(text: string): boolean {
  try {
    const { asymmetricKeyDetails } = createPrivateKey(text);
    return asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    // Whatever it is, it is no key.
    return false;
  }
}

const tenant = v.pipe(
  v.string(),
  v.toLowerCase(),
  v.regex(
    /^(common|organizations|consumers|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
    'is neither the id of a tenant nor common, organizations or consumers',
  ),
);

/** The variables of all ways in by a provider. */
export const identityEntries = {
  GOOGLE_CLIENT_ID: given,
  GOOGLE_CLIENT_SECRET: given,
  GOOGLE_ISSUER: v.optional(url, 'https://accounts.google.com'),
  GOOGLE_SCRIPT_URL: v.optional(url, 'https://accounts.google.com/gsi/client'),
  APPLE_CLIENT_ID: given,
  APPLE_TEAM_ID: given,
  APPLE_KEY_ID: given,
  APPLE_PRIVATE_KEY: v.optional(appleKey),
  APPLE_ISSUER: v.optional(url, 'https://appleid.apple.com'),
  MICROSOFT_CLIENT_ID: given,
  MICROSOFT_CLIENT_SECRET: given,
  MICROSOFT_TENANT: v.optional(tenant, 'common'),
  MICROSOFT_AUTHORITY: v.optional(url, 'https://login.microsoftonline.com'),
  FIREBASE_PROJECT_ID: v.optional(
    v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{4,28}[a-z0-9]$/, 'is not the id of a project')),
  ),
  FIREBASE_API_KEY: given,
  FIREBASE_AUTH_DOMAIN: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9.-]+(:\d+)?$/i, 'is not a domain'))),
  FIREBASE_ISSUER: v.optional(url, 'https://securetoken.google.com'),
  FIREBASE_SCRIPT_URL: v.optional(url, 'https://www.gstatic.com/firebasejs/12.6.0'),
};

/** In production these point at the providers' own hosts and nowhere else. */
export const identityHosts = [
  ['GOOGLE_ISSUER', 'https://accounts.google.com'],
  ['GOOGLE_SCRIPT_URL', 'https://accounts.google.com'],
  ['APPLE_ISSUER', 'https://appleid.apple.com'],
  ['MICROSOFT_AUTHORITY', 'https://login.microsoftonline.com'],
  ['FIREBASE_ISSUER', 'https://securetoken.google.com'],
  ['FIREBASE_SCRIPT_URL', 'https://www.gstatic.com'],
] as const;

/** The variables of each way in. */
const ways = {
  google: { clientId: 'GOOGLE_CLIENT_ID', clientSecret: 'GOOGLE_CLIENT_SECRET' },
  apple: {
    clientId: 'APPLE_CLIENT_ID',
    teamId: 'APPLE_TEAM_ID',
    keyId: 'APPLE_KEY_ID',
    privateKey: 'APPLE_PRIVATE_KEY',
  },
  microsoft: { clientId: 'MICROSOFT_CLIENT_ID', clientSecret: 'MICROSOFT_CLIENT_SECRET' },
  firebase: { projectId: 'FIREBASE_PROJECT_ID', apiKey: 'FIREBASE_API_KEY' },
} as const;

/** The variables that belong together: of each way in all, or none. */
export const identityGroups = Object.values(ways).map((names) => Object.values(names));

type Given = v.InferOutput<v.ObjectSchema<typeof identityEntries, undefined>>;

export type IdentityConfig = ReturnType<typeof identityOf>;

/** The ways in by a provider: each as a whole, or not at all. */
export function identityOf(given: Given) {
  const google = whole(given, ways.google);
  const apple = whole(given, ways.apple);
  const microsoft = whole(given, ways.microsoft);
  const firebase = whole(given, ways.firebase);
  return {
    google: google && { ...google, issuer: given.GOOGLE_ISSUER, scriptUrl: given.GOOGLE_SCRIPT_URL },
    apple: apple && { ...apple, issuer: given.APPLE_ISSUER },
    microsoft: microsoft && {
      ...microsoft,
      tenant: given.MICROSOFT_TENANT,
      authority: given.MICROSOFT_AUTHORITY,
    },
    firebase: firebase && {
      ...firebase,
      authDomain: given.FIREBASE_AUTH_DOMAIN ?? `${firebase.projectId}.firebaseapp.com`,
      issuer: given.FIREBASE_ISSUER,
      scriptUrl: given.FIREBASE_SCRIPT_URL,
    },
  };
}

/** The values of variables that belong together; none unless all are set. */
function whole<K extends string>(
  given: Given,
  names: Readonly<Record<K, keyof Given>>,
): Record<K, string> | undefined {
  const entries = Object.entries<keyof Given>(names);
  const values = entries.map(([key, name]) => [key, given[name]] as const);
  if (values.some(([, value]) => value === undefined)) return undefined;
  return Object.fromEntries(values) as Record<K, string>; // none is undefined: checked above
}
