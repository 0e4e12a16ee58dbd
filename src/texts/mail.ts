import type { Language } from '../platform/languages.ts';
import { en } from './en/mail.ts';
import { es } from './es/mail.ts';
import { fr } from './fr/mail.ts';
import type { Texts } from './mail-texts.ts';

/** The texts of each language that a guest may choose: a language without them does not typecheck. */
export const textsByLanguage: Readonly<Record<Language, Texts>> = { en, fr, es };
