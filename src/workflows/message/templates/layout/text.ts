import { isolated } from '../../../../platform/text/isolated.ts';
import { textsByLanguage } from '../../../../texts/mail.ts';
import type { Block, Fact, Letter } from '../letter.ts';
import type { House } from './house.ts';

/** The letter as plain text. */
export function textOf(letter: Letter, { address, links }: House): string {
  const { colon } = textsByLanguage[letter.language];
  const parts = [
    letter.heading,
    ...letter.blocks.map((block) => blockText(block, colon)),
    letter.signature.join('\n'),
    ...(letter.answered ? [blockText(letter.answered, colon)] : []),
    // Dash dash space: the usual sign that only the small print follows (RFC 3676 section 4.3).
    `-- \n${letter.footnote}`,
    ...(address ? [address] : []),
    ...(links.length > 0 ? [links.map(({ label, url }) => `${label}${colon}${url}`).join('\n')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function blockText(block: Block, colon: string): string {
  const line = ({ label, value, note }: Fact) =>
    `${isolated(label)}${colon}${isolated(value)}${note ? ` (${isolated(note)})` : ''}`;
  switch (block.kind) {
    case 'paragraph':
    case 'words':
      return block.text;
    case 'facts':
      return [...title(block.title), ...block.facts.map(line)].join('\n');
    case 'price':
      return [
        ...title(block.title),
        ...block.lines.map(({ label, detail, amount }) =>
          line({ label: detail ? `${label} (${detail})` : label, value: amount }),
        ),
        line(block.total),
        ...block.notes.map(line),
      ].join('\n');
    case 'terms':
      return [...title(block.title), block.text, ...block.items.map((item) => `* ${item}`)].join('\n');
    case 'quotation':
      return [...title(block.title), ...block.text.split(/\r\n|\r|\n/).map((one) => `> ${one}`)].join('\n');
    case 'action':
      return `${block.label}${colon.trimEnd()}\n${block.url}\n${block.note}`;
  }
}

function title(text: string): string[] {
  return [text, '-'.repeat(text.length)];
}
