import { darken, lighten, mix } from '../colour.ts';
import { clouds, ridge, sea, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, polygon, rect, times } from '../svg.ts';
import { broadleaf, cypress, hedge, pottedTree } from '../trees.ts';
import { masonry, pool } from './garden.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** A stone farmhouse on its hill at sunrise. */
export function farmhouse(canvas: Canvas, p: Palette): string {
  const stone = '#d3b597';
  const roof = '#a8634a';
  const shutters = (d: string) => line(d, '#5c6a5c', 13, { 'stroke-dasharray': '9 16' });
  const block = (x: number, y: number, w: number, h: number) =>
    rect(x, y, w, h, canvas.linear([lighten(stone, 0.18), darken(stone, 0.18)], 'across')) +
    masonry(canvas, x, y, w, h, darken(stone, 0.4), 16);
  return [
    sky(canvas, p, 300, 590, 190),
    clouds(canvas, p, 60, 140, 3),
    ridge(canvas, tone(p, 0), 250, 60, 'hills', 340),
    ridge(canvas, mix(tone(p, 0), tone(p, 1), 0.5), 280, 50, 'hills', 360),
    rect(0, 250, 800, 90, canvas.linear(['#f8dcc400', '#f8dcc4'])),
    ridge(canvas, '#a59a86', 320, 40, 'hills', 400),
    path('M0 372C160 300 420 316 800 396V500H0Z', '#9a9270'),
    times(8, (index) =>
      cypress(
        520 + index * 36,
        362 + index * 6,
        54 + index * 11,
        mix('#3f4f42', tone(p, 1), 0.34 - index * 0.04),
      ),
    ),
    path('M470 372C560 366 660 396 800 430L800 446C660 410 560 384 440 384Z', '#e0cdb0'),
    block(150, 246, 210, 120),
    polygon([138, 250, 176, 212, 336, 212, 372, 250], roof),
    block(360, 282, 120, 84),
    polygon([354, 286, 372, 258, 470, 258, 490, 286], darken(roof, 0.08)),
    block(232, 176, 70, 90),
    polygon([224, 180, 267, 154, 310, 180], lighten(roof, 0.08)),
    line('M144 244H366M160 232H354M362 280H482', darken(roof, 0.25), 2, { 'stroke-dasharray': '7 4' }),
    shutters('M176 282H350M176 326H222'),
    line('M254 206v22M280 206v22', '#4c463f', 11),
    path('M262 366v-38q16-20 32 0v38Z', '#5b4a3c'),
    path('M384 366v-40q16-18 32 0v40ZM428 366v-40q16-18 32 0v40Z', '#6b5646'),
    rect(330, 196, 14, 26, darken(stone, 0.1)),
    cypress(118, 372, 190, '#3f4f42'),
    cypress(86, 378, 150, '#4b5a4b'),
    times(5, (index) =>
      broadleaf(canvas, 40 + index * 96, 448 + (index % 2) * 22, 84, '#75806a', '#a3ab8e', '#5a4e42'),
    ),
    pool(canvas, p, 520, 430, 200, 40, -14, '#e4d5bd'),
    hedge(canvas, 640, 820, 510, 34, '#6c7358'),
    line(
      times(
        14,
        () => `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(476, 500))}q4-14 0-22`,
      ),
      '#8d7aa0',
      3,
      { opacity: 0.7 },
    ),
  ].join('');
}

/** White rooms stacked on a hillside over the Aegean. */
export function cycladicHouse(canvas: Canvas, p: Palette): string {
  const white = '#fbf8f2';
  const cube = (x: number, y: number, w: number, h: number) =>
    rect(x, y, w, h, canvas.linear([white, '#e4e6e6'], 'across')) +
    rect(x + w - 14, y, 14, h, '#c3ced6', { opacity: 0.8 }) +
    rect(x - 2, y - 5, w + 4, 7, white);
  const blue = '#3d6f94';
  const door = (x: number, y: number) => path(`M${x} ${y}v-34q9-12 18 0v34Z`, blue);
  const pane = (x: number, y: number) => rect(x, y, 16, 22, blue) + rect(x - 2, y + 22, 20, 3, '#c3ced6');
  return [
    sky(canvas, p, 280, 620, 110),
    clouds(canvas, p, 50, 140, 2),
    ridge(canvas, tone(p, 0), 276, 26, 'peaks', 300),
    sea(canvas, p, 284, 620, 460),
    path('M0 220C120 226 260 280 380 340S620 430 800 440V500H0Z', canvas.linear(['#c7b795', '#a4906d'])),
    cube(60, 190, 120, 90),
    path('M84 186C86 150 152 150 156 186Z', blue),
    cube(176, 226, 130, 92),
    cube(20, 266, 150, 110),
    cube(290, 282, 136, 90),
    cube(160, 312, 170, 92),
    cube(410, 342, 120, 76),
    pane(90, 216) +
      pane(138, 216) +
      pane(206, 250) +
      pane(262, 250) +
      pane(46, 296) +
      pane(116, 296) +
      pane(322, 306) +
      pane(376, 306) +
      pane(188, 340) +
      pane(282, 340) +
      pane(440, 366),
    door(80, 376) + door(236, 404) + door(356, 372) + door(484, 418),
    path('M330 404h22v-12h22v-12h22v-12h14v50h-80Z', white),
    path('M0 404H560L600 430H0Z', '#efe9dc'),
    path('M0 404H560L566 408H0Z', '#cfd5d6'),
    line('M452 342V306M520 342V306', '#a87f54', 4),
    path('M440 306H536V298H440Z', '#a87f54'),
    times(3, (index) => ellipse(452 + index * 34, 298, 24, 9, index === 1 ? '#b8568a' : '#c9689a')),
    ellipse(30, 300, 26, 34, '#b8568a', { opacity: 0.95 }),
    ellipse(22, 330, 20, 24, '#c9689a', { opacity: 0.95 }),
    pool(canvas, p, 330, 436, 330, 44, -12, white),
    pottedTree(80, 448, 62, '#56725a', '#c98a63'),
    pottedTree(250, 436, 50, '#56725a', '#c98a63'),
    hedge(canvas, 690, 820, 508, 32, '#8a8a62'),
  ].join('');
}

/** The courtyard of a riad at night: two galleries, orange trees, a basin and lanterns. */
export function riad(canvas: Canvas, p: Palette): string {
  const plaster = '#b77a5c';
  const arch = (x: number, base: number, w: number, h: number, fill: string) =>
    path(
      `M${x} ${base}V${base - h * 0.6}C${x - 5} ${base - h * 0.82} ${x + w * 0.3} ${base - h * 0.92} ${x + w / 2} ${base - h}C${x + w * 0.7} ${base - h * 0.92} ${x + w + 5} ${base - h * 0.82} ${x + w} ${base - h * 0.6}V${base}Z`,
      fill,
    );
  const deep = canvas.linear([darken(p.lamp, 0.25), '#8a4f38', '#4a2c30']);
  const lantern = (x: number, y: number) =>
    circle(x, y + 10, 58, canvas.glow(p.lamp, 0.75)) +
    line(`M${x} ${y - 34}V${y}`, p.ink, 1.4) +
    path(`M${x - 7} ${y}h14l4 12l-11 14l-11-14Z`, lighten(p.lamp, 0.3));
  return [
    sky(canvas, p, 90, 640, 36),
    rect(0, 70, 800, 330, canvas.linear([darken(plaster, 0.25), plaster, darken(plaster, 0.1)])),
    line('M0 70H800', lighten(plaster, 0.2), 8),
    line('M0 82H800', '#4f7c72', 9, { 'stroke-dasharray': '12 4' }),
    times(5, (index) => arch(66 + index * 140, 212, 108, 106, deep)),
    line('M50 212H750', '#6b4230', 7),
    line('M50 190H750', '#6b4230', 18, { 'stroke-dasharray': '2.4 7', opacity: 0.85 }),
    line('M0 228H800', '#e2cba4', 12, { 'stroke-dasharray': '5 5', opacity: 0.55 }),
    line('M0 240H800', lighten(plaster, 0.25), 3),
    times(3, (index) => arch(60 + index * 250, 400, 180, 148, deep)),
    times(3, (index) =>
      arch(76 + index * 250, 400, 148, 124, canvas.linear(['#6a3c34', darken(p.lamp, 0.35)])),
    ),
    line('M50 330V400M250 330V400M300 330V400M500 330V400M550 330V400M750 330V400', '#e2cba4', 9),
    line('M0 388H52M248 388H302M498 388H552M748 388H800', '#4f7c72', 26, { 'stroke-dasharray': '8 3' }),
    rect(0, 400, 800, 100, canvas.linear(['#a5765c', '#5e4148'])),
    line(
      'M0 418H800M0 444H800M0 476H800M150 400L60 500M290 400L240 500M510 400L560 500M650 400L740 500',
      '#4d3439',
      1.2,
      { opacity: 0.5 },
    ),
    path('M300 420H500L540 474H260Z', '#e2cba4'),
    path('M312 424H488L520 468H280Z', canvas.linear(['#3f7f80', '#1d4a5c'])),
    path('M380 424h40l10 44h-60Z', p.lamp, { opacity: 0.25 }),
    ellipse(400, 440, 34, 9, '#e2cba4') +
      ellipse(400, 437, 28, 6, '#3f7f80') +
      line('M400 436V410M400 412q-14 4-16 22M400 412q14 4 16 22', '#dff2ee', 1.6),
    [130, 670]
      .map(
        (x) =>
          broadleaf(canvas, x, 430, 170, '#2f5a4a', '#4c7d62', '#4a362e') +
          times(9, () => circle(x + canvas.between(-42, 42), canvas.between(288, 350), 4.4, '#e0953f')) +
          path(`M${x - 24} 426h48l-8 26h-32Z`, '#4f7c72'),
      )
      .join(''),
    [190, 400, 610].map((x) => lantern(x, 120)).join(''),
    lantern(400, 296),
    times(
      4,
      (index) =>
        circle(250 + index * 100, 482, 16, canvas.glow(p.lamp, 0.8)) +
        rect(247 + index * 100, 476, 6, 9, lighten(p.lamp, 0.4)),
    ),
  ].join('');
}
