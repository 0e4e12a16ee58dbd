/**
 * VAT numbers by the prefix of their country, without it. The European Union and XI: VIES, "Frequently asked
 * questions", Q11 (ec.europa.eu/taxation_customs/vies); GB: gov.uk, "VAT identification numbers"; CH and LI:
 * UID register, with or without MWST, TVA or IVA; NO: Brønnøysund, nine figures and MVA. Their form only:
 * whether a number was given to somebody is for a register to say.
 */
const formats: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CHE: /^\d{9}(?:MWST|TVA|IVA|VAT)?$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^(?:[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  GB: /^(?:\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(?:\d[A-Z0-9+*]\d{5}[A-W]|\d{7}[A-W][A-IW])$/,
  IT: /^\d{11}$/,
  LT: /^(?:\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  NO: /^\d{9}(?:MVA)?$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^[1-9]\d{1,9}$/,
  SE: /^\d{12}$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(?:\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$/,
};

/** Countries whose numbers begin otherwise than with their own code, the usual prefix first. */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  GR: ['EL'],
  GB: ['GB', 'XI'],
  IM: ['GB'],
  MC: ['FR'],
  CH: ['CHE'],
  LI: ['CHE'],
};

/** Other ways to write a prefix. */
const alsoWritten: Readonly<Record<string, string>> = { GR: 'EL' };

/**
 * A VAT number as it is printed: capitals and figures, with the prefix of its country, which may be left out.
 * Undefined where it is not of the form of the country (ISO 3166-1). Of a country without a form here
 * anything of letters and figures is taken.
 */
export function vatNumberOf(text: string, country: string): string | undefined {
  const number = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s.,/()\p{Pd}\p{Cf}]/gu, '');
  const own = prefixes[country] ?? [country];
  if (own.every((prefix) => !(prefix in formats)))
    return /^[A-Z0-9]{4,20}$/.test(number) ? number : undefined;
  const written = Object.entries(alsoWritten).find(([other]) => number.startsWith(other));
  const folded =
    written && own.includes(written[1]) ? `${written[1]}${number.slice(written[0].length)}` : number;
  const prefix = own.find((one) => folded.startsWith(one));
  if (!prefix && isOfAnother(folded)) return undefined;
  const [usual = country] = own;
  const rest = padded(prefix ?? usual, prefix ? folded.slice(prefix.length) : folded);
  return formats[prefix ?? usual]?.test(rest) ? `${prefix ?? usual}${rest}` : undefined;
}

/**
 * Numbers of older days without the zero in front that they have today: gov.uk, "EU country codes, VAT
 * numbers" says to add it.
 */
function padded(prefix: string, rest: string): string {
  const isOld = (prefix === 'BE' && /^\d{9}$/.test(rest)) || (prefix === 'EL' && /^\d{8}$/.test(rest));
  return isOld ? `0${rest}` : rest;
}

/**
 * A French key may be of letters: `DE` and nine figures without a prefix is the German number that it looks
 * like.
 */
function isOfAnother(number: string): boolean {
  return Object.entries(formats).some(
    ([prefix, format]) => number.startsWith(prefix) && format.test(number.slice(prefix.length)),
  );
}
