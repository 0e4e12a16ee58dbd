import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { contentOf, type Kind, settingVersionSchema } from './content.ts';
import { type Png, readPng } from './png.ts';

const mostLogoBytes = 48 * 1024;
/** What WCAG 2.2 asks of text (1.4.3): a button's words are white on the colour, or the colour on white. */
const leastContrast = 4.5;

/** How the colour stands out from white, from 1 to 21 (WCAG 2.2, contrast ratio). */
function contrastWithWhite(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

const accentSchema = v.pipe(
  v.string(),
  v.regex(/^#[0-9A-Fa-f]{6}$/, 'Give a colour such as #1d3d52.'),
  v.toLowerCase(),
  v.check(
    (colour) => contrastWithWhite(colour) >= leastContrast,
    'Give a darker colour: white words could not be read on it.',
  ),
);

const logoSchema = v.pipe(
  v.string(),
  v.maxLength(4 * Math.ceil(mostLogoBytes / 3), `Give a picture of at most ${mostLogoBytes / 1024} KB.`),
  v.regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, 'Give the bytes in base64.'),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const png = readPng(Buffer.from(dataset.value, 'base64'));
    if (typeof png !== 'string') return png.bytes.toString('base64');
    addIssue({ message: png });
    return NEVER;
  }),
);

/** How mails and documents look, as it is edited. */
export const appearanceContentSchema = named(
  'AppearanceContent',
  'How mails and documents look.',
  v.pipe(
    v.strictObject({
      accent: described(
        v.nullable(accentSchema),
        'The colour of buttons and lines, dark enough for white words on it (4.5 to 1). Null for ours.',
      ),
      logo: described(
        v.nullable(logoSchema),
        'A PNG in base64, at most 48 KB and 600 × 300 pixels, of eight bits a channel. Twice as large as it is shown (240 × 64 at most) it is sharp on every screen. What is no picture in it is left out. Null for the name in words.',
      ),
    }),
    v.examples([{ accent: '#1f4f46', logo: null }]),
  ),
);

export const appearance = {
  key: 'appearance',
  schema: appearanceContentSchema,
  empty: { accent: null, logo: null },
} as const satisfies Kind<typeof appearanceContentSchema>;

export const appearanceVersionSchema = settingVersionSchema(
  'AppearanceVersion',
  'How mails and documents look, with the version that it is.',
  appearanceContentSchema,
);

/** What is drawn by it. */
export interface Look {
  readonly accent: string | undefined;
  readonly logo: Png | undefined;
}

export function lookOf(stored: unknown): Look {
  const { accent, logo } = contentOf(appearance, stored);
  const png = logo === null ? undefined : readPng(Buffer.from(logo, 'base64'));
  return { accent: accent ?? undefined, logo: typeof png === 'string' ? undefined : png };
}

/** How large a picture is shown that fits into a box, in the box's units; a small one is not made larger. */
export function fitted({ width, height }: Png, most: { width: number; height: number }) {
  const scale = Math.min(1, most.width / width, most.height / height);
  return { width: Math.round(width * scale), height: Math.round(height * scale) };
}
