import { skyline, spire } from '../buildings.ts';
import { darken, lighten, mix } from '../colour.ts';
import { clouds, ridge, sea, shadow, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, line, path, polygon, rect } from '../svg.ts';
import { hedge, palm, umbrellaPine } from '../trees.ts';
import { glassRoom, loungers, masonry, pool } from './garden.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** Two terraces of stone and glass above the sea. */
export function clifftopVilla(canvas: Canvas, p: Palette): string {
  const stone = '#a893a0';
  return [
    sky(canvas, p, 270, 660, 210),
    clouds(canvas, p, 60, 150, 3),
    ridge(canvas, tone(p, 0), 262, 40, 'hills', 290),
    sea(canvas, p, 270, 660, 400),
    umbrellaPine(canvas, 88, 372, 270, p.foliage, darken(p.foliage, 0.3)),
    path('M0 376H800V500H0Z', canvas.linear(['#6d5f78', '#3a3654'])),
    rect(170, 200, 330, 12, '#efe3dc'),
    glassRoom(canvas, p, 190, 212, 270, 70, 6),
    rect(460, 150, 76, 226, canvas.linear([lighten(stone, 0.15), darken(stone, 0.2)])),
    masonry(canvas, 460, 150, 76, 226, darken(stone, 0.5)),
    rect(130, 280, 520, 14, '#f3e8e0'),
    rect(130, 294, 520, 4, darken(stone, 0.5)),
    glassRoom(canvas, p, 180, 298, 280, 78, 5),
    glassRoom(canvas, p, 536, 298, 90, 78, 2),
    rect(140, 296, 44, 80, canvas.linear([stone, darken(stone, 0.3)])),
    masonry(canvas, 140, 296, 44, 80, darken(stone, 0.5)),
    line('M630 298V376M500 212V200', '#efe3dc', 4),
    line('M536 268H648M540 280v-12M576 280v-12M612 280v-12M646 280v-12', '#f3e8e0', 1.6),
    circle(320, 340, 190, canvas.glow(p.lamp, 0.3)),
    rect(100, 374, 600, 8, '#d9c8c8'),
    pool(canvas, p, 180, 402, 440, 60, 0, '#cbb9bd'),
    path('M250 404h190l16 54H226Z', p.lamp, { opacity: 0.2 }),
    loungers(640, 404, 2, '#f3e8e0', p.ink),
    umbrellaPine(canvas, 728, 392, 230, darken(p.foliage, 0.1), darken(p.foliage, 0.4)),
    hedge(canvas, -10, 170, 506, 34, darken(p.foliage, 0.15)),
    hedge(canvas, 650, 820, 508, 34, darken(p.foliage, 0.15)),
  ].join('');
}

/** Deep eaves and still water on the bay. */
export function bayVilla(canvas: Canvas, p: Palette): string {
  const travertine = '#eadcc2';
  return [
    sky(canvas, p, 290, 180, 130),
    skyline(canvas, p, '#d2c4ae', 290, 24, 100, [430, 800]),
    spire(610, 290, 210, '#cbbba2'),
    sea(canvas, p, 290, 180, 360),
    palm(canvas, 66, 380, 300, p.foliage),
    palm(canvas, 140, 380, 220, lighten(p.foliage, 0.1)),
    path('M0 356H800V500H0Z', canvas.linear(['#e8d6b4', '#c6a97c'])),
    shadow(430, 382, 330, 10, 0.2),
    rect(330, 176, 250, 12, lighten(travertine, 0.4)),
    rect(350, 188, 210, 62, travertine),
    line('M366 219H546', darken(travertine, 0.3), 46, { 'stroke-dasharray': '4 6' }),
    rect(200, 246, 470, 14, lighten(travertine, 0.5)),
    rect(200, 260, 470, 6, darken(travertine, 0.35)),
    rect(
      240,
      266,
      390,
      112,
      canvas.linear([mix(p.ink, p.sky[0] ?? '', 0.5), mix(p.ink, p.water[1] ?? '', 0.5)]),
    ),
    path('M250 266h70l-50 112h-20ZM420 266h50l-50 112h-50Z', '#fff', { opacity: 0.12 }),
    line('M305 266V378M370 266V378M435 266V378M500 266V378M565 266V378', lighten(travertine, 0.3), 3),
    rect(214, 262, 30, 116, canvas.linear([lighten(travertine, 0.2), darken(travertine, 0.18)], 'across')),
    rect(600, 262, 40, 116, canvas.linear([lighten(travertine, 0.2), darken(travertine, 0.18)], 'across')),
    rect(640, 310, 130, 68, canvas.linear([travertine, darken(travertine, 0.15)])),
    line('M640 312H770', lighten(travertine, 0.5), 6),
    line('M664 330v34M694 330v34M724 330v34', darken(travertine, 0.35), 12, { 'stroke-linecap': 'round' }),
    rect(170, 378, 520, 8, lighten(travertine, 0.4)),
    pool(canvas, p, 210, 402, 440, 66, 0, lighten(travertine, 0.35)),
    path('M300 404h190l10 62H286Z', lighten(travertine, 0.4), { opacity: 0.22 }),
    loungers(60, 424, 2, '#fbf6ea', '#8d7250'),
    palm(canvas, 726, 390, 250, p.foliage),
    hedge(canvas, -10, 150, 508, 30, p.foliage),
    hedge(canvas, 690, 820, 508, 30, p.foliage),
  ].join('');
}

/** Cedar on stilts over the tide. */
export function beachHouse(canvas: Canvas, p: Palette): string {
  const cedar = '#a9835f';
  return [
    sky(canvas, p, 300, 150, 200),
    clouds(canvas, p, 50, 170, 4),
    sea(canvas, p, 300, 150, 500),
    path('M800 240C700 246 640 262 590 300H800Z', tone(p, 1)),
    path(
      'M360 420C480 392 640 380 800 384V500H240C260 470 300 436 360 420Z',
      canvas.linear(['#e8d4ae', '#c7ab80']),
    ),
    path('M150 452C220 440 300 430 360 420C300 438 262 470 240 500H100Q110 470 150 452Z', '#fff5e2', {
      opacity: 0.7,
    }),
    line('M340 350V426M410 350V418M480 350V410M550 350V404M620 350V400M690 350V396', '#6f553d', 7),
    line('M340 420L410 356M480 410L550 356M620 400L690 356', '#6f553d', 3),
    path('M300 346H810V360H300Z', '#8a6a4a'),
    rect(360, 236, 450, 110, canvas.linear([lighten(cedar, 0.1), darken(cedar, 0.25)])),
    line(
      'M600 250H810M600 264H810M600 278H810M600 292H810M600 306H810M600 320H810M600 334H810',
      darken(cedar, 0.4),
      1.3,
      { opacity: 0.6 },
    ),
    glassRoom(canvas, p, 376, 252, 210, 94, 4),
    rect(640, 270, 70, 46, canvas.linear([lighten(p.lamp, 0.2), p.lamp])),
    line('M675 270v46M640 293h70', '#efe3cf', 2.4),
    polygon([330, 240, 350, 224, 790, 196, 800, 196, 800, 216], '#d9d2c4'),
    polygon([330, 240, 800, 216, 800, 226, 338, 246], darken(cedar, 0.5)),
    rect(700, 160, 40, 50, canvas.linear(['#b5a48e', '#8d7d69'])),
    line('M300 322H376M304 346v-24M322 346v-24M340 346v-24M358 346v-24', '#efe3cf', 2.4),
    line('M300 356L244 428M322 360L268 430M292 370h20M282 384h20M270 400h20M258 414h20', '#8a6a4a', 3.4),
    path('M430 400Q500 374 566 392Q500 396 430 400Z', '#f3eee0'),
    line('M760 470q6-40-8-60M768 470q16-30 26-40', '#8f8d62', 2.2),
  ].join('');
}
