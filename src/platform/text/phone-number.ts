import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as v from 'valibot';
import { longestFigures, plainFigures } from './figures.ts';

const message = 'Give a phone number, such as +33 6 12 34 56 78.';

/** How an extension is called where the library does not know the word. */
const extensionWords =
  /[\s,;]*(?:poste|extensi[oó]n|interno|durchwahl|dw|内線(?:番号)?|内线|分機|分机)[.:]?\s*(?=\d)/iu;

/** What a number is called where it is copied from: `Tel. +33…`, `☎ 06…`, `+34… (móvil)`. */
const wordBefore = /^(?:\p{L}[\p{L} -]{0,19}[.:]{0,2}|\p{So})\s*(?=[+(\d])/u;
const wordBehind = /\s*\([\p{L} .]+\)$/u;

/**
 * Mobile numbers of Mexico had a 1 that no network wants since August 2019; address books and WhatsApp still
 * write it.
 */
const formerMexican = /^(\+|00)52[ .-]?1[ .-]?(?=\d(?:[ .-]?\d){9}$)/;

/**
 * As figures, with a plus in front that nothing stands around: `tel:`, `(+44)` and the 00 that stands for it.
 */
function dialled(text: string): string {
  return plainFigures(text)
    .replace(wordBefore, '')
    .replace(wordBehind, '')
    .replace(/^\( ?(\+|00) ?(\d{1,3}) ?\) ?/, '$1$2 ')
    .replace(formerMexican, '$152 ')
    .replace(extensionWords, ' ext. ');
}

/**
 * The number with its country, if it says one (`+` or `00`) and the numbering plan has numbers so long.
 * Whether the number was given out is not judged: plans grow faster than any library knows.
 */
function withCountry(written: string): PhoneNumber | undefined {
  const number = parsePhoneNumberFromString(written.replace(/^00/, '+'), { extract: false });
  return number?.isPossible() ? number : undefined;
}

/**
 * A national number is for people to read: whose country it is of cannot be known. Digits, what parts them,
 * an extension.
 */
const nationalNumber = /^(?!\+)[(]?\d(?:[ ()./-]*\d){4,14}(?: ?(?:ext\.?|x|#) ?\d{1,7})?$/i;

/**
 * A phone number as people write or paste it. With its country it is judged by the numbering plan and kept in
 * its international form, such as `+44 20 7946 0958 ext. 12`; without, it is kept as it is written, in plain
 * figures.
 */
export const phoneNumber = v.pipe(
  v.string(),
  v.description('phone number, with its country where it can be called from abroad'),
  v.maxLength(longestFigures, message),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const written = dialled(dataset.value);
    const number = withCountry(written);
    if (number) return international(number, written);
    if (written.length <= 40 && nationalNumber.test(written)) return written;
    addIssue({ message });
    return NEVER;
  }),
);

/** In the groups in which it was written, where those are all that is beside its figures. */
function international(number: PhoneNumber, written: string): string {
  const { ext } = number;
  if (/^\+[0-9 ]+$/.test(written) && written.replaceAll(' ', '') === number.number) return written;
  number.setExt('');
  const plain = number.formatInternational();
  return ext ? `${plain} ext. ${ext}` : plain;
}

/**
 * What is the same of a number however it is written: E.164 where it says its country, else its figures. An
 * extension tells no two people apart.
 */
export function phoneKey(written: string): string {
  const plain = dialled(written);
  return withCountry(plain)?.number ?? plain.replace(/ ?(?:ext\.?|x|#).*$/i, '').replace(/\D/g, '');
}

const messageNumberMessage = 'Give the number with its country, such as +33 6 12 34 56 78.';

/** A number to which a text message can be sent, in E.164. */
export const messageNumber = v.pipe(
  v.string(),
  v.description('phone number with its country'),
  v.maxLength(longestFigures, messageNumberMessage),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const number = withCountry(dialled(dataset.value));
    if (number && !number.ext) return `${number.number}`;
    addIssue({ message: messageNumberMessage });
    return NEVER;
  }),
);
