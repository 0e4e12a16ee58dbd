import * as v from 'valibot';
import { type TemplateAbout, templatesBySubject } from '../outbox/kinds.ts';
import { described, named } from '../platform/described.ts';
import { languageSchema } from '../platform/languages.ts';
import { freeText, line } from '../platform/text/text.ts';
import { type Kind, settingVersionSchema } from './content.ts';

export type GuestTemplate = Extract<TemplateAbout<'reservation'>, `guest-${string}`>;
/** The mails that a guest gets. */
export const guestTemplates = templatesBySubject.reservation.filter((template): template is GuestTemplate =>
  template.startsWith('guest-'),
);

/** What stands in braces in a subject. Subjects are kept as they went out, so they name nobody. */
const inSubjects = ['reference', 'itemName', 'city', 'startsAt', 'endsAt', 'businessName'] as const;
const inParagraphs = ['guestName', ...inSubjects] as const;
export type Variable = (typeof inParagraphs)[number];

const braces = /\{([^{}]*)\}/g;

/** A text with its variables filled in. */
export const filled = (text: string, values: Readonly<Record<Variable, string>>): string =>
  text.replace(braces, (whole, name: string) => new Map(Object.entries(values)).get(name) ?? whole);

/** What is wrong with the braces of a text. */
function braceFault(text: string, known: readonly string[]): string | undefined {
  const unknown = [...text.matchAll(braces)]
    .map(([, name = '']) => name)
    .find((name) => !known.includes(name));
  if (unknown !== undefined)
    return `There is no {${unknown}} here: use ${known.map((one) => `{${one}}`).join(', ')}.`;
  return /[{}]/.test(text.replace(braces, ''))
    ? 'Braces stand around the name of a variable, and nowhere else.'
    : undefined;
}

const withVariables = (known: readonly string[]) =>
  v.rawCheck<string>(({ dataset, addIssue }) => {
    const message = dataset.typed ? braceFault(dataset.value, known) : undefined;
    if (message) addIssue({ message });
  });

const paragraphs = v.nullable(
  v.pipe(freeText(1500), v.nonEmpty('Write something, or give null.'), withVariables(inParagraphs)),
);

/** What the owner says in one mail in one language. */
export const mailTextSchema = named(
  'MailText',
  'What you say in one mail, in one language. What the mail has to tell stays as it is.',
  v.pipe(
    v.strictObject({
      template: described(v.picklist(guestTemplates, 'There is no such mail to guests.'), 'Which mail.'),
      language: described(languageSchema, 'In which language.'),
      subject: described(
        v.nullable(v.pipe(line(140, 'Write something, or give null.'), withVariables(inSubjects))),
        'The subject, instead of ours. With {reference}, {itemName}, {city}, {startsAt}, {endsAt}, {businessName}.',
      ),
      opening: described(
        paragraphs,
        'What stands between the greeting and our first sentence, a paragraph for each line. With {guestName} too.',
      ),
      closing: described(paragraphs, 'What stands at the end, before the signature.'),
    }),
    v.examples([
      {
        template: 'guest-confirmation',
        language: 'en',
        subject: 'Welcome to {businessName}: {itemName} ({reference})',
        opening: 'How good that you come to {city}, {guestName}.',
        closing: 'We open the door for you from {startsAt}.',
      },
    ]),
  ),
);

export type MailText = v.InferOutput<typeof mailTextSchema>;

/** Texts of the owner's own in mails to guests, as they are edited. */
export const mailTextsContentSchema = named(
  'MailTextsContent',
  'Your own texts in mails to guests.',
  v.pipe(
    v.strictObject({
      texts: described(
        v.pipe(
          v.array(mailTextSchema),
          v.maxLength(200, 'At most 200 texts.'),
          v.rawCheck(({ dataset, addIssue }) => {
            if (!dataset.typed) return;
            const { value } = dataset;
            value.forEach((one, index) => {
              if (value.findIndex((other) => isSame(one, other)) === index) return;
              addIssue({
                message: 'This mail has a text in this language already.',
                path: [{ type: 'array', origin: 'value', input: value, key: index, value: one }],
              });
            });
          }),
        ),
        'One for each mail and language.',
      ),
    }),
    v.examples([{ texts: [] }]),
  ),
);

const isSame = (
  one: Pick<MailText, 'template' | 'language'>,
  other: Pick<MailText, 'template' | 'language'>,
) => one.template === other.template && one.language === other.language;

export const mailTexts = {
  key: 'mail-texts',
  schema: mailTextsContentSchema,
  empty: { texts: [] },
} as const satisfies Kind<typeof mailTextsContentSchema>;

export const mailTextsVersionSchema = settingVersionSchema(
  'MailTextsVersion',
  'Your own texts in mails to guests, with the version that it is.',
  mailTextsContentSchema,
);
