import { darken, lighten } from '../colour.ts';
import { sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, line, rect } from '../svg.ts';

const floorY = 386;

/** Wall, skirting and floor of a room in the evening. */
export const room = (canvas: Canvas, wall: string, floor: string, panelled = false): string =>
  rect(0, 0, 800, floorY, canvas.linear([darken(wall, 0.28), wall, darken(wall, 0.1)])) +
  (panelled
    ? line(
        'M30 40h170v230h-170ZM230 40h340v230h-340ZM600 40h170v230h-170ZM30 296h170v60h-170ZM230 296h340v60h-340ZM600 296h170v60h-170Z',
        lighten(wall, 0.16),
        2.4,
        { opacity: 0.6 },
      )
    : '') +
  rect(0, floorY - 16, 800, 16, lighten(wall, 0.2)) +
  rect(0, floorY, 800, 114, canvas.linear([darken(floor, 0.06), darken(floor, 0.34)])) +
  line(
    'M0 410H800M0 440H800M0 474H800M120 386L60 500M300 386L270 500M500 386L530 500M680 386L740 500',
    darken(floor, 0.4),
    1.2,
    { opacity: 0.45 },
  );

/** Sky with a moon, and what stands before it. */
export const nightView = (
  canvas: Canvas,
  palette: Palette,
  moonX: number,
  moonY: number,
  rest: string,
): string => sky(canvas, palette, 320, moonX, moonY) + rest;
