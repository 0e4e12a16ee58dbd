import { darken, lighten, mix } from '../colour.ts';
import { clouds, peak, ridge, sea, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, polygon, rect, times } from '../svg.ts';
import { broadleaf, fir, hedge } from '../trees.ts';
import { masonry } from './garden.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** Larch, slate and snow under the moon. */
export function chalet(canvas: Canvas, p: Palette): string {
  const larch = '#7a4d31';
  const lamp = canvas.linear([lighten(p.lamp, 0.25), p.lamp]);
  const snow = canvas.linear(['#f1f5f8', '#b9cbdb']);
  const panes = (y: number, h: number, xs: number[], w: number) =>
    path(xs.map((x) => `M${x} ${y}h${w}v${h}h-${w}Z`).join(''), lamp) +
    line(xs.map((x) => `M${x + w / 2} ${y}v${h}M${x} ${y + h / 2}h${w}`).join(''), darken(larch, 0.5), 2);
  return [
    sky(canvas, p, 330, 180, 80),
    peak(610, 20, 350, 250, '#5d7f9c', '#34526f', '#dbe7ef'),
    path('M610 20L630 70L604 110L640 150L700 200L664 130Z', '#34526f', { opacity: 0.5 }),
    peak(330, 130, 350, 240, '#456685', '#2c4763', '#c3d5e2'),
    ridge(canvas, '#2f4c68', 320, 60, 'peaks', 360),
    times(18, (index) =>
      fir(
        index * 48 + canvas.between(-14, 14),
        366,
        canvas.between(60, 116),
        mix('#17304a', '#2f4c68', (index % 3) * 0.3),
      ),
    ),
    path('M0 356C200 340 560 340 800 356V500H0Z', canvas.linear(['#c5d5e3', '#8ba5be'])),
    polygon(
      [230, 396, 230, 248, 400, 168, 570, 248, 570, 396],
      canvas.linear([lighten(larch, 0.12), darken(larch, 0.25)]),
    ),
    line('M236 262H564M232 280H568M232 296H568M232 312H568M232 328H568', darken(larch, 0.5), 1.4, {
      opacity: 0.6,
    }),
    rect(224, 340, 352, 58, '#8d8f96'),
    masonry(canvas, 224, 340, 352, 58, '#4f5460', 12),
    panes(206, 34, [376], 48),
    panes(264, 44, [262, 326, 430, 494], 44),
    panes(350, 36, [258, 478], 62),
    rect(376, 346, 48, 52, darken(larch, 0.5)) + rect(382, 352, 36, 46, lamp, { opacity: 0.9 }),
    rect(214, 312, 372, 7, lighten(larch, 0.2)),
    line('M216 302H584', lighten(larch, 0.1), 18, { 'stroke-dasharray': '5 6' }),
    rect(212, 290, 376, 5, lighten(larch, 0.25)),
    rect(452, 148, 28, 60, '#8d8f96') + path('M448 150q18-12 36 0v6h-36Z', '#f1f5f8'),
    polygon([184, 268, 400, 158, 616, 268, 606, 280, 400, 178, 194, 280], darken(larch, 0.55)),
    path('M176 264L392 146Q400 140 408 146L624 264Q622 276 610 272L400 166L190 272Q178 276 176 264Z', snow),
    path('M466 132q10-22-4-40q-12-20 8-44', 'none', {
      stroke: '#dbe7ef',
      'stroke-width': 7,
      opacity: 0.25,
      'stroke-linecap': 'round',
    }),
    circle(400, 340, 230, canvas.glow(p.lamp, 0.35)),
    path('M0 396C160 380 240 396 400 398S660 384 800 396V500H0Z', snow),
    path('M340 400H460L540 500H260Z', p.lamp, { opacity: 0.22 }),
    ellipse(656, 416, 54, 15, darken(larch, 0.3)) +
      rect(602, 396, 108, 20, darken(larch, 0.2)) +
      ellipse(656, 396, 54, 14, '#9fd0d6') +
      path('M630 388q-8-14 2-26M660 384q-8-16 4-30', 'none', {
        stroke: '#fff',
        'stroke-width': 5,
        opacity: 0.3,
        'stroke-linecap': 'round',
      }),
    fir(84, 440, 270, '#13283d', '#dce8f0'),
    fir(150, 420, 170, '#1a334b', '#dce8f0'),
    fir(748, 440, 230, '#13283d', '#dce8f0'),
  ].join('');
}

/** A Victorian lodge by its loch. */
export function highlandLodge(canvas: Canvas, p: Palette): string {
  const stone = '#9a958c';
  const slate = '#56606a';
  const wall = (x: number, y: number, w: number, h: number) =>
    rect(x, y, w, h, canvas.linear([lighten(stone, 0.15), darken(stone, 0.15)], 'across')) +
    masonry(canvas, x, y, w, h, darken(stone, 0.5), 18);
  const gable = (x: number, w: number, y: number, rise: number) =>
    wall(x, y, w, 382 - y) +
    path(
      `M${x} ${y}l${w * 0.12}-${rise * 0.24}v-6l${w * 0.12}-${rise * 0.24}v-6l${w * 0.12}-${rise * 0.24}v-6L${x + w / 2} ${y - rise - 10}l${w * 0.14} ${rise * 0.3}v6l${w * 0.12} ${rise * 0.24}v6l${w * 0.12} ${rise * 0.24}v6L${x + w} ${y}Z`,
      darken(stone, 0.05),
    );
  const windows = (xs: number[], y: number, lit: number) =>
    path(xs.map((x) => `M${x} ${y}h15v30h-15Z`).join(''), mix(p.ink, tone(p, 1), 0.3)) +
    path(
      xs
        .filter((_, index) => index % 3 === lit)
        .map((x) => `M${x} ${y}h15v30h-15Z`)
        .join(''),
      p.lamp,
    ) +
    line(xs.map((x) => `M${x + 7.5} ${y}v30M${x} ${y + 15}h15`).join(''), '#d9d4c6', 1.4);
  return [
    sky(canvas, p, 320, 160, 110),
    clouds(canvas, p, 50, 190, 5),
    peak(560, 70, 340, 340, tone(p, 0), mix(tone(p, 0), tone(p, 1), 0.45)),
    peak(200, 130, 340, 280, mix(tone(p, 0), tone(p, 1), 0.3), mix(tone(p, 0), tone(p, 1), 0.7)),
    rect(0, 210, 800, 110, canvas.linear(['#e6e3d600', '#e6e3d6'])),
    ridge(canvas, tone(p, 1), 316, 50, 'hills', 380),
    times(9, (index) =>
      fir(
        30 + index * 26,
        372,
        canvas.between(80, 140),
        mix(p.foliage, tone(p, 1), 0.2 + (index % 3) * 0.15),
      ),
    ),
    times(7, (index) =>
      fir(
        640 + index * 26,
        374,
        canvas.between(80, 150),
        mix(p.foliage, tone(p, 1), 0.2 + (index % 3) * 0.15),
      ),
    ),
    path('M0 366C200 352 600 352 800 366V410H0Z', '#7f8d69'),
    rect(330, 196, 20, 60, stone) +
      rect(512, 190, 20, 60, stone) +
      rect(238, 214, 18, 50, stone) +
      line('M330 194H350M512 188H532M238 212H256', darken(stone, 0.3), 7),
    wall(226, 282, 350, 100),
    polygon(
      [216, 284, 240, 236, 560, 236, 586, 284],
      canvas.linear([lighten(slate, 0.1), darken(slate, 0.15)]),
    ),
    gable(270, 86, 270, 66),
    gable(440, 86, 270, 66),
    wall(568, 220, 62, 162),
    polygon([560, 222, 599, 138, 638, 222], slate) +
      line('M599 140v-22', p.ink, 2) +
      path('M599 118h20l-6 6l6 6h-20Z', '#8d4a44'),
    windows([292, 318, 462, 488], 292, 0),
    windows([240, 292, 318, 462, 488, 540], 340, 1),
    windows([584, 604], 250, 1) + windows([584, 604], 310, 0),
    path('M380 382v-46q18-20 36 0v46Z', '#5b4034') + rect(370, 320, 56, 8, lighten(stone, 0.3)),
    path('M362 220q-10-20 4-36q10-16-4-34', 'none', {
      stroke: '#f3f1e8',
      'stroke-width': 7,
      opacity: 0.4,
      'stroke-linecap': 'round',
    }),
    hedge(canvas, 180, 370, 388, 18, '#4f6350') + hedge(canvas, 430, 660, 388, 18, '#4f6350'),
    sea(canvas, p, 408, 400, 500),
    path('M226 410h404l-30 40H300Z', darken(stone, 0.3), { opacity: 0.22 }),
    path('M0 400C200 392 600 392 800 402V412C600 404 200 404 0 414Z', '#6d7a5c'),
    line('M120 416H250M140 416v26M190 416v26M236 416v26', '#5b4a3c', 5),
    path('M270 432q46 14 96 0l-10 14h-74Z', '#3c4f58') + line('M318 430v12', '#c9b38c', 3),
    hedge(canvas, -10, 150, 512, 36, '#7f6f86') + hedge(canvas, 640, 820, 512, 36, '#8a7590'),
    broadleaf(canvas, 724, 420, 160, '#5f7358', '#8a9a74', '#4a4038'),
  ].join('');
}
