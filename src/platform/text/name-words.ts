/** Letters that Unicode takes for letters of their own, as they are typed by who has not got them. */
const spelledOut: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  ı: 'i',
  ħ: 'h',
};

/** More than the names of people have, so that no name makes the index large. */
const mostWords = 12;

/**
 * The words of a name as it is looked for: without case, accents and apostrophes, in any order, each once. `José
 * O’Neill` and `oneill JOSE` have the same.
 */
export function nameWords(name: string): string[] {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{M}'’ʼʻ´`]/gu, '')
    .replace(/[æœøłđðþßıħ]/g, (letter) => spelledOut[letter] ?? letter);
  return [...new Set(plain.match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, mostWords);
}
