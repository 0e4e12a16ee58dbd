import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export type FontName = 'regular' | 'bold' | 'display';

// By the package's place, which is the same beside the sources, beside the built functions and where Netlify
// unpacks them.
const { resolve } = createRequire(import.meta.url);

/**
 * DejaVu: Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian, in figures of one width. What it
 * lacks is written by `fallback-fonts.ts`. The serif cut is for our own titles alone; it knows fewer scripts.
 */
export const fonts: Readonly<Record<FontName, Buffer>> = {
  regular: readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf')),
  bold: readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf')),
  display: readFileSync(resolve('dejavu-fonts-ttf/ttf/DejaVuSerifCondensed.ttf')),
};
