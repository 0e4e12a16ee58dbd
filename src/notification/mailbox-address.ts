import * as v from 'valibot';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const plainMailbox = new RegExp(
  `^(?=.{3,254}$)(?=[^@]{1,64}@)${atom}(?:\\.${atom})*@(?:${label}\\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$`,
  'i',
);

/**
 * Exactly one plain mailbox: a dot-atom at a domain name (RFC 5321 section 4.1.2 without quoted strings and address
 * literals). No display name, list, group, comment, quote or line break, which parsers of headers have been attacked by.
 * The domain becomes lower case; the local part stays as it was given.
 */
export const mailboxAddress = v.pipe(
  v.string(),
  v.trim(),
  v.regex(plainMailbox, 'Give one mail address, such as name@example.com.'),
  v.transform((address) => address.replace(/@.*$/, (domain) => domain.toLowerCase())),
);
