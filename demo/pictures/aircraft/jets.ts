import { darken, lighten, mix } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, ellipse, line, path, times } from '../svg.ts';

/** Aircraft point right; the origin is the middle of the fuselage. */
export interface Paint {
  body: string;
  accent: string;
}

const skin = (canvas: Canvas, palette: Palette, body: string): string =>
  canvas.linear([lighten(body, 0.35), body, mix(body, palette.ridges[2] ?? body, 0.55)]);

const windows = (from: number, to: number, y: number, count: number, rx: number, fill: string): string =>
  times(count, (index) => ellipse(from + ((to - from) * index) / (count - 1), y, rx, rx * 1.3, fill));

/** Six seats: short, T-tailed, engines high on the flanks. */
export function lightJet(canvas: Canvas, palette: Palette, { body, accent }: Paint): string {
  const metal = skin(canvas, palette, body);
  const glass = mix(palette.ink, palette.sky[0] ?? '', 0.25);
  return [
    path('M-30-18L-96-50L-70-52L40-26Z', mix(body, palette.ridges[2] ?? body, 0.5)),
    path('M-226-4L-140-34L-204-118L-240-118Z', canvas.linear([accent, darken(accent, 0.2)])),
    path('M-268-124L-186-122L-176-115L-262-112Z', metal),
    path(
      'M-236-2C-180-30-120-42-40-44L118-44C170-44 212-24 238 2C216 20 160 30 110 32L-60 32C-130 26-196 12-236-2Z',
      metal,
    ),
    path('M-200 4C-100 20 60 24 226 10C206 22 160 30 110 32L-60 32C-120 27-170 16-200 4Z', accent, {
      opacity: 0.9,
    }),
    line('M-226-4C-100 12 80 14 236 3', lighten(accent, 0.5), 1.6),
    path('M174-34C200-27 216-14 224-7L190-8L166-20Z', glass) + line('M190-29L196-8', body, 2.4),
    windows(-20, 122, -18, 6, 7.4, glass),
    path('M144-34h17v44h-17Z', 'none', { stroke: darken(body, 0.3), 'stroke-width': 1 }),
    path(
      'M-176-58C-160-70-106-72-86-66C-76-58-76-42-86-34C-106-28-160-34-176-44Z',
      canvas.linear([lighten(body, 0.3), darken(body, 0.3)]),
    ),
    ellipse(-84, -50, 6, 16, darken(palette.ink, 0.1)),
    path(
      'M56 20L-44 24L-150 104L-118 106C-60 76 20 46 84 24Z',
      canvas.linear([lighten(body, 0.1), mix(body, palette.ridges[2] ?? body, 0.35)], 'across'),
    ),
    path('M-150 104L-170 74L-160 73L-118 106Z', accent),
  ].join('');
}

/** Fourteen seats: long and level, large engines, swept wing. */
export function longRangeJet(canvas: Canvas, palette: Palette, { body, accent }: Paint): string {
  const metal = skin(canvas, palette, body);
  const glass = mix(palette.ink, palette.sky[0] ?? '', 0.2);
  return [
    path('M-40-20L-130-62L-96-64L50-30Z', mix(body, palette.ridges[2] ?? body, 0.5)),
    path('M-312-8L-206-42L-272-142L-314-142Z', canvas.linear([accent, darken(accent, 0.25)])),
    path('M-352-148L-250-146L-238-138L-344-134Z', metal),
    path(
      'M-322-8C-250-38-170-48-60-50L210-50C264-48 306-24 330 2C310 22 264 34 200 36L-90 36C-180 32-268 14-322-8Z',
      metal,
    ),
    path('M-290 3C-160 28 120 30 316 12C290 28 250 35 200 36L-90 36C-170 32-240 18-290 3Z', accent, {
      opacity: 0.92,
    }),
    line('M-312-4C-160 18 140 20 328 3', lighten(accent, 0.5), 1.8),
    path('M258-38C286-29 304-15 314-7L276-8L250-22Z', glass) + line('M276-32L282-8', body, 2.4),
    windows(-110, 200, -20, 14, 6.4, glass),
    path('M222-38h18v50h-18Z', 'none', { stroke: darken(body, 0.3), 'stroke-width': 1 }),
    path(
      'M-262-66C-240-82-168-84-142-76C-130-66-130-46-142-36C-168-28-240-36-262-48Z',
      canvas.linear([lighten(body, 0.3), darken(body, 0.3)]),
    ),
    ellipse(-140, -56, 8, 20, darken(palette.ink, 0.1)),
    path(
      'M86 24L-60 28L-206 120L-166 122C-90 90 20 52 122 28Z',
      canvas.linear([lighten(body, 0.1), mix(body, palette.ridges[2] ?? body, 0.35)], 'across'),
    ),
    path('M-206 120L-232 80L-220 79L-166 122Z', accent),
  ].join('');
}

/** Wheels and stairs, for an aircraft that stands; the ground is at y = 84. */
export const undercarriage = (ink: string, metal: string): string =>
  line('M230 30V72M-40 30V70', metal, 6) +
  times(2, (index) => ellipse(222 + index * 16, 76, 9, 9, ink)) +
  times(2, (index) => ellipse(-50 + index * 22, 74, 12, 12, ink)) +
  path('M222 12L262 84H274L240 12Z', metal) +
  line('M228 24h14M234 36h14M240 48h14M246 60h14M252 72h14', darken(metal, 0.5), 2) +
  line('M240-8L284 62', metal, 2.4);
