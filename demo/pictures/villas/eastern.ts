import { darken, lighten, mix } from '../colour.ts';
import { clouds, ridge, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, polygon, rect, repeated, times } from '../svg.ts';
import { leaves, palm } from '../trees.ts';
import { pool } from './garden.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** A merchant's house on a canal at dusk: lattice, tiles, lanterns and a cherry tree. */
export function machiya(canvas: Canvas, p: Palette): string {
  const wood = '#4a3430';
  const paper = canvas.linear([lighten(p.lamp, 0.35), p.lamp]);
  const tiles = (x: number, y: number, w: number, h: number) =>
    path(
      `M${x} ${y + h}Q${x + 26} ${y + h * 0.7} ${x + 34} ${y}H${x + w - 34}Q${x + w - 26} ${y + h * 0.7} ${x + w} ${y + h}Z`,
      canvas.linear(['#4d4a63', '#2c2b45']),
    ) +
    line(`M${x + 30} ${y + 2}H${x + w - 30}`, '#6d6a86', 6) +
    line(`M${x + 36} ${y + h * 0.55}H${x + w - 34}`, '#1c1c33', h * 0.8, {
      'stroke-dasharray': '1.6 11',
      opacity: 0.55,
    }) +
    line(`M${x} ${y + h}H${x + w}`, '#1c1c33', 5);
  const lantern = (x: number, y: number) =>
    circle(x, y + 12, 60, canvas.glow(p.lamp, 0.8)) +
    ellipse(x, y + 12, 11, 15, '#ffe6b8') +
    line(`M${x - 10} ${y + 6}h20M${x - 11} ${y + 12}h22M${x - 10} ${y + 18}h20`, '#c98a4c', 1) +
    line(`M${x} ${y - 14}v11`, p.ink, 2);
  return [
    sky(canvas, p, 402, 640, 96),
    ridge(canvas, tone(p, 0), 230, 70, 'hills', 330),
    ridge(canvas, tone(p, 1), 270, 50, 'hills', 340),
    rect(0, 300, 150, 100, mix(wood, tone(p, 2), 0.5)) + tiles(-60, 262, 240, 44),
    rect(660, 290, 160, 110, mix(wood, tone(p, 2), 0.5)) + tiles(630, 252, 240, 44),
    rect(176, 206, 440, 194, canvas.linear([lighten(wood, 0.08), darken(wood, 0.25)])),
    rect(204, 220, 384, 40, '#d9c3a8', { opacity: 0.9 }),
    rect(256, 224, 280, 32, paper) + line('M256 240H536', wood, 32, { 'stroke-dasharray': '3.4 6' }),
    tiles(140, 142, 512, 64),
    tiles(156, 262, 480, 34),
    rect(200, 300, 150, 88, paper) +
      line('M200 344H350', wood, 88, { 'stroke-dasharray': '4 7' }) +
      line('M200 330H350M200 360H350', wood, 3),
    rect(440, 300, 150, 88, paper) +
      line('M440 344H590', wood, 88, { 'stroke-dasharray': '4 7' }) +
      line('M440 330H590M440 360H590', wood, 3),
    rect(362, 298, 66, 96, paper) +
      path('M362 298h66v34q-8 6-16 0t-17 0t-17 0t-16 0Z', '#3a4a72') +
      line('M379 298v34M395 298v34M411 298v34', '#d9c3a8', 1),
    rect(176, 388, 440, 14, '#7d7286'),
    lantern(352, 286) + lantern(438, 286),
    rect(0, 400, 800, 22, canvas.linear(['#6d6484', '#4c4668'])),
    line('M0 422H800', '#8a7f9c', 4),
    rect(0, 424, 800, 76, canvas.linear(['#4f4870', '#1f2244'])),
    path('M200 426h150l-10 60H210ZM440 426h150l-10 60H450ZM366 426h60l-4 66h-52Z', p.lamp, { opacity: 0.24 }),
    line(
      times(
        12,
        () =>
          `M${Math.round(canvas.between(0, 760))} ${Math.round(canvas.between(436, 494))}h${Math.round(canvas.between(20, 70))}`,
      ),
      '#c9a6b8',
      1.4,
      { opacity: 0.35 },
    ),
    line('M706 424C690 360 720 330 680 270M698 340Q740 300 770 290M694 318Q650 290 620 286', '#2a2238', 9, {
      'stroke-linecap': 'round',
    }),
    ['#c48aa6', '#dba6bb', '#efc6d0']
      .map((pink, index) => leaves(canvas, 694, 268 - index * 6, 118, 56, 54, 9 - index * 1.6, pink))
      .join(''),
    line(
      times(16, () => `M${Math.round(canvas.between(520, 800))} ${Math.round(canvas.between(330, 490))}h0`),
      '#efc6d0',
      3.4,
      { 'stroke-linecap': 'round' },
    ),
  ].join('');
}

/** Thatched pavilions above rice terraces. */
export function ricePavilions(canvas: Canvas, p: Palette): string {
  const thatch = '#a08456';
  const pavilion = (x: number, y: number, w: number) => {
    const roof = w * 0.56;
    return (
      rect(
        x + w * 0.1,
        y - w * 0.36,
        w * 0.8,
        w * 0.36,
        canvas.linear([lighten(p.lamp, 0.1), darken(p.lamp, 0.35)]),
      ) +
      path(`M${x + w * 0.26} ${y}v-${w * 0.1}q0-4 4-4h${w * 0.34}q4 0 4 4v${w * 0.1}Z`, '#f6efe0') +
      line(
        `M${x + w * 0.12} ${y}v-${w * 0.36}M${x + w * 0.37} ${y}v-${w * 0.36}M${x + w * 0.63} ${y}v-${w * 0.36}M${x + w * 0.88} ${y}v-${w * 0.36}`,
        '#6b4a30',
        w * 0.028,
      ) +
      path(
        `M${x + w * 0.12} ${y - w * 0.34}h${w * 0.1}q4 ${w * 0.16} -2 ${w * 0.34}h-${w * 0.08}ZM${x + w * 0.88} ${y - w * 0.34}h-${w * 0.1}q-4 ${w * 0.16} 2 ${w * 0.34}h${w * 0.08}Z`,
        '#fbf6ea',
        { opacity: 0.8 },
      ) +
      path(
        `M${x - w * 0.06} ${y - w * 0.32}Q${x + w * 0.24} ${y - roof} ${x + w * 0.4} ${y - w * 0.86}H${x + w * 0.6}Q${x + w * 0.76} ${y - roof} ${x + w * 1.06} ${y - w * 0.32}Q${x + w * 0.5} ${y - w * 0.26} ${x - w * 0.06} ${y - w * 0.32}Z`,
        canvas.linear([lighten(thatch, 0.2), thatch, darken(thatch, 0.35)]),
      ) +
      line(`M${x + w * 0.4} ${y - w * 0.86}H${x + w * 0.6}`, darken(thatch, 0.4), w * 0.045, {
        'stroke-linecap': 'round',
      }) +
      rect(x - w * 0.02, y, w * 1.04, w * 0.06, '#8d7a60')
    );
  };
  const terrace = (y: number, bend: number, fill: string, edge: string) =>
    path(`M0 ${y}C200 ${y - bend} 420 ${y + bend} 800 ${y - bend * 0.6}V500H0Z`, fill) +
    line(`M0 ${y}C200 ${y - bend} 420 ${y + bend} 800 ${y - bend * 0.6}`, edge, 3);
  return [
    sky(canvas, p, 300, 590, 110),
    clouds(canvas, p, 50, 170, 4),
    path('M120 300L300 110Q316 98 330 110L560 300Z', tone(p, 0)),
    ridge(canvas, mix(tone(p, 0), tone(p, 1), 0.5), 256, 60, 'hills', 330),
    rect(0, 210, 800, 90, canvas.linear(['#f6edd300', '#f6edd3'])),
    ridge(canvas, tone(p, 1), 290, 40, 'hills', 340),
    repeated('palm', palm(canvas, 0, 0, 120, mix(p.foliage, tone(p, 1), 0.33)), [
      [30, 330, 1],
      [84, 330, 1.4],
      [150, 330, 0.9],
      [214, 330, 1.2],
      [650, 330, 1.1],
      [700, 330, 1.5],
      [776, 330, 1],
    ]),
    terrace(330, 20, '#8fae76', '#bcd09a'),
    pavilion(80, 356, 170),
    pavilion(566, 350, 150),
    pavilion(290, 376, 230),
    path('M60 374H740V384H60Z', '#b7a484'),
    pool(canvas, p, 190, 392, 420, 34, 0, '#c9b893'),
    terrace(442, 14, '#7fa266', '#b5cb8e'),
    terrace(466, 16, '#6a9158', '#a3bf80'),
    terrace(488, 12, '#537c49', '#8cae6e'),
    line(
      times(
        50,
        () => `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(454, 500))}q1-8 4-11`,
      ),
      '#b9d08e',
      1.5,
      { opacity: 0.7 },
    ),
    palm(canvas, 44, 452, 300, p.foliage),
    palm(canvas, 762, 446, 260, p.foliage),
    polygon([0, 500, 0, 470, 40, 500], p.foliage),
  ].join('');
}
