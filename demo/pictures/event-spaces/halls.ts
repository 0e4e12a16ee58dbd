import { skyline } from '../buildings.ts';
import { darken, lighten } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, group, line, path, polygon, rect, times } from '../svg.ts';
import { floorboards, room, sidePanel } from './room.ts';
import { chandelier, longTable } from './table-and-light.ts';

/** White and gold, mirrors and three chandeliers. */
export function ballroom(canvas: Canvas, p: Palette): string {
  const back = { x: 190, y: 96, w: 420, h: 244 };
  const cream = '#e9dccb';
  const gold = '#b9924f';
  const window = (x: number) => `M${x} 322V192Q${x + 29} 142 ${x + 58} 192V322Z`;
  const xs = [212, 291, 370, 449, 528];
  return [
    room(canvas, back, '#e4d6c6', cream, '#a8764a'),
    floorboards(back, 18, '#5e3c24'),
    path(xs.map(window).join(''), canvas.linear(p.sky)),
    line(`${xs.map((x) => `M${x + 29} 168V322M${x} 228h58M${x} 276h58`).join('')}`, '#f6ecdc', 2.4),
    line(xs.map(window).join(''), gold, 3),
    path(
      xs
        .map((x) => `M${x - 7} 322V176q-2 80 12 104q-6 20-4 42ZM${x + 65} 322V176q2 80-12 104q6 20 4 42Z`)
        .join(''),
      '#9a4a4e',
      { opacity: 0.85 },
    ),
    rect(190, 118, 420, 6, gold, { opacity: 0.8 }),
    rect(190, 326, 420, 14, '#f3e8d8'),
    ...(['left', 'right'] as const).flatMap((side) =>
      [0.18, 0.48, 0.74].map(
        (depth) =>
          sidePanel(
            back,
            side,
            depth,
            depth + 0.2,
            0.16,
            0.62,
            canvas.linear([lighten(p.lamp, 0.35), '#c9a98a', '#8d6f62']),
            true,
          ) + sidePanel(back, side, depth + 0.215, depth + 0.235, 0.1, 0.86, gold),
      ),
    ),
    line('M0 62L190 138H610L800 62', gold, 3, { opacity: 0.7 }),
    line('M0 30L190 112H610L800 30', '#f8efe2', 5),
    path('M250 96Q400 40 550 96Z', '#f3e7d6') + line('M250 96Q400 40 550 96', gold, 2.4),
    ellipse(400, 420, 300, 70, canvas.glow(p.lamp, 0.5)),
    chandelier(canvas, 400, 62, 150, 52, gold, p.lamp),
    chandelier(canvas, 208, 34, 152, 74, gold, p.lamp),
    chandelier(canvas, 592, 34, 152, 74, gold, p.lamp),
    line(
      times(5, (index) => `M${230 + index * 85} 344l-${(400 - (230 + index * 85)) * -0.3} 90`),
      '#fff2d8',
      12,
      { opacity: 0.12 },
    ),
  ].join('');
}

/** Brick, steel and north light over a river city. */
export function loft(canvas: Canvas, p: Palette): string {
  const back = { x: 120, y: 84, w: 560, h: 264 };
  const brick = '#a3644e';
  const wins = [150, 320, 490];
  return [
    room(canvas, back, '#5c5350', brick, '#a98258'),
    floorboards(back, 20, '#5b3f26'),
    line(
      times(16, (row) => `M120 ${92 + row * 16}H680`),
      darken(brick, 0.35),
      15,
      { 'stroke-dasharray': '30 1.6', opacity: 0.18 },
    ),
    group(
      wins.map((x) => rect(x, 112, 160, 196, canvas.linear(p.sky))).join('') +
        skyline(canvas, p, p.ridges[0] ?? '', 300, 50, 130, [140, 660]) +
        rect(140, 282, 520, 40, canvas.linear(p.water)) +
        line('M140 268Q300 196 460 268T700 250M140 274H680', p.ridges[1] ?? '', 3) +
        line('M300 276V210M470 276V200', p.ridges[1] ?? '', 8),
      {
        'clip-path': canvas.clip(
          wins.map((x) => `<path d="M${x} 308V140Q${x + 80} 100 ${x + 160} 140V308Z"/>`).join(''),
        ),
      },
    ),
    line(
      wins
        .map(
          (x) =>
            `M${x} 308V140Q${x + 80} 100 ${x + 160} 140V308ZM${x + 40} 308V128M${x + 80} 308V120M${x + 120} 308V128M${x} 176h160M${x} 220h160M${x} 264h160`,
        )
        .join(''),
      '#2b2a2e',
      3,
    ),
    line('M0 40L120 104H680L800 40M0 16L120 92H680L800 16', '#4a4240', 7),
    line('M220 0L262 84M400 0V84M580 0L538 84', '#6d5c50', 13),
    ...(['left', 'right'] as const).flatMap((side) =>
      [0.1, 0.5].map((depth) =>
        sidePanel(
          back,
          side,
          depth,
          depth + 0.28,
          0.2,
          0.74,
          canvas.linear([lighten(p.sky[2] ?? '', 0.2), p.sky[1] ?? '']),
        ),
      ),
    ),
    polygon([160, 340, 330, 340, 180, 500, -40, 500], '#fff3da', { opacity: 0.16 }),
    polygon([470, 340, 640, 340, 840, 500, 620, 500], '#fff3da', { opacity: 0.16 }),
    rect(256, 84, 16, 264, '#cfc6ba') +
      rect(250, 84, 28, 12, '#cfc6ba') +
      rect(528, 84, 16, 264, '#cfc6ba') +
      rect(522, 84, 28, 12, '#cfc6ba'),
    [300, 400, 500]
      .map(
        (x, index) =>
          line(`M${x} 0V${136 + (index % 2) * 14}`, '#2b2a2e', 1.6) +
          circle(x, 156 + (index % 2) * 14, 60, canvas.glow(p.lamp, 0.6)) +
          path(`M${x - 20} ${154 + (index % 2) * 14}q2-18 20-18t20 18Z`, '#2b2a2e'),
      )
      .join(''),
    longTable(canvas, 400, 344, 444, 90, 250, '#ece2d2', '#5c7258', p.lamp),
    path('M54 404q-16-70 4-128M54 404q10-70 34-96M54 404q-34-60-46-74', 'none', {
      stroke: '#4f6b50',
      'stroke-width': 9,
      'stroke-linecap': 'round',
    }) + path('M30 400h52l-8 54H38Z', '#d8cfc2'),
    path('M746 404q-16-70 4-128M746 404q10-70 34-96M746 404q-34-60-46-74', 'none', {
      stroke: '#4f6b50',
      'stroke-width': 9,
      'stroke-linecap': 'round',
    }) + path('M722 400h52l-8 54h-36Z', '#d8cfc2'),
  ].join('');
}
