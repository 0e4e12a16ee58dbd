import { darken, lighten, mix } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, line, path, rect } from '../svg.ts';

/** Boats lie on y = 0 with the bow to the right. `lit` puts light in the windows. */
export interface Livery {
  hull: string;
  house?: string;
  lit?: boolean;
}

const windowPaint = (canvas: Canvas, palette: Palette, lit: boolean | undefined): string =>
  lit === true
    ? canvas.linear([lighten(palette.lamp, 0.25), palette.lamp], 'across')
    : canvas.linear([mix(palette.ink, palette.sky[0] ?? palette.ink, 0.4), darken(palette.ink, 0.1)]);

const railing = (d: string, colour: string, posts: string): string =>
  line(d, colour, 1.3) + line(posts, colour, 9, { 'stroke-dasharray': '1 13', opacity: 0.7 });

/** Fifty metres: three decks, beach club aft, mast with domes. */
export function superyacht(canvas: Canvas, palette: Palette, livery: Livery): string {
  const white = livery.house ?? '#f7f5f0';
  const house = canvas.linear([white, mix(white, palette.water[0] ?? white, 0.28)]);
  const shade = mix(white, palette.ink, 0.32);
  const glass = windowPaint(canvas, palette, livery.lit);
  return [
    path(
      'M-312 6L-306-20L-288-22L-282-46L60-60C180-66 270-80 324-94C312-60 286-20 258 6Z',
      canvas.linear([lighten(livery.hull, 0.2), livery.hull, darken(livery.hull, 0.25)]),
    ),
    path('M-312 6L-310-3H266L258 6Z', darken(palette.ink, 0.2)),
    path('M-310-20L-282-22L-290-8L-310-8Z', darken(livery.hull, 0.45)),
    line('M-284-42L60-56C180-62 270-76 318-88', lighten(livery.hull, 0.6), 1.6, { opacity: 0.8 }),
    path('M-150-34L150-44L176-42L164-32L-150-22ZM-226-30h44v8h-44Z', glass),
    path('M-262-46L-244-86L150-92C176-86 204-76 222-68L200-66L60-60Z', house),
    path('M-226-80L140-86C158-82 172-78 184-73L60-66L-210-60Z', glass),
    line('M-150-80l-6 24M-70-82l-4 20M20-84l-2 20M100-85l2 18', white, 3),
    path('M-282-86L186-95L176-101L-272-93Z', white),
    path('M-244-86L150-92L150-88L-246-82Z', shade, { opacity: 0.5 }),
    path('M-222-93L-206-128L92-132C116-126 138-112 152-100Z', house),
    path('M-176-122L88-127C108-120 122-110 130-102L-160-98Z', glass),
    line('M-110-124l-4 26M-30-126v26M50-128l4 26', white, 3),
    path('M-246-128L122-136L112-142L-236-134Z', white),
    path('M-206-128L92-132L94-128L-208-124Z', shade, { opacity: 0.5 }),
    path('M-146-135L-134-158L18-160C36-154 46-148 56-139Z', house),
    path('M-110-152L14-155C26-150 34-146 40-141L-104-138Z', glass),
    path('M-186-158L46-165L36-170L-176-163Z', white),
    path('M-66-166L-50-206H-26L-18-168Z', house),
    circle(-78, -176, 10, white),
    circle(2, -176, 9, white),
    line('M-38-206V-236M-56-196h38M-180-160l6 22M-232-131l4 34', shade, 2),
    railing('M150-104L222-86L318-98M-276-98L-224-98', shade, 'M-276-96H-224'),
  ].join('');
}

/** Thirty metres: two decks and a flybridge. */
export function flybridge(canvas: Canvas, palette: Palette, livery: Livery): string {
  const white = livery.house ?? '#f5f1ea';
  const house = canvas.linear([white, mix(white, palette.water[1] ?? white, 0.3)]);
  const glass = windowPaint(canvas, palette, livery.lit);
  return [
    path(
      'M-266 6L-262-16L-240-18L-232-50L40-66C150-72 230-84 280-96C266-56 236-18 206 6Z',
      canvas.linear([lighten(livery.hull, 0.22), livery.hull, darken(livery.hull, 0.3)]),
    ),
    path('M-266 6L-264-3H216L206 6Z', darken(palette.ink, 0.2)),
    path('M-120-44C-40-52 60-56 130-54L108-38L-110-30Z', glass),
    path('M-216-52L-196-100L64-106C110-98 156-84 184-74L40-66Z', house),
    path('M-160-96L60-101C100-93 134-83 156-76L40-70L-150-62Z', glass),
    line('M-70-97l-4 30M10-100v32M80-97l6 22', white, 3.4),
    path('M-238-100L104-110L90-117L-226-108Z', white),
    path('M-150-110L-140-132L10-134C30-128 48-120 60-114Z', house),
    path('M0-134C24-128 44-122 60-114L30-113L-8-130Z', glass),
    path('M-190-154L20-160L10-166L-178-160Z', white),
    line('M-170-154l8 44M-6-160l8 28M-120-156l4 24', mix(white, palette.ink, 0.3), 4),
    line('M-80-162L-66-192H-48L-44-163M-57-192v-22', mix(white, palette.ink, 0.2), 4),
    circle(-90, -172, 8, white),
    railing('M110-92L180-90L276-100M-232-66L-196-68', mix(white, palette.ink, 0.4), 'M-230-60H-200'),
  ].join('');
}

/** A low, quick day boat. */
export function sportCruiser(canvas: Canvas, palette: Palette, livery: Livery): string {
  const white = livery.house ?? '#f8f5ee';
  const glass = windowPaint(canvas, palette, livery.lit);
  return [
    path(
      'M-280 6L-278-12L-250-14L-244-44C-120-58 40-70 150-76C220-80 270-86 304-94C284-54 240-14 196 6Z',
      canvas.linear([lighten(livery.hull, 0.15), livery.hull, darken(livery.hull, 0.28)]),
    ),
    path('M-280 6L-279-3H208L196 6Z', darken(palette.ink, 0.15)),
    path('M-60-42C40-52 130-58 196-60L150-40C80-34 0-30-60-30Z', glass),
    line('M-242-36C-120-50 40-62 290-84', darken(livery.hull, 0.35), 2.2),
    path(
      'M-210-50C-190-96-150-120-70-124C10-126 70-106 128-76C20-70-120-58-210-50Z',
      canvas.linear([white, mix(white, palette.ink, 0.14)]),
    ),
    path(
      'M-150-92C-120-108-100-112-66-114C0-116 56-100 104-78C40-74-30-70-96-66C-120-72-140-80-150-92Z',
      glass,
    ),
    line('M-40-114L-24-72M40-106L36-76', white, 4),
    path('M-216-118C-180-132-80-138-20-128L-30-122C-90-130-160-126-210-112Z', white),
    line('M-196-116L-186-60M-96-132l10-26h18l4 26', mix(white, palette.ink, 0.25), 4),
    path('M150-78l70-4l-8-8h-50Z', '#d9cbb2'),
    line(
      'M128-88L220-98L300-100M150-80v-10M190-82v-12M230-84v-13M266-88v-11',
      mix(white, palette.ink, 0.35),
      1.4,
    ),
  ].join('');
}

/** An ice-strengthened explorer: high bow, bridge forward, working deck aft. */
export function explorer(canvas: Canvas, palette: Palette, livery: Livery): string {
  const white = livery.house ?? '#eef0ec';
  const house = canvas.linear([white, mix(white, palette.water[1] ?? white, 0.4)]);
  const shade = mix(white, palette.ink, 0.45);
  const panes = (d: string) => line(d, palette.lamp, 9, { 'stroke-dasharray': '13 7' });
  return [
    path(
      'M-300 8L-306-50L-40-52L-20-78L180-86C230-90 262-98 292-110C288-60 272-20 250 8Z',
      canvas.linear([lighten(livery.hull, 0.22), livery.hull, darken(livery.hull, 0.35)]),
    ),
    path('M-300 8L-301-4H260L250 8Z', '#a2483c'),
    line('M-306-48L-40-50L-20-76L180-84C230-88 262-96 288-106', lighten(livery.hull, 0.65), 2.4),
    line('M-10-46H210', lighten(palette.lamp, 0.2), 7, {
      'stroke-dasharray': '7 19',
      'stroke-linecap': 'round',
    }),
    path('M-70-52L-60-124H176L188-86L-20-78L-40-52Z', house),
    panes('M-46-100H164'),
    path('M-78-124H192L188-131H-72Z', shade),
    path('M-20-131L-14-170H150L178-131Z', house),
    path('M20-162H144L164-140H22Z', darken(palette.ink, 0.05)),
    line('M60-163v24M96-163v24M128-163l8 24', white, 3),
    path('M-34-170H166L158-177H-28Z', shade),
    path('M40-177L52-226H74L84-177Z', house),
    line('M62-226v-38M40-214h46M48-200h32', shade, 2.6),
    circle(16, -186, 10, white),
    circle(112, -186, 9, white),
    path('M-44-124L-38-152H-6L-4-124Z', '#a2483c'),
    line('M-150-52V-120L-250-150M-150-116l-70-14M-250-150v44', '#d9a441', 5, { 'stroke-linejoin': 'round' }),
    path('M-278-66Q-240-80-180-68L-196-52H-262Z', '#d9663f'),
    rect(-128, -72, 46, 22, shade),
    line('M-306-66H-190M192-102L286-118', shade, 1.5),
  ].join('');
}
