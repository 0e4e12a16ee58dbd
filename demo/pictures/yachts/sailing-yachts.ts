import { darken, lighten, mix } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, group, line, path, rect } from '../svg.ts';
import type { Livery } from './motor-yachts.ts';

const sailPaint = (canvas: Canvas, palette: Palette, cloth: string): string =>
  canvas.linear([lighten(cloth, 0.3), cloth, mix(cloth, palette.ridges[2] ?? cloth, 0.35)], 'across');

const seams = (d: string, palette: Palette): string => line(d, palette.ink, 0.9, { opacity: 0.22 });

/** A long-keeled cruising sloop under main and genoa, heeling a little. */
export function sloop(canvas: Canvas, palette: Palette, livery: Livery): string {
  const cloth = sailPaint(canvas, palette, '#f4ecdc');
  return group(
    [
      line('M40-338L262-50M40-338L-256-30', palette.ink, 1, { opacity: 0.6 }),
      path('M35-330C-20-268-128-150-192-68L35-66Z', cloth),
      path('M46-322C124-228 206-120 254-54C180-76 90-78 6-58C44-140 58-240 46-322Z', cloth),
      seams(
        'M10-286L35-284M-40-222L35-218M-98-150L35-142M-146-100L35-92M88-268Q76-262 52-264M146-192Q110-182 52-186M202-122Q130-104 40-116',
        palette,
      ),
      rect(36, -340, 5, 306, '#d8cfbd'),
      line('M38-62L-196-62', '#cbb894', 5),
      path(
        'M-252 6C-260-8-262-18-258-28L150-38C200-41 240-46 268-54C252-28 220-4 186 6Z',
        canvas.linear([lighten(livery.hull, 0.25), livery.hull, darken(livery.hull, 0.3)]),
      ),
      path('M-252 6L-256-2H198L186 6Z', '#9a3f38'),
      line('M-256-23L150-33C200-36 236-41 258-48', '#e4c98c', 1.6),
      path('M-120-32C-108-46-70-50 0-50L56-46L92-37Z', '#efe8d8'),
      path('M-92-38Q-40-46 50-42L60-39L-90-35Z', palette.ink, { opacity: 0.8 }),
      line('M-258-42H-180M262-66L120-46M-256-30v-14M-200-30v-12M180-42v-12', '#e9e4da', 1.3),
    ].join(''),
    { transform: 'rotate(-2.5)' },
  );
}

/** A racing sloop: square-headed main, gennaker, bow wave. */
export function racer(canvas: Canvas, palette: Palette, livery: Livery): string {
  return (
    group(
      [
        line('M20-360L252-40M20-356L-236-24', palette.ink, 1, { opacity: 0.6 }),
        path(
          'M14-356L-30-350C-70-270-160-150-206-62L14-58Z',
          canvas.linear(['#3b4450', '#59636f', '#2b333d'], 'across'),
        ),
        path(
          'M26-338C150-318 268-214 262-66C210-104 110-100 34-74C66-160 62-260 26-338Z',
          canvas.linear(['#f3efe6', '#d8694a', '#b8472f'], 'across'),
        ),
        path('M26-338C150-318 268-214 262-66C236-84 214-90 186-94C204-200 130-290 26-338Z', '#f6f1e6', {
          opacity: 0.85,
        }),
        seams('M-44-318L14-316M-84-246L14-240M-132-172L14-164M-172-112L14-104', palette),
        rect(15, -362, 4.5, 330, '#20262e'),
        line('M18-56L-214-56', '#20262e', 5),
        path(
          'M-236 2C-242-10-240-20-236-28L180-38L254-44C246-20 222-2 204 4Z',
          canvas.linear([lighten(livery.hull, 0.25), livery.hull]),
        ),
        line('M-236-22L180-32L252-38', '#d8694a', 3),
        line('M250-42L292-54', '#20262e', 4),
        path('M-170-30C-150-42-100-44-60-40L20-34Z', '#4a545f'),
        line('M-206-34v-14m22 14v-16m20 14v-15m60 8v-15m24 14v-14', '#d9dee0', 6, {
          'stroke-linecap': 'round',
        }),
      ].join(''),
      { transform: 'rotate(-5)' },
    ) +
    path(
      'M196 2C216-18 244-18 262-8C280-14 300-4 308 8C270 14 220 12 196 2ZM-250 6C-200-2-120 4-60 8C-120 14-210 16-300 12Z',
      '#ffffff',
      { opacity: 0.8 },
    )
  );
}

/** A gaff ketch of the nineteen-thirties. */
export function ketch(canvas: Canvas, palette: Palette, livery: Livery): string {
  const cloth = sailPaint(canvas, palette, '#ead9b8');
  return group(
    [
      line('M30-330L318-58M30-330L-150-240M-150-250L-272-44M30-290L230-48', palette.ink, 1, { opacity: 0.6 }),
      path('M26-240L26-66L-112-62L-96-286Q-40-270 26-240Z', cloth),
      path('M26-330L22-250Q-40-278-92-292Z', cloth),
      path('M36-280C100-200 170-116 222-56C160-74 90-76 40-66Z', cloth),
      path('M44-318C140-230 240-130 312-66C270-84 250-88 226-86C170-160 100-250 44-318Z', cloth),
      path('M-156-196L-154-64L-262-60L-248-218Q-200-212-156-196Z', cloth),
      seams('M26-200L-100-226M26-150L-106-168M26-104L-110-114M-156-150L-252-166M-156-104L-258-112', palette),
      rect(27, -336, 6, 300, '#b98a52'),
      rect(-156, -254, 5, 220, '#b98a52'),
      line('M28-62L-118-58M28-236L-100-290M-154-60L-272-56M-154-192L-252-222M230-46L322-62', '#a87742', 4.5),
      path(
        'M-268 6C-250 0-282-24-290-38L-40-34C80-36 170-44 250-58C240-30 206-2 168 6Z',
        canvas.linear([lighten(livery.hull, 0.3), livery.hull, darken(livery.hull, 0.35)]),
      ),
      path('M-262 6L-256 0H182L168 6Z', '#8d3d35'),
      line('M-288-34L-40-30C80-32 170-40 246-53', '#e8cf96', 2),
      path('M-80-36L-76-50H-10L-6-36ZM60-38L64-48H110L114-40Z', '#a9743f'),
      line('M-70-44h54M70-44h36', palette.ink, 4, { 'stroke-dasharray': '9 6' }),
    ].join(''),
    { transform: 'rotate(-2)' },
  );
}

/** A cruising catamaran; its sails set or stowed. */
export function catamaran(canvas: Canvas, palette: Palette, livery: Livery, underSail: boolean): string {
  const white = livery.house ?? '#f6f3ec';
  const cloth = sailPaint(canvas, palette, '#f6efe2');
  const sails = underSail
    ? path('M24-366L-6-362C-60-280-140-190-176-108L24-106Z', cloth) +
      path('M34-344C100-250 168-150 214-58C150-84 90-90 34-92C50-180 50-270 34-344Z', cloth) +
      seams(
        'M-24-328L24-326M-66-258L24-252M-116-190L24-180M-152-140L24-132M96-250Q70-242 44-244M160-152Q110-138 44-144',
        palette,
      )
    : path('M20-104L-170-100Q-178-114-160-118L16-120Z', '#5e7c86') +
      line('M34-344L212-58', mix(white, palette.ink, 0.25), 4);
  return [
    path('M-196 2L-206-30L-150-44L190-46L226-50L216 2Z', mix(white, palette.water[2] ?? white, 0.5)),
    sails,
    line('M28-370L216-54M28-366L-200-40', palette.ink, 1, { opacity: 0.55 }),
    rect(25, -372, 6, 300, mix(white, palette.ink, 0.18)),
    line('M26-104L-178-100', mix(white, palette.ink, 0.2), 5),
    path(
      'M-166-46C-160-80-140-94-110-96L30-96C70-90 104-66 122-48Z',
      canvas.linear([white, mix(white, palette.ink, 0.12)]),
    ),
    path(
      'M-128-84L26-86C56-80 78-66 92-56L-136-54Z',
      canvas.linear([mix(palette.ink, palette.sky[0] ?? '', 0.45), palette.ink]),
    ),
    line('M-70-86l-4 32M0-87v32', white, 4),
    path('M-214-98Q-200-108-150-108L40-108L62-100L-204-92Z', white),
    line('M-200-94v56M-176-94v52', mix(white, palette.ink, 0.25), 4),
    path(
      'M-246 8L-252-8L-226-10L-222-22L-200-24L-192-42L180-50L240-56L232 8Z',
      canvas.linear([livery.hull, mix(livery.hull, palette.water[1] ?? '', 0.3)]),
    ),
    path('M-246 8L-248 1H233L232 8Z', '#35596b'),
    path('M-110-34L90-40L104-34L90-26L-110-22Z', palette.ink, { opacity: 0.82 }),
    line('M124-50L126-64L236-70L238-56M160-52v-14M198-54v-14', mix(white, palette.ink, 0.35), 1.3),
  ].join('');
}

/** A gulet: broad wooden hull, high stern, furled sails and an awning. */
export function gulet(canvas: Canvas, palette: Palette, livery: Livery): string {
  return [
    line('M60-320L330-84M60-320L-140-270M-140-276L-300-70M60-316L-40-70M-140-272L-200-66', palette.ink, 1, {
      opacity: 0.6,
    }),
    rect(57, -324, 7, 280, '#a8703c'),
    rect(-143, -280, 6, 230, '#a8703c'),
    path('M58-84L-96-80Q-104-94-90-98L58-100ZM-142-92L-258-88Q-264-100-252-103L-142-105Z', '#efe5cf'),
    line('M60-78L-104-74M-140-86L-266-82M262-66L336-86', '#8f5d30', 5),
    path('M318-88L76-304L90-300L326-92Z', '#efe5cf'),
    path('M-292-108Q-220-122-150-112L-148-106Q-220-114-292-101Z', '#f3ead6'),
    line('M-286-104v46M-156-108v48', '#8f5d30', 3),
    path('M-110-54L-104-78H100L116-54Z', canvas.linear(['#c58f55', '#9a6535'])),
    line('M-92-67H96', palette.ink, 11, { 'stroke-dasharray': '20 9' }),
    path(
      'M-270 8C-300-10-316-44-314-72C-260-60-200-54-120-50C40-46 160-52 280-76C270-40 232-4 196 8Z',
      canvas.linear([lighten(livery.hull, 0.22), livery.hull, darken(livery.hull, 0.4)]),
    ),
    line('M-312-64C-260-52-200-46-120-42C40-38 160-44 274-68', '#f1e2bf', 2.2),
    line('M-308-50C-240-34-120-28 0-28C120-28 200-36 262-52', darken(livery.hull, 0.35), 2),
    path('M-270 8L-278 0H212L196 8Z', '#2f5b62'),
    line('M-230-34H-110', palette.lamp, 7, { 'stroke-dasharray': '9 17' }),
    line('M-314-84C-260-72-200-66-120-62C40-58 160-64 282-88', '#8f5d30', 1.6),
  ].join('');
}
