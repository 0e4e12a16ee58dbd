const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text in lines that fit `width`: broken at spaces, and within a word that is wider by itself. Its own line breaks stay.
 * Characters that only steer, such as those that turn the direction of writing, are left out: they could make a name
 * look like another. Joiners stay, since scripts and emoji are shaped by them.
 */
export function wrap(text: string, width: number, measure: (line: string) => number): string[] {
  return text
    .toWellFormed()
    .split(/\r\n|\r|\n/)
    .flatMap((paragraph) => {
      const words = paragraph
        .replace(/\t/g, ' ')
        .replace(/[^\P{C}\u200c\u200d]/gu, '')
        .split(/ +/);
      const lines: string[] = [];
      let line = '';
      for (const word of words.flatMap((one) => pieces(one, width, measure))) {
        const longer = line === '' ? word : `${line} ${word}`;
        if (line !== '' && measure(longer) > width) {
          lines.push(line);
          line = word;
        } else line = longer;
      }
      return [...lines, line];
    });
}

function pieces(word: string, width: number, measure: (line: string) => number): string[] {
  if (measure(word) <= width) return [word];
  const all: string[] = [];
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && measure(piece + segment) > width) {
      all.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...all, piece];
}

/** A text in one line, cut with an ellipsis where it does not fit. */
export function ellipsis(text: string, width: number, measure: (line: string) => number): string {
  const [first = '', ...more] = wrap(text, width, measure);
  if (more.length === 0) return first;
  const [cut = ''] = wrap(text, width - measure('…'), measure);
  return `${cut}…`;
}
