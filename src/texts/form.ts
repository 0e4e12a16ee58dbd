import * as v from 'valibot';
import { type Language, languageSchema } from '../platform/languages.ts';
import { en } from './en/form.ts';
import { es } from './es/form.ts';
import type { FormTexts } from './form-texts.ts';
import { fr } from './fr/form.ts';

export const formTexts: Record<Language, FormTexts> = { en, fr, es };

/** The language that a form asks for in its field of that name, or English where it names none of ours. */
export function languageOf(field: string | undefined): Language {
  return v.is(languageSchema, field) ? field : 'en';
}
