/** Ages as somebody writes them into one field, in the figures of any script: `4, 9`. */
export const agesIn = (text: string) =>
  (text.match(/\p{Nd}+/gu) ?? []).map((age) => Number(age.replace(/\p{Nd}/gu, valueOfDigit)));

/** Digits come in runs of ten, from zero up: of how many the run before this one is long tells its value. */
function valueOfDigit(digit: string): string {
  const isDigit = (code: number) => /\p{Nd}/u.test(String.fromCodePoint(code));
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (isDigit(code - before - 1)) before += 1;
  return `${before % 10}`;
}
