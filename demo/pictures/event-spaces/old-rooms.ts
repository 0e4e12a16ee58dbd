import { darken, lighten, mix } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, group, line, path, polygon, rect, times } from '../svg.ts';
import { floorboards, panelOutline, room, sidePanel } from './room.ts';
import { chandelier, longTable } from './table-and-light.ts';

const spines = ['#7a3b33', '#3f5248', '#8a6a3c', '#2f3f57', '#a08a62', '#5a3a44'];

/** Nine thousand books, a fire and one long table. */
export function readingRoom(canvas: Canvas, p: Palette): string {
  const back = { x: 230, y: 130, w: 340, h: 212 };
  const oak = '#6b452c';
  const shelves = (['left', 'right'] as const).flatMap((side) =>
    [0.06, 0.37, 0.68].flatMap((from) =>
      [0.06, 0.22, 0.38, 0.62, 0.78].map((low, row) => ({ side, from, low, row })),
    ),
  );
  const cases = shelves
    .map(({ side, from, low }) => panelOutline(back, side, from, from + 0.26, low, low + 0.13))
    .join('');
  const books = (tint: number) =>
    shelves
      .map(({ side, from, low, row }, index) => {
        const split = from + 0.08 + ((index * 7) % 5) * 0.026;
        const first =
          (index * 7 + Math.floor(index / 5)) % 6 === tint
            ? panelOutline(back, side, from + 0.01, split, low, low + 0.108)
            : '';
        return (
          first +
          ((index + row + 3) % 6 === tint
            ? panelOutline(back, side, split, from + 0.25, low, low + 0.094)
            : '')
        );
      })
      .join('');
  return [
    room(canvas, back, '#b9a184', oak, '#7a5236'),
    path('M0 0H800V40Q400 -60 0 40Z', '#8d7355'),
    path('M0 60Q400-110 800 60L570 130Q400 70 230 130Z', canvas.linear(['#d8c4a4', '#a98e6c'])),
    line('M110 18Q400-80 690 18M60 40Q400-96 740 40M170 70Q400 0 630 70', '#8d7355', 3, { opacity: 0.7 }),
    path('M230 132Q400 62 570 132V150H230Z', '#cbb694') +
      circle(400, 112, 20, canvas.linear(p.sky)) +
      line('M400 92v40M380 112h40', oak, 2.4),
    floorboards(back, 14, '#3c2717'),
    path(cases, darken(oak, 0.6)),
    ...spines.map((tint, index) => path(books(index), tint)),
    ...(['left', 'right'] as const).map((side) =>
      sidePanel(back, side, 0, 1, 0.545, 0.575, lighten(oak, 0.2)),
    ),
    rect(244, 160, 92, 176, darken(oak, 0.55)) + rect(464, 160, 92, 176, darken(oak, 0.55)),
    ...spines.map((tint, index) =>
      line(
        `M${248 + (index % 3)} ${178 + index * 26}h84M${468 + (index % 3)} ${178 + ((index + 3) % 6) * 26}h84`,
        tint,
        19,
        { 'stroke-dasharray': `${4 + (index % 3)} 1.4` },
      ),
    ),
    rect(346, 176, 108, 166, lighten(oak, 0.1)) +
      rect(356, 186, 88, 66, canvas.linear(['#5d7280', '#8a9a86', '#6b7a5c'])) +
      line('M356 186h88v66h-88Z', '#c9a35a', 4),
    rect(338, 262, 124, 10, '#d9cdb9') +
      rect(346, 272, 108, 70, '#cabda8') +
      path('M364 342V296Q400 276 436 296V342Z', '#1d1512'),
    circle(400, 330, 110, canvas.glow('#ff9a4d', 0.75)) +
      path('M378 342q-4-20 10-30q0 12 6 14q-2-20 10-30q2 18 10 24q4-6 4-12q12 16 4 34Z', '#ffb35c') +
      path('M390 342q0-14 10-22q8 10 8 22Z', '#fff0c4'),
    line(
      'M168 440L214 118M186 436L228 118M172 414h18M180 360h16M188 306h14M196 252h12M204 198h10',
      '#c9a35a',
      3.4,
    ),
    chandelier(canvas, 400, 0, 84, 44, '#c9a35a', p.lamp),
    longTable(canvas, 400, 352, 456, 84, 300, '#8a5a38', '#4f5f46', p.lamp),
    [338, 462]
      .map(
        (x) =>
          circle(x, 400, 46, canvas.glow(p.lamp, 0.7)) +
          path(`M${x - 18} 402q2-14 18-14t18 14Z`, '#3f7055') +
          line(`M${x} 402v20m-9 0h18`, '#c9a35a', 3),
      )
      .join(''),
  ].join('');
}

/** A refectory lined with blue tiles. */
export function tiledHall(canvas: Canvas, p: Palette): string {
  const back = { x: 200, y: 120, w: 400, h: 214 };
  const plaster = '#efe4d0';
  const wall = (side: 'left' | 'right') => {
    const row = (inset: number, low: number, high: number) =>
      times(7, (index) => panelOutline(back, side, index / 7 + inset, (index + 1) / 7 - inset, low, high));
    return (
      sidePanel(back, side, 0, 1, 0, 0.44, '#dfe7ea') +
      path(row(0.012, 0.07, 0.36), '#5b86ab') +
      path(row(0.03, 0.11, 0.32), '#e9eff0') +
      path(
        row(0.055, 0.16, 0.27) +
          panelOutline(back, side, 0, 1, 0.4, 0.44) +
          panelOutline(back, side, 0, 1, 0, 0.03),
        '#3d6a94',
      ) +
      path(
        [0.14, 0.46, 0.74]
          .map((depth) => panelOutline(back, side, depth, depth + 0.15, 0.54, 0.8, true))
          .join(''),
        canvas.linear([p.light, p.sky[2] ?? '', p.sky[1] ?? '']),
      )
    );
  };
  const tile =
    '<path d="M0 0H25V24H0Z" fill="#e6ecee"/><path d="M12 2L22 12L12 22L2 12Z" fill="#5b86ab"/><path d="M12 8L16 12L12 16L8 12Z" fill="#f3f5f3"/><path d="M0 0h5L0 5ZM24 0v5L19 0ZM0 24v-5l5 5ZM24 24h-5l5-5Z" fill="#3d6a94"/>';
  return [
    room(canvas, back, '#e6d8c0', plaster, '#b98f68'),
    times(4, (index) => {
      const t = index / 4;
      const left = 0 + 200 * t;
      const y = 120 * t + 30 * (1 - t);
      return path(
        `M${left} ${y + 60 * (1 - t * 0.4)}Q400 ${y - 150 * (1 - t * 0.5)} ${800 - left} ${y + 60 * (1 - t * 0.4)}`,
        'none',
        { stroke: '#cdb999', 'stroke-width': 15 - t * 8 },
      );
    }),
    path('M200 156Q400 10 600 156V160H200Z', lighten(plaster, 0.2)),
    floorboards(back, 14, '#7a5638'),
    wall('left'),
    wall('right'),
    rect(200, 238, 400, 96, canvas.tiles(24, tile)),
    rect(200, 230, 400, 8, '#3d6a94'),
    [250, 370, 490]
      .map(
        (x) =>
          path(
            `M${x} 224V166Q${x + 30} 120 ${x + 60} 166V224Z`,
            canvas.linear([p.light, p.sky[2] ?? '', p.ridges[0] ?? '']),
          ) + line(`M${x + 30} 142V224M${x} 184h60`, '#a98b66', 2),
      )
      .join(''),
    path('M372 334V262Q400 232 428 262V334Z', '#7a5236') + line('M400 248V334', darken('#7a5236', 0.4), 2),
    polygon([250, 224, 310, 224, 220, 500, 60, 500], p.light, { opacity: 0.14 }) +
      polygon([490, 224, 550, 224, 740, 500, 580, 500], p.light, { opacity: 0.14 }),
    chandelier(canvas, 400, 0, 130, 40, '#6b5138', p.lamp),
    group(longTable(canvas, 288, 344, 468, 50, 176, '#a8744a', '#7f8f62', p.lamp), { id: 'table' }),
    '<use href="#table" x="224"/>',
  ].join('');
}

/** A hall that opens on to moss, pine and water. */
export function gardenHall(canvas: Canvas, p: Palette): string {
  const wood = '#5a4032';
  const paper = canvas.linear(['#f4ead2', '#e6d3ac']);
  const shoji = (x: number, w: number) =>
    rect(x, 84, w, 296, paper) +
    line(
      `M${x + w / 3} 84V330M${x + (2 * w) / 3} 84V330M${x} 133h${w}M${x} 182h${w}M${x} 231h${w}M${x} 280h${w}M${x} 330h${w}`,
      wood,
      1.8,
      { opacity: 0.8 },
    ) +
    line(`M${x} 84h${w}v296h-${w}Z`, wood, 6);
  const cloudPine = (x: number, y: number, rx: number) =>
    ellipse(x, y, rx, rx * 0.34, '#3d5b49') +
    ellipse(x - rx * 0.2, y - rx * 0.14, rx * 0.66, rx * 0.2, '#587a5f');
  return [
    rect(0, 0, 800, 500, canvas.linear(p.sky)),
    circle(300, 130, 180, canvas.glow(p.light, 0.8)),
    path('M120 240C240 190 320 220 420 200S600 190 700 230V340H120Z', p.ridges[1] ?? ''),
    times(11, (index) =>
      line(`M${150 + index * 50} 300V${90 + (index % 3) * 20}`, mix('#7d9a6a', p.ridges[1] ?? '', 0.4), 5),
    ),
    path('M100 300C200 264 300 292 420 280S620 270 700 292V380H100Z', '#7f9a66'),
    path('M100 336C240 300 360 344 480 330S640 316 700 330V390H100Z', '#69875a'),
    path('M330 352C380 332 520 332 600 346C620 366 560 378 470 378S330 372 330 352Z', canvas.linear(p.water)),
    line(
      'M272 344C250 290 300 270 276 214C268 190 300 170 330 160M280 260Q330 240 352 236M276 226Q240 210 214 208M282 300Q230 282 206 280',
      wood,
      11,
      { 'stroke-linecap': 'round' },
    ),
    cloudPine(340, 150, 72) +
      cloudPine(210, 202, 62) +
      cloudPine(364, 230, 56) +
      cloudPine(196, 274, 48) +
      cloudPine(290, 118, 50),
    path('M528 350v-34h-8l8-10h-6v-22h-10q20-8 28-22q8 14 28 22h-10v22h-6l8 10h-8v34Z', '#8d928a') +
      rect(533, 288, 14, 14, p.lamp) +
      circle(540, 295, 44, canvas.glow(p.lamp, 0.7)),
    line('M640 350C636 290 660 260 640 200', wood, 8) +
      times(26, () =>
        ellipse(
          canvas.between(580, 700),
          canvas.between(140, 236),
          15,
          9,
          mix('#b5533c', '#dc9a62', canvas.random()),
        ),
      ),
    ellipse(410, 372, 26, 8, '#9a9d92') +
      ellipse(360, 380, 22, 7, '#8d9086') +
      ellipse(462, 378, 24, 7, '#a5a89c'),
    shoji(0, 132) + shoji(668, 132),
    rect(0, 54, 800, 34, wood) +
      rect(0, 0, 800, 56, canvas.linear(['#c9b28c', '#e2cfa8'])) +
      line('M0 54H800M100 0V54M200 0V54M300 0V54M400 0V54M500 0V54M600 0V54M700 0V54', wood, 4),
    rect(126, 54, 14, 340, darken(wood, 0.2)) + rect(660, 54, 14, 340, darken(wood, 0.2)),
    path('M0 380H800V410H0Z', canvas.linear(['#9a7450', '#7a5a3e'])) +
      line('M0 390H800M0 400H800', darken(wood, 0.2), 1, { opacity: 0.6 }),
    path('M0 410H800V500H0Z', canvas.linear(['#cfc28e', '#a89c68'])) +
      line('M0 410H800M180 410L120 500M400 410V500M620 410L680 500M0 452H800', '#4a4a32', 5),
    path('M250 440h300l20 20H230Z', darken(wood, 0.1)) +
      path('M244 460h312v8H244Z', darken(wood, 0.4)) +
      ellipse(340, 448, 16, 5, '#e9e4d4') +
      ellipse(460, 448, 16, 5, '#e9e4d4') +
      path('M388 446q0-20 12-20t12 20Z', '#54636a'),
    [200, 600].map((x) => ellipse(x, 470, 44, 11, '#6f4a52') + ellipse(x, 466, 44, 10, '#8d5f66')).join(''),
    [70, 730].map((x) => circle(x, 240, 120, canvas.glow(p.lamp, 0.35))).join(''),
  ].join('');
}
