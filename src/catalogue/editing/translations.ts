import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import { languages } from '../../platform/languages.ts';
import { freeText, line } from '../../platform/text/text.ts';

/** Words in other languages beside those that are edited; where one is left out, those stand. */
const byLanguage = <const S extends v.GenericSchema>(name: string, words: S) =>
  v.optional(
    named(
      name,
      'The words by language, for guests who read it. What is left out is shown as it stands, and all without it.',
      v.strictObject(v.entriesFromList(languages, v.optional(words))),
    ),
  );

/** The name of a season, an extra or a tax in other languages. */
export const nameTranslations = byLanguage(
  'NameTranslations',
  named(
    'NameTranslation',
    'A name in another language.',
    v.strictObject({ name: described(line(100, 'Give the name, or leave the language out.'), 'The name.') }),
  ),
);

/** The texts of an item in other languages. */
export const itemTranslations = byLanguage(
  'ItemTranslations',
  named(
    'ItemTranslation',
    'The texts of an item in another language.',
    v.strictObject({
      name: v.optional(described(line(120, 'Give the name, or leave it out.'), 'The name of the item.')),
      summary: v.optional(
        described(line(300, 'Say in a sentence what it is, or leave it out.'), 'What it is in a sentence.'),
      ),
      description: v.optional(
        described(
          v.pipe(freeText(10_000), v.minLength(1, 'Say what it is, or leave it out.')),
          'What it is at length.',
        ),
      ),
      features: v.optional(
        described(
          v.pipe(v.array(line(200, 'Say what it has.')), v.maxLength(50, 'At most 50.')),
          'What it has: all of it, in place of the whole list.',
        ),
      ),
    }),
  ),
);

/** The words of a cancellation policy in other languages. */
export const policyTranslations = byLanguage(
  'PolicyTranslations',
  named(
    'PolicyTranslation',
    'The words of a cancellation policy in another language.',
    v.strictObject({
      name: v.optional(described(line(100, 'Give the name, or leave it out.'), 'Its name.')),
      text: v.optional(
        described(
          v.pipe(freeText(5000), v.minLength(1, 'Say what it gives back, or leave it out.')),
          'The policy in words. Without it guests of this language are told it from its tiers.',
        ),
      ),
    }),
  ),
);
