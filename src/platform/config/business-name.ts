import * as v from 'valibot';

/** The name in mails, confirmations and on pages. */
export const businessName = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty(),
  // The form of an encoded word (RFC 2047): programs for mail would show another name beside the address.
  v.check((name) => !name.includes('=?'), 'may not contain =?'),
);
