/**
 * A password as it is compared with what is known: without case, full width, and letters without their marks.
 */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
