import * as v from 'valibot';
import { businessName } from '../platform/config/business-name.ts';
import { businessPhone } from '../platform/config/business-phone.ts';
import { described, named } from '../platform/described.ts';
import { languageSchema } from '../platform/languages.ts';
import type { Runtime } from '../platform/runtime.ts';
import { mailboxAddress } from '../platform/text/mailbox-address.ts';
import { line } from '../platform/text/text.ts';
import { contentOf, type Kind, settingVersionSchema } from './content.ts';

/** A page of the site's own, by its path, or one elsewhere. */
const page = v.pipe(
  v.string(),
  v.maxLength(300, 'At most 300 characters.'),
  v.regex(
    /^(https:\/\/[^\s<>"]+|\/([\w-]+\/)*)$/,
    'Give an address that begins with https://, or a page such as /terms/.',
  ),
);

/** Who the business is, as it is edited. */
export const businessContentSchema = named(
  'BusinessContent',
  'Who the business is, in mails, text messages, calendar entries and confirmations. Where a field is null, `business.json` and the environment hold.',
  v.pipe(
    v.strictObject({
      name: described(v.nullable(businessName), 'Its name, which mails come from.'),
      phone: described(
        v.nullable(
          v.pipe(businessPhone, v.nonEmpty('Give a number with its country, such as +33 4 93 00 00 00.')),
        ),
        'What guests call, with its country; as it is written so it is shown.',
      ),
      address: described(
        v.nullable(line(200, 'Give the address.')),
        'Its postal address, at the foot of mails.',
      ),
      ownerEmail: described(
        v.nullable(mailboxAddress),
        'Where guests’ answers go, and what the owner is told unless `notifications` says otherwise.',
      ),
      languages: described(
        v.nullable(
          v.pipe(
            v.array(languageSchema),
            v.minLength(1, 'Choose at least one.'),
            v.check((all) => new Set(all).size === all.length, 'Choose each once.'),
          ),
        ),
        'The languages of mails and documents. The first is for guests who chose another. Null for all.',
      ),
      terms: described(
        v.nullable(page),
        'Where the terms are, for the foot of mails: `https://…`, or a page of the site.',
      ),
      imprint: described(v.nullable(page), 'The same of the imprint.'),
    }),
    v.examples([
      {
        name: 'Maison Azur',
        phone: '+33 4 93 00 00 00',
        address: '4 rue des Voiliers, 06600 Antibes',
        ownerEmail: 'desk@maison-azur.example',
        languages: ['fr', 'en'],
        terms: 'https://maison-azur.example/terms',
        imprint: 'https://maison-azur.example/imprint',
      },
    ]),
  ),
);

export const business = {
  key: 'business',
  schema: businessContentSchema,
  empty: {
    name: null,
    phone: null,
    address: null,
    ownerEmail: null,
    languages: null,
    terms: null,
    imprint: null,
  },
} as const satisfies Kind<typeof businessContentSchema>;

export const businessVersionSchema = settingVersionSchema(
  'BusinessVersion',
  'Who the business is, with the version that it is.',
  businessContentSchema,
);

/** The runtime of a business that is what its owner has saved: what was set wins over the environment. */
export function withBusiness(runtime: Runtime, stored: unknown): Runtime {
  const given = Object.entries(contentOf(business, stored)).filter(([, value]) => value !== null);
  const { config } = runtime;
  return {
    ...runtime,
    config: { ...config, business: { ...config.business, ...Object.fromEntries(given) } },
  };
}
