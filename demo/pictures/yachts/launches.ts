import { darken, lighten, mix } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, line, path, rect } from '../svg.ts';
import type { Livery } from './motor-yachts.ts';

/** A varnished runabout at an easy plane. */
export function runabout(canvas: Canvas, palette: Palette, livery: Livery): string {
  const wood = livery.hull;
  return [
    path('M-246 4C-330 0-420 8-470 16C-400 18-300 16-230 14Z', '#fff', { opacity: 0.75 }),
    path(
      'M-240 6C-248-18-246-44-236-54C-120-64 30-72 130-68C200-64 256-56 286-46C262-18 212 2 150 10Z',
      canvas.linear([lighten(wood, 0.3), wood, darken(wood, 0.45)]),
    ),
    line(
      'M-240-40C-120-50 60-56 262-34M-242-26C-120-36 60-42 240-18M-242-12C-120-22 60-26 206-2',
      darken(wood, 0.35),
      1.2,
      { opacity: 0.7 },
    ),
    path(
      'M-236-54C-120-64 30-72 130-68C200-64 256-56 286-46C230-50 130-58 20-58C-80-58-180-52-236-46Z',
      lighten(wood, 0.42),
    ),
    line('M-236-48C-180-54-80-60 20-60C130-60 230-52 284-46', '#f3e6c8', 2.6),
    path(
      'M-130-60C-130-84-120-90-104-90C-92-90-90-78-90-62ZM-44-66C-44-90-34-96-18-96C-6-96-4-82-4-68Z',
      '#f1e5cd',
    ),
    path('M-90-62l-40 2v6h40ZM-4-68l-40 2v8h40Z', '#c9b38c'),
    path('M30-68L8-104L14-106L66-70Z', palette.sky[1] ?? '#fff', { opacity: 0.5 }),
    line('M64-70L11-105M30-68L11-105', '#e7e9ea', 3),
    line('M36-82l-16-2', palette.ink, 3),
    line('M130-69h56M266-50v-16', '#e7e9ea', 3, { 'stroke-linecap': 'round' }),
    line('M-226-58v-44', '#e7e9ea', 2.4),
    path('M-226-102q16 6 32 0v20q-16 6-32 0Z', '#f1e5cd'),
    path(
      'M150 10C190 4 232-10 258-22C300-8 330 4 356 10C290 18 210 18 150 10ZM-240 8C-140 0 40 2 160 10C60 18-140 20-240 8Z',
      '#fff',
      { opacity: 0.82 },
    ),
  ].join('');
}

/** A commuter launch with open sides under a long awning. */
export function gentlemansLaunch(canvas: Canvas, palette: Palette, livery: Livery): string {
  const posts = Array.from({ length: 9 }, (_, index) => `M${-196 + index * 40}-52V-112`).join('');
  return [
    line(posts, '#9c6a3a', 3.4),
    path('M-206-58H130V-72H-206Z', '#d9b98a', { opacity: 0.9 }),
    line('M-190-66H120', '#efe2c6', 12, { 'stroke-dasharray': '26 14' }),
    path('M-226-112Q-60-132 150-116L152-108Q-60-120-226-104Z', '#f5efe1'),
    line('M-226-106H150', mix('#f5efe1', palette.ink, 0.3), 5, { 'stroke-dasharray': '8 8' }),
    path('M136-56V-96L196-92L206-58Z', canvas.linear(['#b67c45', '#8d5a2c'])),
    path('M146-88L190-85L194-70L146-72Z', palette.ink, { opacity: 0.8 }),
    line('M168-87v16', '#b67c45', 4),
    line('M-120-118v-36M190-94v-44', '#c9b38c', 2.4),
    path('M190-138q18 7 34 0v16q-16 6-34 0Z', '#41666f'),
    path(
      'M-282 8C-300-10-310-36-316-46C-200-52 60-56 180-60C240-62 276-66 300-70C300-40 296-10 290 8Z',
      canvas.linear([lighten(livery.hull, 0.3), livery.hull, darken(livery.hull, 0.15)]),
    ),
    line('M-316-44C-200-50 60-54 180-58C240-60 276-64 300-68', '#9c6a3a', 5),
    line('M-306-24C-180-30 120-34 296-40', mix(livery.hull, palette.ink, 0.3), 1.6),
    path('M-282 8L-288 0H291L290 8Z', '#35596b'),
    rect(-160, -30, 300, 2, livery.hull),
    path('M276 8Q300-2 330 10ZM-282 8Q-330 2-390 12Q-320 16-260 12Z', '#fff', { opacity: 0.7 }),
  ].join('');
}
