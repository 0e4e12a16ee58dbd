/** How one language tells of a tier: how long before the start, and what share comes back. */
export interface PolicyTexts {
  readonly locale: string;
  readonly day: readonly [one: string, more: string];
  readonly hour: readonly [one: string, more: string];
  tier(before: string, share: string): string;
  readonly afterwards: string;
}
