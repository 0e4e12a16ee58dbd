import type { Language } from '../../platform/languages.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { Texts } from './texts.ts';

/** The texts of each language that a guest may choose: a language without them does not typecheck. */
export const textsByLanguage: Readonly<Record<Language, Texts>> = { en, fr, es };
