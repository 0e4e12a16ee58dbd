import fc from 'fast-check';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { mailboxAddress } from '../../src/platform/text/mailbox-address.ts';

const long = (length: number) => 'a'.repeat(length);
/** Of exactly `length` characters, the labels before the last short enough. */
function domainOf(length: number): string {
  const letters = long(length - 4);
  return `${letters.replace(/(a{50})a(?=a)/g, '$1.')}.com`;
}

test.each([
  'name@example.com',
  'first.last@example.com',
  'ines+viajes@sub.domain.example.co.uk',
  'name+tag+tag@example.com',
  "o'neil@example.ie",
  'x@y.co',
  '1234567890@example.com',
  'under_score-dash@exa-mple.museum',
  "!#$%&'*+/=?^_`{|}~-@example.com",
  'name@xn--bcher-kva.example',
  'name@example.xn--p1ai',
  `${long(64)}@example.com`,
  `name@${long(63)}.com`,
])('one plain mailbox passes as it is: %s', (address) => {
  expect(v.parse(mailboxAddress, address)).toBe(address);
});

test('the domain becomes lower case, the local part stays, and blanks around it go', () => {
  expect(v.parse(mailboxAddress, ' \tAnne.Marie@EXAMPLE.Com\r\n')).toBe('Anne.Marie@example.com');
});

test('marks without width that came along around it go', () => {
  for (const mark of [
    '\u200b',
    '\u200e',
    '\u200f',
    '\u202a',
    '\u2066',
    '\u00ad',
    '\ufeff',
    '\u00a0',
    '\u2060',
  ])
    expect(v.parse(mailboxAddress, `${mark}ada@guests.example${mark} ${mark}`)).toBe('ada@guests.example');
});

test.each([
  ['nothing', ''],
  ['no at sign', 'name.example.com'],
  ['no local part', '@example.com'],
  ['no domain', 'name@'],
  ['a domain without a dot', 'name@localhost'],
  ['two at signs', 'a@b@example.com'],
  ['a list', 'a@example.com,b@example.com'],
  ['a list with semicolons', 'a@example.com;b@example.com'],
  ['a list with blanks', 'a@example.com b@example.com'],
  ['a display name', 'Anne <anne@example.com>'],
  ['angle brackets', '<anne@example.com>'],
  ['a group', 'team:a@example.com,b@example.com;'],
  ['an empty group', 'undisclosed-recipients:;'],
  ['a nested group', 'a:b:c@example.com;;'],
  ['a comment', 'anne(comment)@example.com'],
  ['a comment in the domain', 'anne@(comment)example.com'],
  ['a comment at the end', 'anne@example.com(comment)'],
  ['a quoted local part', '"anne"@example.com'],
  ['a quoted at sign', '"a@b"@example.com'],
  ['a quoted address before another', '"victim@example.com x"@evil.example'],
  ['a backslash', 'an\\ne@example.com'],
  ['a blank inside', 'anne marie@example.com'],
  ['a header after CRLF', 'anne@example.com\r\nBcc: thief@evil.example'],
  ['a header after LF', 'anne@example.com\nBcc: thief@evil.example'],
  ['a header after CR', 'anne@example.com\rBcc: thief@evil.example'],
  ['a line break in the local part', 'an\r\nne@example.com'],
  ['a line separator', 'anne@example.com\u2028thief@evil.example'],
  ['a NUL', 'anne\0@example.com'],
  ['a zero-width blank', 'an\u200bne@example.com'],
  ['an internationalized domain', 'anne@bücher.example'],
  ['an internationalized local part', 'jörg@example.com'],
  ['a Kelvin sign, which folds to k', 'anne@\u212aing.example'],
  ['a long s, which folds to s', 'anne@\u017fite.example'],
  ['a full-width at sign', 'anne\uff20example.com'],
  ['an address literal', 'anne@[127.0.0.1]'],
  ['an IPv6 literal', 'anne@[IPv6:::1]'],
  ['an IP address', 'anne@127.0.0.1'],
  ['a leading dot', '.anne@example.com'],
  ['a trailing dot', 'anne.@example.com'],
  ['two dots', 'an..ne@example.com'],
  ['a domain with two dots', 'anne@example..com'],
  ['a domain with a leading dot', 'anne@.example.com'],
  ['a rooted domain', 'anne@example.com.'],
  ['a label with a leading hyphen', 'anne@-example.com'],
  ['a label with a trailing hyphen', 'anne@example-.com'],
  ['an underscore in the domain', 'anne@exam_ple.com'],
  ['a port', 'anne@example.com:25'],
  ['a mailto', 'mailto:anne@example.com'],
  ['a source route', '@relay.example:anne@example.com'],
  ['a local part of 65 characters', `${long(65)}@example.com`],
  ['a label of 64 characters', `name@${long(64)}.com`],
  ['255 characters', `name@${domainOf(250)}`],
])('%s is refused with a sentence for people', (_what, address) => {
  const result = v.safeParse(mailboxAddress, address);
  expect(result.success).toBe(false);
  expect(result.issues?.map((issue) => issue.message)).toEqual([
    'Give one mail address, such as name@example.com.',
  ]);
});

test('254 characters, the longest path that SMTP carries, pass', () => {
  const address = `name@${domainOf(249)}`;
  expect(address).toHaveLength(254);
  expect(v.is(mailboxAddress, address)).toBe(true);
});

test('whatever passes has one at sign and no character that a header gives a meaning', () => {
  const piece = fc.constantFrom(
    'a',
    'B',
    '.',
    '@',
    '@example.com',
    '"',
    '<',
    '>',
    ',',
    ';',
    ':',
    '(',
    ')',
    '\\',
    ' ',
    '\r\n',
    '\n',
    '+',
    'é',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
      (text) => {
        const result = v.safeParse(mailboxAddress, text);
        if (result.success) expect(result.output).toMatch(/^[^\s"<>,;:()\\@[\]]+@[a-z0-9.-]+$/);
      },
    ),
    { numRuns: 2000 },
  );
});

test('an address made to be slow to refuse is refused at once', () => {
  // Looking at every pair of 200,000 pieces takes minutes, at each piece once milliseconds.
  const started = performance.now();
  for (const text of [`${'a.'.repeat(2e5)}@`, `a@${'a-'.repeat(2e5)}`, `a@${'a.'.repeat(2e5)}`]) {
    expect(v.is(mailboxAddress, text)).toBe(false);
  }
  expect(performance.now() - started).toBeLessThan(20_000);
});
