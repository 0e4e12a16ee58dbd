import { road, skyline } from '../buildings.ts';
import { lighten, mix } from '../colour.ts';
import { clouds, peak, ridge, sea, shadow, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, ellipse, group, line, path, place, rect, times } from '../svg.ts';
import { palm } from '../trees.ts';
import { helicopter } from './helicopters.ts';
import { longRangeJet, undercarriage } from './jets.ts';
import { highWing } from './propellers.ts';
import type { AircraftScene } from './scene.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** An aircraft on floats at rest, with what the water gives back of it. */
const afloat = (canvas: Canvas, drawn: string, x: number, y: number, scale: number, glint: string): string =>
  place('<use href="#plane" opacity=".18"/>', x, y + 174 * scale, scale, -scale * 0.7) +
  line(
    times(
      12,
      () =>
        `M${Math.round(canvas.between(60, 700))} ${Math.round(canvas.between(y + 122, 486))}h${Math.round(canvas.between(30, 110))}`,
    ),
    glint,
    2,
    { opacity: 0.4 },
  ) +
  place(group(drawn, { id: 'plane' }), x, y, scale) +
  path(
    `M${x - 230} ${y + 104 * scale}C${x - 90} ${y + 96 * scale} ${x + 130} ${y + 96 * scale} ${x + 300} ${y + 105 * scale}C${x + 170} ${y + 114 * scale} ${x - 90} ${y + 114 * scale} ${x - 230} ${y + 104 * scale}Z`,
    '#fff',
    { opacity: 0.5 },
  );

const overwaterVillas = (p: Palette): string =>
  line('M470 296H800', '#8d6d4c', 3) +
  times(4, (index) => {
    const x = 500 + index * 78;
    return (
      path(`M${x} 284l26-24l26 24Z`, '#a88a5c') +
      rect(x + 6, 284, 40, 12, '#e8d6b4') +
      line(`M${x + 10} 296v10M${x + 42} 296v10`, p.ink, 2)
    );
  });

const acacia = (x: number, y: number, size: number, fill: string): string =>
  line(
    `M${x} ${y}C${x - 4} ${y - size * 0.4} ${x + 6} ${y - size * 0.5} ${x - size * 0.3} ${y - size * 0.8}M${x} ${y - size * 0.4}Q${x + 6} ${y - size * 0.6} ${x + size * 0.34} ${y - size * 0.8}M${x} ${y - size * 0.45}V${y - size * 0.85}`,
    fill,
    size * 0.035,
  ) +
  path(
    `M${x - size * 0.72} ${y - size * 0.76}Q${x - size * 0.5} ${y - size * 0.96} ${x} ${y - size}T${x + size * 0.74} ${y - size * 0.78}Q${x} ${y - size * 0.84} ${x - size * 0.72} ${y - size * 0.76}Z`,
    fill,
  );

export const landed: Record<string, AircraftScene> = {
  'saqr-long-range': {
    palette: 'desert',
    draw: (canvas, p) =>
      sky(canvas, p, 330, 630, 170) +
      ridge(canvas, tone(p, 0), 312, 40, 'hills', 350) +
      path('M40 336C160 290 300 270 470 336Z', lighten(tone(p, 1), 0.2)) +
      line('M60 334C170 296 300 280 450 334', tone(p, 2), 3, { opacity: 0.6 }) +
      rect(0, 334, 800, 12, '#c9a67c') +
      road(canvas, 344, '#cbb59a', '#8f8377') +
      line('M0 452H800', '#f1e3c6', 4, { 'stroke-dasharray': '40 26', opacity: 0.8 }) +
      shadow(400, 404, 350, 16, 0.3) +
      place(
        undercarriage('#2a2523', '#8d857b') + longRangeJet(canvas, p, { body: '#faf5ea', accent: '#8a5a3a' }),
        396,
        316,
        1.06,
      ),
  },
  'dhoni-seaplane': {
    palette: 'azure',
    draw: (canvas, p) =>
      sky(canvas, p, 296, 170, 110) +
      clouds(canvas, p, 60, 220, 6) +
      rect(0, 296, 800, 204, canvas.linear(['#bfe6dd', '#6cc4c0', '#2f93a5'])) +
      path('M0 300C120 288 260 290 360 300Z', '#efe3c4') +
      times(6, (index) => palm(canvas, 60 + index * 40, 294, 60 + (index % 3) * 24, p.foliage)) +
      overwaterVillas(p) +
      path('M0 360C200 344 500 352 800 336V352C500 370 200 360 0 378Z', '#d8f2e6', { opacity: 0.4 }) +
      afloat(
        canvas,
        highWing(canvas, p, { body: '#fbf8f0', accent: '#d9663f' }, 'floats', 'wing'),
        412,
        306,
        1.1,
        '#e8fbf4',
      ),
  },
  'savanna-bushplane': {
    palette: 'golden',
    draw: (canvas, p) =>
      sky(canvas, p, 320, 640, 240) +
      clouds(canvas, p, 50, 140, 3) +
      path('M60 330C160 260 220 190 280 168Q330 158 376 170C440 196 520 270 640 330Z', tone(p, 0)) +
      path(
        'M280 168Q330 158 376 170L396 184Q370 180 356 192Q340 180 322 194Q306 182 290 190Q274 180 262 182Z',
        '#fbf3e2',
      ) +
      ridge(canvas, tone(p, 1), 326, 16, 'hills', 350) +
      times(7, (index) =>
        acacia(30 + index * 124, 338, 44 + (index % 3) * 14, mix(p.foliage, tone(p, 1), 0.4)),
      ) +
      path('M0 334H800V500H0Z', canvas.linear(['#d8b878', '#9d7c48'])) +
      path('M0 396C240 384 560 384 800 394V440C560 430 240 432 0 446Z', '#c4a06a') +
      acacia(110, 392, 210, p.foliage) +
      shadow(430, 412, 260, 12, 0.3) +
      place(highWing(canvas, p, { body: '#f7f0df', accent: '#9a4f2f' }, 'wheels', 'nose'), 440, 312, 1.1) +
      line(
        times(
          40,
          () =>
            `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(452, 500))}q3-14 ${Math.round(canvas.between(-8, 10))}-22`,
        ),
        '#7d6236',
        2,
        { opacity: 0.7 },
      ),
  },
  'pelican-seaplane': {
    palette: 'dusk',
    draw: (canvas, p) =>
      sky(canvas, p, 300, 560, 220) +
      clouds(canvas, p, 60, 180, 4) +
      ridge(canvas, tone(p, 0), 290, 36, 'hills', 310) +
      skyline(canvas, p, tone(p, 1), 304, 20, 90, [40, 330]) +
      path('M480 306C560 270 680 262 800 250V310Z', tone(p, 2)) +
      sea(canvas, p, 302, 560) +
      afloat(
        canvas,
        highWing(canvas, p, { body: '#e6b04c', accent: '#2b3a5c' }, 'floats', 'nose'),
        412,
        300,
        1.16,
        '#e8b8a8',
      ),
  },
  'kea-helicopter': {
    palette: 'winter',
    draw: (canvas, p) =>
      sky(canvas, p, 400, 640, 100) +
      peak(190, 70, 420, 320, '#b5c6d6', '#8aa2b9', '#fbfcfd') +
      peak(560, 130, 420, 320, '#c3d1dd', '#9db2c6', '#fbfcfd') +
      ridge(canvas, '#a9bccc', 390, 60, 'peaks', 440) +
      path('M0 420C140 384 300 410 460 400S700 380 800 392V500H0Z', canvas.linear(['#fbfcfd', '#c3d3df'])) +
      path('M0 470C200 430 460 470 800 440V500H0Z', '#dfe8ee') +
      ellipse(400, 414, 300, 22, '#fff', { opacity: 0.7 }) +
      shadow(400, 406, 230, 9, 0.22) +
      place(helicopter(canvas, p, { body: '#4a7a5a', accent: '#d9863f' }, false), 420, 318, 1.12) +
      path('M60 420q60-30 120-10q-30-34-90-24ZM620 420q70-34 130-6q-40-34-100-26Z', '#fff', { opacity: 0.8 }),
  },
};
