import type { Language } from '../client/midas.ts';

const languages: readonly string[] = ['en', 'fr', 'es'];

/** The language that a part of the page is in, and the nearest that the API writes to guests in. */
export function languageOf(place: Element): { tag: string; language: Language } {
  const tag = place.getAttribute('language') ?? place.closest('[lang]')?.getAttribute('lang') ?? 'en';
  const short = tag.slice(0, 2).toLowerCase();
  // The list is that of the type.
  return { tag, language: languages.includes(short) ? (short as Language) : 'en' };
}
