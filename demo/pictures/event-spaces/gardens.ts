import { darken, lighten, mix } from '../colour.ts';
import { clouds, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, line, path, polygon, rect, repeated, times } from '../svg.ts';
import { broadleaf, hedge, leaves } from '../trees.ts';
import { festoon, longTable } from './table-and-light.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** Roses on brick, one tree, one table. */
export function walledGarden(canvas: Canvas, p: Palette): string {
  const brick = '#b0725a';
  return [
    sky(canvas, p, 260, 620, 90),
    clouds(canvas, p, 40, 120, 2),
    repeated(
      'tree',
      broadleaf(
        canvas,
        0,
        0,
        130,
        mix(p.foliage, tone(p, 0), 0.45),
        mix(p.foliage, tone(p, 0), 0.7),
        '#6b5a4a',
      ),
      [
        [40, 240, 1],
        [176, 240, 1.12],
        [330, 240, 0.95],
        [486, 240, 1.1],
        [780, 240, 1],
      ],
    ),
    rect(540, 206, 200, 130, '#6b8f72'),
    polygon([560, 236, 640, 190, 720, 236], '#7d8a8c') +
      rect(576, 236, 128, 90, '#f3ecdf') +
      path(
        'M588 326v-66q14-16 28 0v66ZM626 326v-66q14-16 28 0v66ZM664 326v-66q14-16 28 0v66Z',
        canvas.linear([lighten(p.lamp, 0.3), p.lamp]),
      ),
    rect(0, 226, 556, 110, canvas.linear([lighten(brick, 0.16), darken(brick, 0.1)])) +
      rect(724, 226, 80, 110, brick),
    line(
      'M0 234H556M0 244H556M0 254H556M0 264H556M0 274H556M0 284H556M0 294H556M0 304H556M0 314H556M0 324H556',
      '#e2b79c',
      1.1,
      { 'stroke-dasharray': '20 3', opacity: 0.55 },
    ),
    rect(0, 218, 562, 10, '#d9cbb6') + rect(718, 218, 90, 10, '#d9cbb6'),
    path('M250 336v-66q35-44 70 0v66Z', '#5b7a68') +
      line('M262 336v-62M278 336v-74M285 336v-78M292 336v-74M308 336v-62', '#3d5a4a', 2.4) +
      path('M244 336v-68q41-52 82 0v68h-8v-66q-33-42-66 0v66Z', '#d9cbb6'),
    leaves(canvas, 130, 280, 120, 46, 33, 10, '#4f7350') +
      leaves(canvas, 430, 276, 104, 46, 30, 10, '#567d56') +
      leaves(canvas, 130, 276, 110, 44, 18, 5, '#e8b9b4') +
      leaves(canvas, 430, 274, 96, 42, 18, 5, '#f3e6dc'),
    path('M0 332H800V500H0Z', canvas.linear(['#a9be82', '#6f9560'])),
    polygon([262, 336, 310, 336, 250, 500, 60, 500], '#e2d4b4', { opacity: 0.85 }),
    path('M0 352C60 340 120 352 170 346L90 420L0 440Z', '#5f8a5a') +
      leaves(canvas, 60, 372, 80, 34, 30, 5, '#c9a0c0') +
      leaves(canvas, 90, 384, 90, 28, 24, 5, '#f0e4c8'),
    line('M690 470C676 400 700 340 680 250M684 330Q730 290 760 270M682 300Q630 270 600 250', '#6b4f3c', 22, {
      'stroke-linecap': 'round',
    }),
    line(
      'M560 160h0M610 100h0M680 70h0M750 96h0M800 150h0M770 210h0M700 226h0M630 214h0M570 216h0M660 150h0M730 150h0',
      '#3d6048',
      104,
      { 'stroke-linecap': 'round' },
    ),
    line('M540 150h0M592 90h0M660 54h0M736 82h0M640 140h0M716 150h0M560 206h0M780 140h0', '#557d58', 64, {
      'stroke-linecap': 'round',
    }),
    leaves(canvas, 670, 110, 110, 84, 30, 13, '#7ba070'),
    festoon(canvas, 0, 180, 560, 196, 40, 17, p.lamp, p.ink),
    longTable(canvas, 440, 360, 464, 96, 300, '#f3ede0', '#6b8a5c', p.lamp),
    line('M352 392v40M338 424v46M540 392v36M556 424v40', '#d8c6a6', 6, { 'stroke-linecap': 'round' }),
    hedge(canvas, -10, 130, 512, 34, '#4f7350') + hedge(canvas, 690, 820, 512, 34, '#4f7350'),
  ].join('');
}

/** Tall arches of glass, citrus in white boxes. */
export function orangery(canvas: Canvas, p: Palette): string {
  const stone = '#e2d0ac';
  const arch = (x: number, grow: number) =>
    `M${x - grow} 372V206Q${x + 34} ${130 - grow} ${x + 68 + grow} 206V372Z`;
  const xs = [56, 158, 260, 366, 472, 574, 676];
  return [
    sky(canvas, p, 400, 150, 120),
    clouds(canvas, p, 40, 110, 3),
    times(5, (index) =>
      broadleaf(
        canvas,
        -10 + index * 205,
        250,
        190,
        mix(p.foliage, tone(p, 0), 0.4),
        mix(p.foliage, tone(p, 0), 0.6),
        '#6b5a4a',
      ),
    ),
    polygon([20, 130, 40, 92, 760, 92, 780, 130], canvas.linear(['#7d8690', '#5d6670'])),
    rect(24, 128, 752, 250, canvas.linear([lighten(stone, 0.2), darken(stone, 0.08)])),
    rect(16, 122, 768, 12, lighten(stone, 0.4)) +
      rect(16, 134, 768, 4, darken(stone, 0.2)) +
      line('M24 148H776', darken(stone, 0.16), 5, { 'stroke-dasharray': '6 6' }),
    polygon([330, 124, 400, 88, 470, 124], lighten(stone, 0.3)) +
      line('M330 124L400 88L470 124Z', darken(stone, 0.2), 2.4) +
      circle(400, 110, 8, darken(stone, 0.15)),
    path(xs.map((x) => arch(x, 7)).join(''), lighten(stone, 0.45)),
    path(
      xs.map((x) => arch(x, 0)).join(''),
      canvas.linear([lighten(p.lamp, 0.4), p.lamp, darken(p.lamp, 0.22)]),
    ),
    line(
      xs
        .map(
          (x) =>
            `M${x + 34} 168V372M${x + 17} 186V372M${x + 51} 186V372M${x} 214h68M${x} 254h68M${x} 294h68M${x} 334h68`,
        )
        .join(''),
      '#6d6656',
      1.8,
    ),
    xs
      .map((x, index) => (index % 2 === 0 ? circle(x + 34, 236, 20, canvas.glow('#ffffff', 0.8)) : ''))
      .join(''),
    rect(16, 372, 768, 10, darken(stone, 0.1)),
    rect(0, 380, 800, 120, canvas.linear(['#e6d6b4', '#c0a67c'])),
    path(xs.map((x) => `M${x} 382h68l${(x - 366) * 0.3 + 14} 60h-96Z`).join(''), p.lamp, { opacity: 0.3 }),
    [24, 132, 236, 540, 648, 752]
      .map(
        (x, index) =>
          circle(x + 12, 362, 27, index % 2 === 0 ? '#4f6f4c' : '#587a52') +
          times(5, () =>
            circle(x + 12 + canvas.between(-18, 18), 362 + canvas.between(-18, 18), 3.6, '#e59a3c'),
          ) +
          rect(x + 9, 386, 6, 22, '#6b5138') +
          rect(x - 10, 404, 44, 36, '#f7f2e8') +
          line(`M${x - 10} 404h44v36h-44ZM${x - 10} 404l44 36M${x + 34} 404l-44 36`, '#cfc3ac', 1.8),
      )
      .join(''),
    path('M0 470C200 448 600 448 800 470V500H0Z', '#8a9a68') +
      hedge(canvas, -10, 240, 512, 26, '#566f4c') +
      hedge(canvas, 560, 820, 512, 26, '#566f4c'),
  ].join('');
}
