import type { en } from './en.ts';
import type { enLater } from './en-later.ts';

export type FirstTexts = typeof en;
export type LaterTexts = typeof enLater;
/** All that the elements say. What is said later comes with what says it (`addLater`). */
export type Texts = FirstTexts & LaterTexts;

/** Any part of the texts, however deep. */
export type PartialTexts<T = Texts> = {
  readonly [K in keyof T]?: T[K] extends (...given: never[]) => unknown
    ? T[K]
    : T[K] extends object
      ? PartialTexts<T[K]>
      : T[K];
};

/** What the kit speaks, by language: files of their own. */
const spoken: Readonly<Record<string, readonly [() => Promise<FirstTexts>, () => Promise<LaterTexts>]>> = {
  en: [
    () => import('./en.ts').then(({ en }) => en),
    () => import('./en-later.ts').then((one) => one.enLater),
  ],
  fr: [
    () => import('./fr.ts').then(({ fr }) => fr),
    () => import('./fr-later.ts').then((one) => one.frLater),
  ],
  es: [
    () => import('./es.ts').then(({ es }) => es),
    () => import('./es-later.ts').then((one) => one.esLater),
  ],
};

/**
 * What a site has given, by language tag in small letters, and who is told of it. A kit that takes another's
 * place finds it there.
 */
interface Given {
  readonly texts: Map<string, PartialTexts>;
  readonly listeners: Set<(tag: string) => void>;
}

const key = Symbol.for('midas texts');
const page = globalThis as { [key]?: Given };
page[key] ??= { texts: new Map(), listeners: new Set() };
const { texts: given, listeners } = page[key];

/**
 * Replaces texts of a language, on what is on the page already and on what comes later. What is not given of a language that
 * the kit does not speak is said in English, as English has been replaced.
 */
export function setMidasTexts(language: string, texts: PartialTexts): void {
  const tag = language.toLowerCase();
  // Merging keeps the type of both.
  given.set(tag, merge(given.get(tag) ?? {}, texts) as PartialTexts);
  for (const listener of listeners) listener(tag);
}

/** Runs `onChange` when a site gives texts for a language, by its tag. */
export function onTexts(onChange: (tag: string) => void): () => void {
  listeners.add(onChange);
  return () => listeners.delete(onChange);
}

/**
 * The texts of a language tag such as `fr-CH`, as they are now, without what is said later. Rejects when
 * their file does not come.
 */
export async function textsFor(language: string): Promise<Texts> {
  const own = await filesOf(language)?.[0]();
  // Merging keeps every text that is not replaced, so what comes out is whole.
  return chainOf(language).reduceRight(
    (below, one) => merge(below, given.get(one) ?? {}),
    own ?? {},
  ) as Texts;
}

/** Adds what is said later. What the site has given stays. */
export async function addLater(language: string, toBe: Promise<Texts>): Promise<void> {
  const [texts, own] = await Promise.all([toBe, filesOf(language)?.[1]()]);
  Object.assign(texts, merge(own ?? {}, texts));
}

const filesOf = (language: string) => spoken[chainOf(language).at(-1) ?? ''];

/** Whether anybody has given texts for a language tag. */
export function isSpoken(language: string): boolean {
  const [tag, short] = [language.toLowerCase(), shortOf(language)];
  return short in spoken || given.has(tag) || given.has(short);
}

/** Whether what is said in one language changes with the texts of another. */
export const isSaidBy = (language: string, tag: string) => chainOf(language).includes(tag);

/** Where the texts of a language tag come from, the nearest first; the last is one that the kit speaks. */
function chainOf(language: string): string[] {
  const short = shortOf(language);
  return [...new Set([language.toLowerCase(), short, ...(short in spoken ? [] : ['en'])])];
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
