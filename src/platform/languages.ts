import * as v from 'valibot';

/** The languages in which people are written to: of mails, documents and pages. The first is the fallback. */
export const languages = ['en', 'fr', 'es'] as const;
export const languageSchema = v.picklist(languages, `Choose one of ${languages.join(', ')}.`);
export type Language = v.InferOutput<typeof languageSchema>;
