import * as v from 'valibot';
import { line } from '../text/text.ts';

/** The name in mails, confirmations and on pages. */
export const businessName = v.pipe(
  line(140, 'is empty'),
  // The form of an encoded word (RFC 2047): programs for mail would show another name beside the address.
  v.check((name) => !name.includes('=?'), 'may not contain =?'),
);
