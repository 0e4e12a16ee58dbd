const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** Blends two #rrggbb colours; 0 is the first, 1 the second. */
export function mix(from: string, to: string, amount: number): string {
  const target = channels(to);
  const blended = channels(from).map((value, index) =>
    Math.round(value + ((target[index] ?? value) - value) * amount),
  );
  return `#${blended.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

export const lighten = (hex: string, amount: number): string => mix(hex, '#ffffff', amount);
export const darken = (hex: string, amount: number): string => mix(hex, '#0c1018', amount);
