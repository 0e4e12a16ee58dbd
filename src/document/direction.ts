const rightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const leftToRight = /\p{L}/u;

/**
 * The words of a line from left to right as the eye meets them, in a document that runs left to right: a run of words of
 * a right-to-left script is turned round, figures within it too (UAX 9, by whole words). The font turns the letters.
 */
export function visualOrder(line: string): string[] {
  if (!rightToLeft.test(line)) return [line];
  const words = line.split(' ');
  const ordered: string[] = [];
  for (let at = 0; at < words.length; ) {
    const run = runLength(words, at);
    ordered.push(...words.slice(at, at + run).reverse());
    at += run;
  }
  return ordered;
}

/** How many words from `from` run right to left, up to the last that has letters of its own; one where none does. */
function runLength(words: readonly string[], from: number): number {
  let length = 1;
  if (!rightToLeft.test(words[from] ?? '')) return length;
  for (let at = from + 1; at < words.length; at++) {
    const word = words[at] ?? '';
    if (rightToLeft.test(word)) length = at - from + 1;
    else if (leftToRight.test(word)) break;
  }
  return length;
}
