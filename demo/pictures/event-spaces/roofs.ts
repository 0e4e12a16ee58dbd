import { skyline, spire } from '../buildings.ts';
import { lighten, mix } from '../colour.ts';
import { ridge, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, polygon, rect, repeated, times } from '../svg.ts';
import { hedge, leaves } from '../trees.ts';
import { festoon, roundTable } from './table-and-light.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

const lantern = (canvas: Canvas, x: number, y: number, size: number, lamp: string, ink: string): string =>
  circle(x, y - size * 0.5, size * 2, canvas.glow(lamp, 0.8)) +
  rect(x - size * 0.35, y - size, size * 0.7, size, lighten(lamp, 0.3)) +
  line(
    `M${x - size * 0.35} ${y}V${y - size}L${x} ${y - size * 1.35}L${x + size * 0.35} ${y - size}V${y}Z`,
    ink,
    2,
  );

/** The whole city from the forty-second floor. */
export function cityRoof(canvas: Canvas, p: Palette): string {
  const sofa = (x: number, w: number) =>
    path(`M${x} 452v-34q0-8 8-8h${w - 16}q8 0 8 8v34Z`, '#56617c') +
    path(`M${x + 8} 430h${w - 16}v14h-${w - 16}Z`, '#8d97b0') +
    rect(x - 8, 424, 14, 32, '#4a546e', { rx: 5 }) +
    rect(x + w - 6, 424, 14, 32, '#4a546e', { rx: 5 }) +
    rect(x + 18, 414, 26, 18, '#c98f5a', { rx: 4 }) +
    rect(x + w - 46, 414, 26, 18, '#d9c3a0', { rx: 4 });
  return [
    sky(canvas, p, 380, 150, 86),
    skyline(canvas, p, tone(p, 0), 372, 70, 190),
    spire(520, 372, 330, mix(tone(p, 0), tone(p, 1), 0.6)),
    line('M520 60V360M508 200V360M532 200V360', p.lamp, 1.2, { 'stroke-dasharray': '3 6', opacity: 0.7 }),
    skyline(canvas, p, tone(p, 2), 376, 30, 120),
    rect(0, 320, 800, 60, canvas.linear(['#3d5a7200', '#3d5a72'])),
    line('M0 348H800', '#cfd8de', 2) +
      rect(0, 350, 800, 34, '#9fb4c4', { opacity: 0.16 }) +
      line(
        'M100 348V384M200 348V384M300 348V384M400 348V384M500 348V384M600 348V384M700 348V384',
        '#cfd8de',
        1.4,
        { opacity: 0.6 },
      ),
    rect(0, 382, 800, 118, canvas.linear(['#6d5f58', '#2b2a34'])),
    line('M0 396H800M0 416H800M0 442H800M0 474H800', '#1f2029', 1.6, { opacity: 0.6 }),
    line('M60 384V150H330V384M740 384V150H470V384', '#b59a78', 7) +
      line('M60 150L20 190M330 150L370 190M470 150L430 190M740 150L780 190', '#b59a78', 0),
    line('M60 150H330M470 150H740', '#d9c3a0', 9) +
      times(
        2,
        (index) =>
          path(`M${66 + index * 410} 154q12 90-2 190q20-10 22-60q4-70 26-130Z`, '#efe6d6', {
            opacity: 0.55,
          }) +
          path(`M${324 + index * 410} 154q-12 90 2 190q-20-10-22-60q-4-70-26-130Z`, '#efe6d6', {
            opacity: 0.55,
          }),
      ),
    festoon(canvas, 60, 156, 330, 156, 22, 11, p.lamp, p.ink) +
      festoon(canvas, 470, 156, 740, 156, 22, 11, p.lamp, p.ink) +
      festoon(canvas, 330, 156, 470, 156, 16, 6, p.lamp, p.ink),
    circle(195, 400, 170, canvas.glow(p.lamp, 0.4)) + circle(605, 400, 170, canvas.glow(p.lamp, 0.4)),
    sofa(104, 180) + sofa(516, 180),
    ellipse(400, 452, 62, 12, '#c9a878') +
      path('M342 456q6 24 20 30h76q14-6 20-30Z', '#7a6250') +
      line('M392 448v-16M408 448v-12', '#f3ead8', 5, { 'stroke-linecap': 'round' }) +
      circle(400, 430, 44, canvas.glow(p.lamp, 0.9)),
    lantern(canvas, 60, 470, 24, p.lamp, p.ink) +
      lantern(canvas, 330, 486, 20, p.lamp, p.ink) +
      lantern(canvas, 470, 486, 20, p.lamp, p.ink) +
      lantern(canvas, 740, 470, 24, p.lamp, p.ink),
  ].join('');
}

/** A marble roof terrace level with the lit columns on the hill. */
export function acropolisTerrace(canvas: Canvas, p: Palette): string {
  const olive = (x: number) =>
    line(`M${x} 420C${x - 8} 390 ${x + 8} 370 ${x} 340`, '#5a4a48', 8) +
    leaves(canvas, x, 316, 50, 40, 36, 9, '#5d7268') +
    leaves(canvas, x - 8, 306, 40, 30, 24, 6, '#8aa08e') +
    path(`M${x - 30} 416h60l-8 46h-44Z`, '#b98a70');
  return [
    sky(canvas, p, 360, 130, 90),
    ridge(canvas, tone(p, 0), 300, 40, 'hills', 370),
    path(
      'M300 330C330 250 380 214 430 196L470 178H690L720 196C760 220 790 260 830 300V370H300Z',
      canvas.linear(['#b58a6a', '#5d4a5c']),
    ),
    path('M440 200L470 178H690L716 196L690 208L640 198L560 212L500 200Z', '#d9ae80'),
    circle(580, 150, 190, canvas.glow(p.lamp, 0.7)),
    rect(492, 164, 178, 12, '#f3ddb4') +
      rect(496, 112, 170, 9, '#f6e3bd') +
      polygon([490, 112, 580, 82, 672, 112], '#efd5a6') +
      polygon([512, 108, 580, 88, 650, 108], '#c9a070'),
    line(
      'M504 164v-44M524 164v-44M544 164v-44M564 164v-44M584 164v-44M604 164v-44M624 164v-44M644 164v-44M660 164v-44',
      '#fbecca',
      9,
    ),
    rect(700, 158, 44, 20, '#e2c08c') +
      line('M706 160v-22M718 160v-22M730 160v-22M740 160v-22', '#f3ddb4', 5) +
      rect(702, 134, 42, 5, '#f3ddb4'),
    hedge(canvas, 300, 820, 350, 24, '#3c3a54'),
    times(3, (row) =>
      line(
        times(
          14,
          () =>
            `M${Math.round(canvas.between(0, 800))} ${Math.round(336 + row * 10 + canvas.between(-6, 6))}h0`,
        ),
        p.lamp,
        3 - row * 0.5,
        { 'stroke-linecap': 'round', opacity: 0.8 },
      ),
    ),
    rect(0, 362, 800, 138, canvas.linear(['#b3a2ac', '#5f5674'])),
    line(
      'M0 380H800M0 408H800M0 448H800M160 362L60 500M320 362L280 500M480 362L520 500M640 362L740 500',
      '#4a4462',
      1.3,
      { opacity: 0.5 },
    ),
    rect(0, 344, 800, 20, '#d8c9c6') + rect(0, 340, 800, 6, '#efe2da'),
    festoon(canvas, -10, 120, 420, 96, 44, 15, p.lamp, p.ink) +
      festoon(canvas, 420, 96, 810, 40, 24, 12, p.lamp, p.ink),
    repeated('olive', olive(0), [
      [70, 0, 1],
      [388, 0, 1],
      [738, 0, 1],
    ]),
    repeated('table', roundTable(canvas, 0, 0, 1, '#ece2e2', p.lamp), [
      [200, 420, 0.9],
      [560, 424, 0.95],
      [320, 462, 1.05],
      [668, 470, 1.05],
    ]),
    lantern(canvas, 130, 486, 22, p.lamp, p.ink) + lantern(canvas, 472, 490, 20, p.lamp, p.ink),
  ].join('');
}
