import * as v from 'valibot';

// Both cases, and blanks around it, are written out: the OpenAPI document tells the pattern alone, without
// flags.
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const topLabel = '(?:[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})';
/**
 * Blanks, and the marks without width that a copied address drags along: soft hyphen, zero-width and
 * direction marks.
 */
const around = '[\\s\\u00ad\\u061c\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069]*';
const plainMailbox = new RegExp(
  `^${around}(?=[!-~]{3,254}${around}$)(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+${topLabel}${around}$`,
);
const edges = new RegExp(`^${around}|${around}$`, 'g');
const mostCharacters = 1000;

/**
 * What stands between the blanks and unseen marks around a text; of one that is far too long for an address
 * its beginning.
 */
export function withoutEdges(text: string): string {
  return text.slice(0, mostCharacters).replace(edges, '');
}

/**
 * Exactly one plain mailbox: a dot-atom at a domain name (RFC 5321 section 4.1.2 without quoted strings and
 * address literals). No display name, list, group, comment, quote or line break, which parsers of headers
 * have been attacked by. The domain becomes lower case; the local part stays as it was given.
 */
export const mailboxAddress = v.pipe(
  v.string(),
  v.maxLength(mostCharacters, 'Give one mail address, such as name@example.com.'),
  v.regex(plainMailbox, 'Give one mail address, such as name@example.com.'),
  v.transform((address) => withoutEdges(address).replace(/@.*$/, (domain) => domain.toLowerCase())),
);
