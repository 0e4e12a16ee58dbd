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

/** By language tag, in small letters: what the kit speaks, what a site has given, and both together. */
const spoken: Readonly<Record<string, Texts>> = { en, fr, es };
const given = new Map<string, PartialTexts>();
const made = new Map<string, Texts>();

/** Tells the elements on the page that their texts may have changed. */
export const textChanges = new EventTarget();

/**
 * Replaces texts of a language, on what is on the page already and on what comes later. What is not given of a language that
 * the kit does not speak is said in English, as English has been replaced.
 */
export function setMidasTexts(language: string, texts: PartialTexts): void {
  const tag = language.toLowerCase();
  // Merging keeps the type of both.
  given.set(tag, merge(given.get(tag) ?? {}, texts) as PartialTexts);
  for (const one of made.keys()) if (chainOf(one).includes(tag)) made.delete(one);
  textChanges.dispatchEvent(new Event('change'));
}

/** The texts of a language tag such as `fr-CH`; the same object until they change. */
export function textsFor(language: string): Texts {
  const tag = language.toLowerCase();
  const known = made.get(tag);
  if (known) return known;
  const texts = chainOf(tag).reduceRight((below, one) => {
    const changes = given.get(one);
    const own = spoken[one] ?? below;
    // Merging keeps every text that is not replaced, so what comes out is whole.
    return changes ? (merge(own, changes) as Texts) : own;
  }, en);
  made.set(tag, texts);
  return texts;
}

/** Whether anybody has given texts for a language tag. */
export function isSpoken(language: string): boolean {
  const [tag, short] = [language.toLowerCase(), shortOf(language)];
  return short in spoken || given.has(tag) || given.has(short);
}

/** Where the texts of a language tag come from, the nearest first. */
function chainOf(tag: string): string[] {
  const short = shortOf(tag);
  return [...new Set([tag, short, ...(short in spoken ? [] : ['en'])])];
}

const shortOf = (tag: string) => tag.toLowerCase().split('-')[0] ?? '';

function merge(given: object, changes: object): object {
  const merged = Object.entries(changes).map(([name, change]) => {
    const known = Reflect.get(given, name);
    const isGroup = typeof change === 'object' && change !== null && !Array.isArray(change);
    return [name, isGroup ? merge(known ?? {}, change) : change];
  });
  return { ...given, ...Object.fromEntries(merged) };
}
