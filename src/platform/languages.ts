import * as v from 'valibot';

/** The languages in which people are written to: of mails, documents and pages. The first is the fallback. */
export const languages = ['en', 'fr', 'es'] as const;
export const languageSchema = v.picklist(languages, `Choose one of ${languages.join(', ')}.`);
export type Language = v.InferOutput<typeof languageSchema>;

/** In which language somebody is written to: theirs, where the house writes it, else its first. */
export function writtenTo(language: Language, offered: readonly Language[]): Language {
  return offered.includes(language) ? language : (offered[0] ?? language);
}
