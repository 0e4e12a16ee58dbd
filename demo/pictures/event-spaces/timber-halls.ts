import { skyline } from '../buildings.ts';
import { darken, lighten, mix } from '../colour.ts';
import { ridge, sea } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, group, line, path, polygon, rect, repeated, times } from '../svg.ts';
import { floorboards } from './room.ts';
import { festoon, longTable, roundTable } from './table-and-light.ts';

/** A redwood barn with its doors open to the vines. */
export function barn(canvas: Canvas, p: Palette): string {
  const wood = '#7d4f34';
  const truss = (s: number, fill: string, w: number) => {
    const top = 250 - 250 * s;
    const eave = 250 - 86 * s;
    const half = 300 * s;
    return line(
      `M${400 - half} ${250 + 150 * s}V${eave}L400 ${top}L${400 + half} ${eave}V${250 + 150 * s}M${400 - half} ${eave}H${400 + half}M400 ${top}V${eave}M${400 - half * 0.5} ${(top + eave) / 2}L400 ${eave}L${400 + half * 0.5} ${(top + eave) / 2}`,
      fill,
      w,
      { 'stroke-linejoin': 'round' },
    );
  };
  return [
    rect(0, 0, 800, 500, canvas.linear([darken(wood, 0.55), darken(wood, 0.3)])),
    polygon([400, 106, 226, 200, 226, 340, 574, 340, 574, 200], darken(wood, 0.12)),
    polygon(
      [400, 106, 400, -60, -140, 130, 226, 200],
      canvas.linear([darken(wood, 0.5), darken(wood, 0.16)]),
    ),
    polygon([400, 106, 400, -60, 940, 130, 574, 200], canvas.linear([darken(wood, 0.5), darken(wood, 0.16)])),
    polygon(
      [226, 200, 0, 110, 0, 500, 226, 340],
      canvas.linear([darken(wood, 0.45), darken(wood, 0.1)], 'across'),
    ),
    polygon(
      [574, 200, 800, 110, 800, 500, 574, 340],
      canvas.linear([darken(wood, 0.1), darken(wood, 0.45)], 'across'),
    ),
    polygon([0, 500, 226, 340, 574, 340, 800, 500], canvas.linear(['#c99a68', '#7a5638'])),
    floorboards({ x: 226, y: 200, w: 348, h: 140 }, 14, '#4f3421'),
    line(
      times(
        13,
        (index) =>
          `M${240 + index * 27} 340V${Math.round(200 - Math.max(0, 1 - Math.abs(240 + index * 27 - 400) / 174) * 92)}`,
      ),
      darken(wood, 0.4),
      1.6,
      { opacity: 0.6 },
    ),
    group(
      rect(300, 190, 200, 150, canvas.linear(p.sky)) +
        ellipse(452, 246, 70, 70, canvas.glow(p.light, 0.9)) +
        circle(452, 246, 12, p.light) +
        ridge(canvas, p.ridges[0] ?? '', 262, 30, 'hills', 300) +
        ridge(canvas, p.ridges[1] ?? '', 280, 20, 'hills', 310) +
        rect(300, 288, 200, 52, p.ground[1] ?? '') +
        line(
          'M400 288L330 340M400 288L366 340M400 288L400 340M400 288L434 340M400 288L470 340M398 288L290 330M402 288L510 330',
          p.foliage,
          7,
          { 'stroke-dasharray': '7 2' },
        ),
      { 'clip-path': canvas.clip('<path d="M300 190h200v150H300Z"/>') },
    ),
    polygon([300, 190, 258, 178, 258, 356, 300, 340], wood) +
      polygon([500, 190, 542, 178, 542, 356, 500, 340], wood) +
      line('M258 178L300 340M300 190L258 356M500 190L542 356M542 178L500 340', darken(wood, 0.4), 3),
    circle(400, 150, 22, canvas.linear(p.sky)) + line('M400 128v44M378 150h44', darken(wood, 0.4), 3),
    polygon([300, 340, 500, 340, 690, 500, 110, 500], p.light, { opacity: 0.2 }),
    truss(0.66, darken(wood, 0.3), 7) +
      truss(0.94, darken(wood, 0.45), 11) +
      truss(1.36, darken(wood, 0.62), 17),
    festoon(canvas, 0, 96, 400, 120, 42, 13, p.lamp, p.ink) +
      festoon(canvas, 800, 96, 400, 120, 42, 13, p.lamp, p.ink) +
      festoon(canvas, 60, 168, 400, 154, 34, 11, p.lamp, p.ink) +
      festoon(canvas, 740, 168, 400, 154, 34, 11, p.lamp, p.ink),
    group(longTable(canvas, 250, 352, 470, 60, 190, '#efe4d0', '#6b7f55', p.lamp), { id: 'table' }),
    '<use href="#table" x="300"/>',
  ].join('');
}

/** The end of a timber wharf, doors open on the harbour. */
export function wharf(canvas: Canvas, p: Palette): string {
  const ironbark = '#5a4640';
  return [
    rect(0, 0, 800, 500, canvas.linear(p.sky)),
    circle(540, 214, 200, canvas.glow(p.light, 0.8)) + circle(540, 214, 18, p.light),
    ridge(canvas, p.ridges[0] ?? '', 262, 26, 'hills', 290),
    skyline(canvas, p, p.ridges[1] ?? '', 276, 20, 90, [540, 800]),
    line('M96 250Q280 110 464 250', p.ridges[2] ?? '', 7) +
      line('M96 258Q280 140 464 258M60 252H500', p.ridges[2] ?? '', 4) +
      line(
        times(
          15,
          (index) =>
            `M${120 + index * 23} 252v-${Math.round(10 + 58 * Math.sin(((index + 1) / 16) * Math.PI))}`,
        ),
        p.ridges[2] ?? '',
        1.2,
      ) +
      path('M80 274v-58h20v58ZM460 274v-58h20v58Z', p.ridges[2] ?? ''),
    sea(canvas, p, 272, 540, 372),
    path('M0 366L800 366V500H0Z', canvas.linear([lighten('#8a6a58', 0.1), darken('#6b5148', 0.2)])),
    line(
      times(19, (index) => `M${40 * index + 40} 366L${-400 + index * 84} 500`),
      darken(ironbark, 0.4),
      1.4,
      { opacity: 0.5 },
    ),
    polygon([420, 366, 660, 366, 760, 500, 360, 500], p.light, { opacity: 0.22 }),
    polygon(
      [0, 0, 800, 0, 800, 92, 400, 40, 0, 92],
      canvas.linear([darken(ironbark, 0.55), darken(ironbark, 0.2)]),
    ),
    [0, 1, 2]
      .map((index) =>
        line(
          `M-20 ${96 + index * 10}L400 ${34 + index * 16}L820 ${96 + index * 10}M-20 ${104 + index * 12}H820M200 ${68 + index * 14}V${104 + index * 12}M600 ${68 + index * 14}V${104 + index * 12}M400 ${34 + index * 16}V${104 + index * 12}M200 ${104 + index * 12}L400 ${40 + index * 16}L600 ${104 + index * 12}`,
          mix(ironbark, p.ink, 0.5 - index * 0.2),
          9 - index * 2,
        ),
      )
      .join(''),
    line('M60 110V372M250 128V368M550 128V368M740 110V372', ironbark, 15) +
      line(
        'M60 176L110 118M60 176L10 118M250 176L300 130M250 176L200 130M550 176L600 130M550 176L500 130M740 176L790 118M740 176L690 118',
        ironbark,
        8,
      ),
    line('M0 366H800', lighten(ironbark, 0.2), 5) +
      line('M68 340H242M258 340H542M558 340H732M68 352H732', '#d9c9b8', 1.8, { opacity: 0.8 }),
    festoon(canvas, 60, 132, 250, 140, 20, 8, p.lamp, p.ink) +
      festoon(canvas, 250, 140, 550, 140, 26, 12, p.lamp, p.ink) +
      festoon(canvas, 550, 140, 740, 132, 20, 8, p.lamp, p.ink),
    repeated('table', roundTable(canvas, 0, 0, 1, '#f1e7da', p.lamp), [
      [150, 426, 1],
      [330, 448, 1],
      [480, 426, 1],
      [660, 448, 1],
    ]),
  ].join('');
}
