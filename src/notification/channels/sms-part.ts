/**
 * The alphabet of a text message (3GPP TS 23.038, 6.2.1): a septet each, and two for those of the extension.
 */
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extension = '\f^{}\\[~]|€';
const septetsOfPart = 160;

/**
 * How many septets a text takes; nothing if a character is not of the alphabet, so that a part would hold 70
 * and no more.
 */
export function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (const character of text) {
    if (basic.includes(character)) septets += 1;
    else if (extension.includes(character)) septets += 2;
    else return undefined;
  }
  return septets;
}

/**
 * A text with a name in it that goes out as one message: the name without the accents and quotation marks
 * that the alphabet lacks, or `otherwise` where it is of another script, and as much of it as there is room
 * for.
 */
export function inOnePart(name: string, otherwise: string, write: (name: string) => string): string {
  const plain = plainName(name);
  const characters = [...(septetsOf(plain) === undefined ? otherwise : plain)];
  while (characters.length > 0) {
    const text = write(characters.join('').trim());
    if ((septetsOf(text) ?? 0) <= septetsOfPart) return text;
    characters.pop();
  }
  return write('');
}

const plainSigns: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '·': '.',
  œ: 'oe',
  Œ: 'OE',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  ı: 'i',
};

function plainName(name: string): string {
  const plain = (character: string) =>
    septetsOf(character) === undefined
      ? (plainSigns[character] ?? character.normalize('NFKD').replace(/\p{M}/gu, ''))
      : character;
  return [...name.normalize('NFC')].map(plain).join('');
}
