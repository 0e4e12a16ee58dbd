import type { Language } from '../platform/languages.ts';
import type { Texts } from './document-texts.ts';
import { en } from './en/document.ts';
import { es } from './es/document.ts';
import { fr } from './fr/document.ts';

/** The texts of each language that a guest may choose: a language without them does not typecheck. */
export const textsByLanguage: Readonly<Record<Language, Texts>> = { en, fr, es };
