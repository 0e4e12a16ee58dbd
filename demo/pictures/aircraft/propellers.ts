import { darken, lighten, mix } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, times } from '../svg.ts';
import type { Paint } from './jets.ts';

const skin = (canvas: Canvas, palette: Palette, body: string): string =>
  canvas.linear([lighten(body, 0.35), body, mix(body, palette.ridges[2] ?? body, 0.5)]);

const propeller = (x: number, y: number, radius: number, ink: string): string =>
  ellipse(x, y, radius * 0.14, radius, '#ffffff', { opacity: 0.3 }) +
  ellipse(x, y, radius * 0.07, radius, ink, { opacity: 0.28 });

/** Pressurised single turboprop, low wing, T-tail. */
export function turboprop(canvas: Canvas, palette: Palette, { body, accent }: Paint): string {
  const metal = skin(canvas, palette, body);
  const glass = mix(palette.ink, palette.sky[0] ?? '', 0.25);
  return [
    path('M-30-6L-90-34L-62-36L40-14Z', mix(body, palette.ridges[2] ?? body, 0.5)),
    path('M-244-12L-160-38L-214-128L-250-128Z', canvas.linear([accent, darken(accent, 0.2)])),
    path('M-280-134L-196-132L-186-124L-272-121Z', metal),
    path(
      'M-248-10C-190-36-130-50-60-52L70-52C112-50 150-38 182-22L246-10C256-6 256 6 246 10C200 26 150 34 90 36L-60 34C-140 28-206 8-248-10Z',
      metal,
    ),
    path('M-214 0C-100 26 100 28 250 4C246 12 200 26 150 32L-60 34C-120 28-170 16-214 0Z', accent, {
      opacity: 0.92,
    }),
    path('M84-44C112-42 134-32 150-24L112-20L80-22Z', glass) + line('M112-40L114-20', body, 2.4),
    times(6, (index) => ellipse(-96 + index * 29, -24, 7.6, 9.6, glass)),
    path('M-128-40h20v52h-20Z', 'none', { stroke: darken(body, 0.3), 'stroke-width': 1 }),
    path('M196 6q18 8 36 4v7q-18 4-36-2Z', darken(body, 0.6)),
    path('M246-11C262-9 272-4 274 0C272 4 262 9 246 11Z', darken(accent, 0.2)),
    propeller(258, 0, 78, palette.ink),
    path(
      'M70 26L-34 28L-150 96L-116 99C-50 74 30 50 96 30Z',
      canvas.linear([lighten(body, 0.1), mix(body, palette.ridges[2] ?? body, 0.4)], 'across'),
    ),
    path('M-150 96L-166 74L-158 73L-116 99Z', accent),
  ].join('');
}

/** High wing, struts, every seat a window; on wheels or floats, its engines on the nose or the wing. */
export function highWing(
  canvas: Canvas,
  palette: Palette,
  { body, accent }: Paint,
  gear: 'wheels' | 'floats',
  engines: 'nose' | 'wing',
): string {
  const metal = skin(canvas, palette, body);
  const glass = mix(palette.ink, palette.sky[0] ?? '', 0.3);
  const nose = engines === 'nose';
  const stand =
    gear === 'wheels'
      ? line('M-10 30L-26 66M20 30L36 66M170 24V62', darken(body, 0.4), 6) +
        circle(-28, 72, 19, palette.ink) +
        circle(-28, 72, 7, body) +
        circle(38, 72, 17, darken(palette.ink, 0.1)) +
        circle(172, 72, 15, palette.ink) +
        circle(172, 72, 5, body)
      : line('M-70 26L-90 68M60 30L90 66M-40 28L80 66M120 24L20 68', darken(body, 0.35), 4.5) +
        path(
          'M-190 70L-176 62L170 60C206 60 226 66 238 72C222 88 190 96 150 98L20 98L8 92H-120Z',
          canvas.linear([lighten(body, 0.2), mix(body, palette.water[1] ?? '', 0.5)]),
        ) +
        line('M-170 76H220', accent, 4);
  const fuselage = nose
    ? 'M-262-26C-200-34-130-46-60-50L64-52C92-50 110-36 126-22L196-16C214-12 218-2 216 10C210 22 180 28 150 30L-60 32C-140 20-200 0-262-14Z'
    : 'M-282-28C-210-36-130-46-60-50L110-52C146-50 172-34 204-14C216-4 212 12 196 20C170 28 150 30 120 32L-60 32C-140 20-210 0-282-16Z';
  const front = nose
    ? 'M70-44C90-42 104-32 114-22L96-18L70-18Z'
    : 'M122-44C146-40 164-30 182-17L150-14L122-16Z';
  return [
    stand,
    path('M-280-20L-214-38L-262-118L-300-118Z', canvas.linear([accent, darken(accent, 0.2)])),
    path('M-318-44L-226-40L-216-32L-312-30Z', metal),
    path(fuselage, metal),
    path('M-250-14C-160 2-60 12 208 6C204 22 180 28 150 30L-60 32C-130 22-190 2-250-14Z', accent, {
      opacity: 0.92,
    }),
    path(front, glass),
    times(nose ? 6 : 8, (index) => path(`M${-100 + index * 27}-38h19v20h-19Z`, glass)),
    path('M-128-42h22v56h-22Z', 'none', { stroke: darken(body, 0.3), 'stroke-width': 1 }),
    line('M10 24L-44-48', darken(body, 0.25), 5),
    path(
      'M-96-52C-40-64 60-68 106-60C112-56 108-50 96-50L-90-46Z',
      canvas.linear([lighten(body, 0.4), mix(body, palette.ridges[2] ?? '', 0.4)]),
    ),
    path('M96-54L-80-48L-190-28L-168-22C-80-26 30-38 100-48Z', mix(body, palette.ridges[2] ?? body, 0.25)),
    line('M-190-28L-168-22', accent, 6),
    nose
      ? path('M214-8C228-6 236 0 236 3C234 8 226 12 214 12Z', darken(accent, 0.2)) +
        propeller(224, 2, 72, palette.ink) +
        path('M130 12q30 8 60 2v8q-30 6-60-1Z', darken(body, 0.6))
      : path(
          'M-14-60C20-72 90-72 132-62C140-54 138-46 128-42C90-36 20-38-14-46Z',
          canvas.linear([lighten(body, 0.3), darken(body, 0.25)]),
        ) +
        path('M132-60q14 4 16 8q-4 6-16 8Z', accent) +
        propeller(140, -52, 62, palette.ink),
  ].join('');
}

/** Open biplane of the nineteen-thirties. */
export function biplane(canvas: Canvas, palette: Palette, { body, accent }: Paint): string {
  const metal = skin(canvas, palette, body);
  const fabric = canvas.linear([lighten(accent, 0.25), darken(accent, 0.12)]);
  return [
    path('M-50 34L-150 58L-130 64L70 40Z', darken(accent, 0.25)),
    path('M-226-22C-250-40-252-78-232-86C-208-90-196-60-186-30Z', fabric),
    path('M-256-26L-178-22L-170-14L-250-14Z', fabric),
    path(
      'M-230-24C-150-30-80-36-20-38L110-42C146-42 162-30 164-6C164 22 150 38 116 40L-20 34C-100 24-170 4-230-12Z',
      metal,
    ),
    line('M-216-18C-100-10 60-4 164-4', accent, 7),
    path('M-66-36Q-50-30-26-37ZM26-40Q44-32 66-40Z', darken(palette.ink, 0.1)),
    path('M-24-38l8-16l5 1l-2 16ZM68-40l8-16l5 1l-2 15Z', palette.sky[1] ?? '', { opacity: 0.7 }),
    circle(-46, -48, 11, '#7a5236') + path('M-57-48q-16 8-34 4q14 8 34 10Z', '#c9503f'),
    circle(44, -50, 10, '#8a6244'),
    path('M150-40q30 8 30 36t-30 40Z', darken(body, 0.35)) +
      ellipse(168, -3, 12, 34, darken(palette.ink, 0.05)),
    ellipse(190, -3, 9, 92, '#ffffff', { opacity: 0.3 }) +
      line('M190-92Q196-3 188 86', darken('#8a5a34', 0.1), 6, { opacity: 0.6 }) +
      circle(188, -3, 9, '#caa26a'),
    line('M-20 44V-112M96 44L112-112M20-40L10-112M84-40L78-112', '#caa26a', 5),
    line('M-20-110L96 44M-20 44L112-110', palette.ink, 0.9, { opacity: 0.6 }),
    path('M-66-112C-30-124 100-126 152-118C158-112 154-106 146-106L-60-104Z', fabric),
    path('M-66-112L-150-98L-132-90L146-106Z', darken(accent, 0.18)),
    path('M-72 42C-30 32 90 30 132 38C138 44 134 50 126 50L-66 52Z', fabric),
    line('M60 46L74 86M110 44L78 86', darken(body, 0.4), 4.5),
    circle(76, 94, 18, palette.ink) + circle(76, 94, 8, '#d9cbb0'),
    line('M-206-10l-12 18', palette.ink, 4),
  ].join('');
}
