import * as v from 'valibot';
import { versionEntries } from '../audit/revisions.ts';
import { described, named } from '../platform/described.ts';
import { decrypt, encrypt, isReadable } from '../platform/keys.ts';
import type { Runtime } from '../platform/runtime.ts';
import { plainCode } from '../platform/text/figures.ts';
import { contentOf, type Kind } from './content.ts';
import type { Found, Version } from './edit.ts';

/** What the secret is sealed for. */
const context = 'settings:channels';
const shownCharacters = 4;

/** By what account texts go out, as it is edited. */
export const channelsContentSchema = named(
  'ChannelsContent',
  'By what account text messages go out. Null for that in the environment, if there is one.',
  v.pipe(
    v.strictObject({
      twilio: described(
        v.nullable(
          v.strictObject({
            accountSid: described(
              v.pipe(v.string(), v.regex(/^\w{1,60}$/, 'Give the SID of the account, AC and 32 figures.')),
              'The SID of the account at Twilio.',
            ),
            from: described(
              v.pipe(
                v.string(),
                v.transform((text) => plainCode(text).replaceAll(/[().]/g, '')),
                v.regex(/^\+[1-9]\d{6,14}$/, 'Give a number with its country, such as +33757900000.'),
              ),
              'The number that texts come from, in the form of E.164.',
            ),
            authToken: described(
              v.nullable(
                v.pipe(v.string(), v.regex(/^[!-~]{12,200}$/, 'Give the token as Twilio shows it.')),
              ),
              'The auth token. Null keeps the one that is there. It is sealed, and never shown again: in an answer it is always null.',
            ),
          }),
        ),
        'An account at Twilio.',
      ),
    }),
    v.examples([{ twilio: { accountSid: 'AC0123456789', from: '+33757900000', authToken: null } }]),
  ),
);

type Channels = v.InferOutput<typeof channelsContentSchema>;

export const channels = {
  key: 'channels',
  schema: channelsContentSchema,
  empty: { twilio: null },
} as const satisfies Kind<typeof channelsContentSchema>;

export const channelsVersionSchema = named(
  'ChannelsVersion',
  'By what account text messages go out, with the version that it is.',
  v.object({
    ...versionEntries,
    content: described(channelsContentSchema, 'The whole of it: what a `PUT` takes.'),
    authTokenEnds: described(
      v.nullable(v.string()),
      'The last four characters of the token that is kept now; null where there is none, and where the key that sealed it is no longer in `MIDAS_KEYS`: then give it again.',
    ),
  }),
);

/** What is kept of what was given: the token apart, and sealed. */
export function sealedChannels({ config, random }: Runtime, { twilio }: Channels) {
  const { authToken = null } = twilio ?? {};
  return {
    content: { twilio: twilio && { ...twilio, authToken: null } },
    secretSealed: authToken === null ? undefined : encrypt(config.keys, random, context, authToken),
  };
}

/** What people see: of the token its end. */
export function shownChannels({ config: { keys } }: Runtime, { one, secretSealed }: Found<Channels>) {
  const isOpen = secretSealed !== null && isReadable(keys, secretSealed);
  const authTokenEnds = isOpen ? decrypt(keys, context, secretSealed).slice(-shownCharacters) : null;
  const shown: Version<Channels> & { readonly authTokenEnds: string | null } = { ...one, authTokenEnds };
  return shown;
}

const storedSchema = v.object({ content: v.unknown(), secretSealed: v.nullable(v.string()) });

/** The runtime of a house whose account at the gateway is what its owner has saved; else that in the environment. */
export function withChannels(runtime: Runtime, stored: unknown): Runtime {
  if (!v.is(storedSchema, stored) || stored.secretSealed === null) return runtime;
  const { twilio } = contentOf(channels, stored.content);
  if (!twilio) return runtime;
  const { config } = runtime;
  const { accountSid, from } = twilio;
  const authToken = decrypt(config.keys, context, stored.secretSealed);
  return {
    ...runtime,
    config: { ...config, sms: { accountSid, from, authToken, apiUrl: config.smsApiUrl } },
  };
}
