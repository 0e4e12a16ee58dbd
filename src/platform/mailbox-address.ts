import * as v from 'valibot';

// Both cases, and blanks around it, are written out: the OpenAPI document tells the pattern alone, without flags.
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const topLabel = '(?:[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})';
const plainMailbox = new RegExp(
  `^\\s*(?=\\S{3,254}\\s*$)(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+${topLabel}\\s*$`,
);

/**
 * Exactly one plain mailbox: a dot-atom at a domain name (RFC 5321 section 4.1.2 without quoted strings and address
 * literals). No display name, list, group, comment, quote or line break, which parsers of headers have been attacked by.
 * The domain becomes lower case; the local part stays as it was given.
 */
export const mailboxAddress = v.pipe(
  v.string(),
  v.regex(plainMailbox, 'Give one mail address, such as name@example.com.'),
  v.transform((address) => address.trim().replace(/@.*$/, (domain) => domain.toLowerCase())),
);
