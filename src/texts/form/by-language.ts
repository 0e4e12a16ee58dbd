import * as v from 'valibot';
import { type Language, languageSchema } from '../../platform/languages.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { FormTexts } from './texts.ts';

export const formTexts: Record<Language, FormTexts> = { en, fr, es };

/** The language that a form asks for in its field of that name, or English where it names none of ours. */
export function languageOf(field: string | undefined): Language {
  return v.is(languageSchema, field) ? field : 'en';
}
