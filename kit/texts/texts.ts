import { en, type Texts } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

export type { Texts } from './en.ts';

/** Any part of the texts, however deep. */
export type PartialTexts<T = Texts> = {
  readonly [K in keyof T]?: T[K] extends (...given: never[]) => unknown
    ? T[K]
    : T[K] extends object
      ? PartialTexts<T[K]>
      : T[K];
};

const byLanguage: Record<string, Texts> = { en, fr, es };

/** Tells the elements on the page that their texts have changed. */
export const textChanges = new EventTarget();

/**
 * Replaces texts of a language, on what is on the page already and on what comes later. A language that the kit does not
 * speak begins as English.
 */
export function setMidasTexts(language: string, texts: PartialTexts): void {
  // Merging keeps every text that is not replaced, so what comes out is whole.
  byLanguage[language] = merge(textsFor(language), texts) as Texts;
  textChanges.dispatchEvent(new Event('change'));
}

/** The texts of a language tag such as `fr-CH`; English for one that nobody has given texts for. */
export function textsFor(language: string): Texts {
  return byLanguage[language] ?? byLanguage[language.slice(0, 2)] ?? en;
}

function merge(given: object, changes: object): object {
  const merged = Object.entries(changes).map(([name, change]) => {
    const known = Reflect.get(given, name);
    const isGroup = typeof change === 'object' && change !== null && !Array.isArray(change);
    return [name, isGroup ? merge(known ?? {}, change) : change];
  });
  return { ...given, ...Object.fromEntries(merged) };
}
