/**
 * The files beside `midas.js`, `midas/<file>-<hash>.js`, and the modules of `kit/` that stand in each. The
 * first of them is what `midas.js` loads the file for; what is named in none stands in `midas.js`. A small
 * one may stand in two.
 */
export const kitFiles: Readonly<Record<string, readonly string[]>> = {
  core: [
    'rendering/host.ts',
    'rendering/dates.ts',
    'rendering/element.ts',
    'rendering/errors.ts',
    'rendering/form.ts',
    'rendering/formats.ts',
    'rendering/maker.ts',
    'rendering/price.ts',
    'rendering/problem.ts',
    'rendering/shapes.ts',
    'rendering/told-months.ts',
    'styles/base.ts',
    'styles/errors.ts',
    'styles/form.ts',
    'styles/sheets.ts',
    'elements/day-chosen.ts',
    'elements/reservation/filled.ts',
    'elements/reservation/link.ts',
    'elements/reservation/steps.ts',
    'elements/reservation/tab-store.ts',
    '../src/platform/money/currency-decimals.ts',
  ],
  calendar: [
    'rendering/stay-shape.ts',
    'rendering/calendar-keys.ts',
    'rendering/calendar.ts',
    'rendering/free-days.ts',
    'rendering/stay.ts',
    'styles/calendar.ts',
  ],
  search: ['elements/search.ts', 'styles/cards.ts'],
  availability: ['elements/availability.ts'],
  reservation: ['elements/reservation.ts', 'elements/reservation/draft.ts', 'elements/reservation/flow.ts'],
  stay: [
    'elements/reservation/stay-step.ts',
    'elements/reservation/price-card.ts',
    'elements/reservation/stay-fields.ts',
    'rendering/ages.ts',
  ],
  guest: [
    'elements/reservation/guest-steps.ts',
    'elements/reservation/billing-fields.ts',
    'elements/reservation/guest-step.ts',
    'elements/reservation/price-card.ts',
    'elements/reservation/taken-step.ts',
    'rendering/policy.ts',
    'rendering/sent.ts',
  ],
  view: ['rendering/reservation-view.ts'],
  pay: [
    'elements/reservation/pay-steps.ts',
    'elements/reservation/countdown.ts',
    'elements/reservation/outcome-step.ts',
    'elements/reservation/pay-step.ts',
    'elements/reservation/stripe.ts',
  ],
  manage: ['elements/manage.ts', 'rendering/policy.ts'],
  contact: ['elements/contact.ts', 'rendering/sent.ts'],
  forms: ['elements/plain-forms.ts', 'rendering/ages.ts', 'rendering/sent.ts'],
  unlisted: ['client/unlisted.ts'],
  en: ['texts/en.ts'],
  enlater: ['texts/en-later.ts'],
  fr: ['texts/fr.ts'],
  frlater: ['texts/fr-later.ts'],
  es: ['texts/es.ts'],
  eslater: ['texts/es-later.ts'],
};

const languages = ['en', 'fr', 'es'] as const;
type Language = (typeof languages)[number];

/** What a page loads beside `midas.js` before an element can be used; the words are those of its language. */
const firstLoads = {
  'midas-search': ['core', 'words', 'search'],
  'midas-availability': ['core', 'words', 'availability', 'calendar'],
  'midas-reservation': ['core', 'words', 'reservation', 'stay', 'calendar'],
  'midas-reservation by a link': ['core', 'words', 'later words', 'reservation', 'pay', 'view'],
  'midas-contact': ['core', 'words', 'contact'],
  'midas-manage': ['core', 'words', 'later words', 'manage', 'view'],
  'data-midas': ['core', 'words', 'forms'],
} as const;

/** The same by language, in the names of `kitFiles`. */
export const firstLoadsByLanguage = Object.fromEntries(
  Object.entries(firstLoads).map(([element, files]) => [
    element,
    Object.fromEntries(
      languages.map((language) => [language, files.map((file) => inLanguage(file, language))]),
    ),
  ]),
);

function inLanguage(file: string, language: Language): string {
  return file.replace('later words', `${language}later`).replace('words', language);
}
