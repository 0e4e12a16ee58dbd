import { line } from '../../platform/text/text.ts';

/** What its owner calls a factor: one line, in mails too. */
export const factorName = line(64, 'Give it a name.');
