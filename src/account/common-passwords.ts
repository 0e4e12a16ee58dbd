import { dictionary } from '@zxcvbn-ts/language-common';

/** 49,000 passwords of the zxcvbn-ts project. A megabyte: import it when a password is chosen, not when a function wakes. */
export const commonPasswords: ReadonlySet<string> = new Set(dictionary['passwords-common']);
