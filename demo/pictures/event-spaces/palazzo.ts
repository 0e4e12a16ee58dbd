import { darken, lighten, mix } from '../colour.ts';
import { sea, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, line, path, rect, times } from '../svg.ts';

/** A piano nobile on a quiet canal. */
export function palazzo(canvas: Canvas, p: Palette): string {
  const wall = '#b9737a';
  const ogee = (x: number, base: number, w: number, h: number) =>
    `M${x} ${base}V${base - h * 0.6}C${x} ${base - h * 0.86} ${x + w * 0.42} ${base - h * 0.84} ${x + w / 2} ${base - h}C${x + w * 0.58} ${base - h * 0.84} ${x + w} ${base - h * 0.86} ${x + w} ${base - h * 0.6}V${base}Z`;
  const lit = canvas.linear([lighten(p.lamp, 0.35), p.lamp, darken(p.lamp, 0.3)]);
  const middle = [0, 1, 2, 3, 4].map((index) => 276 + index * 52);
  const sides = [130, 196, 560, 626];
  const stone = '#efe2d6';
  const bay = (xs: number[], base: number, w: number, h: number) =>
    path(xs.map((x) => ogee(x - 5, base, w + 10, h + 12)).join(''), stone) +
    path(xs.map((x) => ogee(x, base, w, h)).join(''), lit) +
    line(
      xs.map((x) => `M${x + w / 2} ${base}v-${h * 0.8}M${x} ${base - h * 0.5}h${w}`).join(''),
      '#7a4f48',
      1.6,
    );
  return [
    sky(canvas, p, 364, 690, 70),
    rect(0, 150, 96, 200, darken(wall, 0.4)) + rect(706, 130, 100, 220, mix(wall, p.ridges[1] ?? '', 0.6)),
    line('M20 200h50M20 260h50M730 190h50M730 250h50', p.lamp, 20, {
      'stroke-dasharray': '12 24',
      opacity: 0.7,
    }),
    rect(92, 56, 616, 306, canvas.linear([lighten(wall, 0.1), darken(wall, 0.2)])),
    rect(82, 48, 636, 12, stone) + line('M92 66H708', stone, 7, { 'stroke-dasharray': '7 7' }),
    path(
      times(26, (index) => `M${92 + index * 24} 48q6-20 12-22q6 2 12 22Z`),
      stone,
    ),
    bay(sides, 148, 38, 62) + bay(middle, 148, 38, 62),
    rect(92, 164, 616, 5, stone),
    bay(middle, 266, 42, 86) + bay(sides, 266, 40, 86),
    rect(262, 266, 280, 7, stone) +
      line('M268 278H536', stone, 15, { 'stroke-dasharray': '4 6' }) +
      rect(262, 286, 280, 5, stone),
    rect(120, 266, 124, 5, stone) + rect(552, 266, 124, 5, stone),
    circle(400, 220, 250, canvas.glow(p.lamp, 0.35)),
    path('M364 362V318Q400 282 436 318V362Z', stone) + path('M372 362V320Q400 292 428 320V362Z', lit),
    rect(150, 312, 34, 34, darken(wall, 0.65)) +
      rect(220, 312, 34, 34, darken(wall, 0.65)) +
      rect(546, 312, 34, 34, darken(wall, 0.65)) +
      rect(616, 312, 34, 34, darken(wall, 0.65)),
    rect(92, 346, 616, 16, '#cdbdb4') + rect(340, 356, 120, 10, stone),
    sea(canvas, p, 362, 400, 500),
    path('M276 364h246l-10 96H290ZM130 364h106l-8 70h-88ZM560 364h106l-8 70h-88Z', p.lamp, { opacity: 0.2 }),
    [216, 300, 500, 584]
      .map(
        (x, index) =>
          rect(x, 274 + (index % 2) * 16, 8, 130, '#efe2d6') +
          line(`M${x + 4} ${282 + (index % 2) * 16}V392`, '#7d3f52', 8, { 'stroke-dasharray': '10 12' }) +
          circle(x + 4, 272 + (index % 2) * 16, 6, '#d9a95c'),
      )
      .join(''),
    path(
      'M214 424Q240 446 300 446H470Q540 446 580 414Q586 402 580 392Q572 412 540 420Q420 432 300 428Q250 428 226 410Q216 412 214 424Z',
      p.ink,
    ) +
      path('M360 430v-16q0-6 8-6h64q8 0 8 6v14Z', '#7d3f52') +
      line('M580 392l8-10M224 410l-8-8', '#d9c3a0', 4),
    line(
      times(
        8,
        () =>
          `M${Math.round(canvas.between(160, 560))} ${Math.round(canvas.between(448, 490))}h${Math.round(canvas.between(30, 110))}`,
      ),
      p.light,
      1.6,
      { opacity: 0.35 },
    ),
  ].join('');
}
