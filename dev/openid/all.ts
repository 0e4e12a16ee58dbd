import { type IdentitySandbox, startIdentitySandbox } from '../openid.ts';
import { apple, appleTeam } from './plays/apple.ts';
import { firebase } from './plays/firebase.ts';
import { google } from './plays/google.ts';
import { microsoft } from './plays/microsoft.ts';

/** What the functions are configured with to use the sandboxes; addresses come with each. */
export const identityKeys = {
  GOOGLE_CLIENT_ID: 'sandbox-client.apps.googleusercontent.example',
  GOOGLE_CLIENT_SECRET: 'sandbox-secret',
  APPLE_CLIENT_ID: 'example.fine-things.sign-in',
  APPLE_TEAM_ID: appleTeam.teamId,
  APPLE_KEY_ID: appleTeam.keyId,
  APPLE_PRIVATE_KEY: appleTeam.privateKey.replaceAll('\n', '\\n'),
  MICROSOFT_CLIENT_ID: '77777777-6666-4555-8444-333333333333',
  MICROSOFT_CLIENT_SECRET: 'sandbox-secret',
  FIREBASE_PROJECT_ID: 'fine-things-sandbox',
  FIREBASE_API_KEY: 'sandbox-key',
} as const;

export const providerNames = ['google', 'apple', 'microsoft', 'firebase'] as const;
export type ProviderName = (typeof providerNames)[number];

const plays = {
  google: {
    play: google,
    clientId: identityKeys.GOOGLE_CLIENT_ID,
    clientSecret: identityKeys.GOOGLE_CLIENT_SECRET,
  },
  apple: { play: apple, clientId: identityKeys.APPLE_CLIENT_ID, clientSecret: '' },
  microsoft: {
    play: microsoft,
    clientId: identityKeys.MICROSOFT_CLIENT_ID,
    clientSecret: identityKeys.MICROSOFT_CLIENT_SECRET,
  },
  firebase: {
    play: firebase(identityKeys.FIREBASE_PROJECT_ID),
    clientId: identityKeys.FIREBASE_PROJECT_ID,
    clientSecret: '',
  },
} as const;

/** Where browsers come back to at a site. */
export const callbackOf = (site: string, name: ProviderName) =>
  `${site}/api/v1/auth/providers/${name}/callback`;

/** Plays one of the providers, known by the configuration above. */
export function startProvider(
  name: ProviderName,
  options: { readonly port: number; readonly redirectUris?: readonly string[]; readonly clock?: () => Date },
): Promise<IdentitySandbox> {
  return startIdentitySandbox({ ...options, ...plays[name] });
}

/** Plays all of them, on ports that the system chooses. */
export async function startProviders(clock: () => Date): Promise<Record<ProviderName, IdentitySandbox>> {
  const start = (name: ProviderName) => startProvider(name, { port: 0, clock });
  const [google, apple, microsoft, firebase] = await Promise.all([
    start('google'),
    start('apple'),
    start('microsoft'),
    start('firebase'),
  ]);
  return { google, apple, microsoft, firebase };
}

/** The variables that hold its addresses. */
export function addressesOf(name: ProviderName, { url }: IdentitySandbox): Record<string, string> {
  switch (name) {
    case 'google':
      return { GOOGLE_ISSUER: url, GOOGLE_SCRIPT_URL: `${url}/gsi/client` };
    case 'apple':
      return { APPLE_ISSUER: url };
    case 'microsoft':
      return { MICROSOFT_AUTHORITY: url };
    case 'firebase':
      return {
        FIREBASE_ISSUER: url,
        FIREBASE_SCRIPT_URL: `${url}/firebasejs`,
        FIREBASE_AUTH_DOMAIN: new URL(url).host,
      };
  }
}
