/**
 * Letters that run from right to left, by the blocks that are kept for them (Unicode, DerivedBidiClass: R,
 * AL): Hebrew, Arabic, Syriac, Thaana, N’Ko, Adlam and older ones.
 */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A name within a sentence of ours. Where it runs from right to left it is isolated (U+2068 to U+2069, UAX 9
 * section 2.4), so that figures and marks beside it stay where they are; whatever else is left as it is,
 * since some screens show the signs.
 */
export function isolated(text: string): string {
  return rightToLeft.test(text) && !text.startsWith('\u2068') ? `\u2068${text}\u2069` : text;
}
