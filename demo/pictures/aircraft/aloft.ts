import { hillTown, skyline } from '../buildings.ts';
import { darken, mix } from '../colour.ts';
import { clouds, peak, ridge, sea, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, group, line, path, place, polygon, rect, times } from '../svg.ts';
import { hedge } from '../trees.ts';
import { balloon, helicopter } from './helicopters.ts';
import { lightJet, longRangeJet } from './jets.ts';
import { biplane, turboprop } from './propellers.ts';
import type { AircraftScene } from './scene.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** A sea of cloud, seen from above: long shallow swells. */
const cloudSea = (canvas: Canvas, p: Palette, y: number): string =>
  times(4, (index) => {
    const base = y + index * 34;
    const swells = times(9, () => {
      const reach = Math.round(canvas.between(70, 150));
      return `a${reach / 2} ${Math.round(canvas.between(9, 17) + index * 3)} 0 0 1 ${reach} 0`;
    });
    return path(`M-60 ${base}${swells}V500H-60Z`, mix(p.light, tone(p, 0), 0.66 - index * 0.2));
  });

const flying = (drawn: string, x: number, y: number, scale: number, degrees: number): string =>
  group(drawn, { transform: `translate(${x} ${y}) rotate(${degrees}) scale(${scale})` });

const fairyChimney = (x: number, base: number, size: number, fill: string): string =>
  path(
    `M${x - size * 0.24} ${base}C${x - size * 0.16} ${base - size * 0.4} ${x - size * 0.12} ${base - size * 0.6} ${x - size * 0.1} ${base - size * 0.78}H${x + size * 0.1}C${x + size * 0.12} ${base - size * 0.6} ${x + size * 0.18} ${base - size * 0.4} ${x + size * 0.26} ${base}Z`,
    fill,
  ) +
  path(
    `M${x - size * 0.16} ${base - size * 0.76}Q${x - size * 0.1} ${base - size} ${x} ${base - size}T${x + size * 0.16} ${base - size * 0.76}Z`,
    darken(fill, 0.35),
  );

export const aloft: Record<string, AircraftScene> = {
  'merlette-light-jet': {
    palette: 'dawn',
    draw: (canvas, p) =>
      sky(canvas, p, 400, 610, 270) +
      clouds(canvas, p, 50, 200, 4) +
      cloudSea(canvas, p, 380) +
      flying(lightJet(canvas, p, { body: '#f6f1ea', accent: '#3d4a78' }), 390, 230, 1.18, -6),
  },
  'altamere-8000': {
    palette: 'dusk',
    draw: (canvas, p) =>
      sky(canvas, p, 420, 160, 320) +
      clouds(canvas, p, 60, 240, 5) +
      cloudSea(canvas, p, 420) +
      rect(0, 380, 800, 120, '#2e3560', { opacity: 0.35 }) +
      flying(longRangeJet(canvas, p, { body: '#efe8e6', accent: '#23294d' }), 405, 236, 1.08, -4),
  },
  'azurine-helicopter': {
    palette: 'azure',
    draw: (canvas, p) =>
      sky(canvas, p, 330, 150, 110) +
      ridge(canvas, tone(p, 0), 262, 120, 'peaks', 340) +
      path('M420 340C480 250 600 210 800 190V340Z', tone(p, 1)) +
      hillTown(canvas, ['#f3e6cf', '#eccfae', '#e2b898', '#f6efe2', '#d9dfd8'], '#b8674a', '#857a6e', [
        { y: 292, from: 560, to: 800, size: 20 },
        { y: 326, from: 510, to: 800, size: 26 },
      ]) +
      sea(canvas, p, 334, 150) +
      line('M520 352h120M560 362h90M650 350h70', '#fbf8f1', 5, { 'stroke-linecap': 'round', opacity: 0.9 }) +
      flying(helicopter(canvas, p, { body: '#f5f2ea', accent: '#2d6d8c' }, true), 400, 208, 1.06, 3),
  },
  'corviglia-turboprop': {
    palette: 'winter',
    draw: (canvas, p) =>
      sky(canvas, p, 420, 160, 110) +
      peak(600, 120, 430, 330, '#b7c8d8', '#8ea6bd', '#fbfcfd') +
      peak(300, 190, 430, 280, '#c5d3df', '#9fb4c8', '#fbfcfd') +
      peak(60, 160, 430, 230, '#aebfd0', '#859db4', '#fbfcfd') +
      ridge(canvas, '#8fa8b8', 400, 70, 'peaks', 500) +
      ridge(canvas, '#6d8a9c', 450, 60, 'peaks', 500) +
      cloudSea(canvas, p, 410) +
      flying(turboprop(canvas, p, { body: '#fbfaf6', accent: '#a3453b' }), 390, 226, 1.16, -5),
  },
  'skylark-biplane': {
    palette: 'verdant',
    draw: (canvas, p) =>
      sky(canvas, p, 360, 150, 110) +
      clouds(canvas, p, 60, 250, 6) +
      ridge(canvas, tone(p, 0), 360, 50, 'hills', 420) +
      sea(canvas, p, 372, 150, 400) +
      path('M0 380C180 346 420 400 800 366V500H0Z', '#9dba86') +
      path('M0 420C220 380 480 440 800 396V500H0Z', '#82a46f') +
      path('M0 462C260 424 520 476 800 440V500H0Z', '#6a8f5c') +
      path('M120 398L220 392L260 416L150 424ZM420 420L520 408L560 430L450 446Z', '#c9c98a', {
        opacity: 0.6,
      }) +
      hedge(canvas, 60, 330, 432, 11, '#4f7350') +
      hedge(canvas, 420, 760, 458, 13, '#456848') +
      polygon([640, 396, 646, 332, 652, 396], '#b9b8a4') +
      rect(632, 388, 60, 14, '#b9b8a4') +
      flying(biplane(canvas, p, { body: '#e9dcc0', accent: '#a8372f' }), 410, 206, 1.2, -5),
  },
  'tsubame-helicopter': {
    palette: 'night',
    draw: (canvas, p) =>
      sky(canvas, p, 440, 140, 90) +
      skyline(canvas, p, tone(p, 0), 430, 60, 170) +
      path('M620 430L654 232L658 190L662 232L696 430H680L658 300L636 430Z', '#c4614b', { opacity: 0.9 }) +
      circle(658, 260, 100, canvas.glow('#ff9a6b', 0.35)) +
      skyline(canvas, p, tone(p, 2), 470, 40, 120) +
      rect(0, 440, 800, 60, canvas.linear(['#172a40', '#0b1526'])) +
      line(
        times(
          22,
          () =>
            `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(446, 496))}h${Math.round(canvas.between(8, 30))}`,
        ),
        p.lamp,
        1.6,
        { opacity: 0.4 },
      ) +
      path('M560 246L800 350V430L546 262Z', canvas.linear(['#fff4cf', '#fff4cf00'], 'across'), {
        opacity: 0.3,
      }) +
      flying(helicopter(canvas, p, { body: '#5a6d88', accent: '#c9a35a' }, true), 400, 206, 1.04, 4),
  },
  'simurg-balloon': {
    palette: 'dawn',
    draw: (canvas, p) =>
      sky(canvas, p, 380, 180, 300) +
      clouds(canvas, p, 60, 200, 3) +
      ridge(canvas, tone(p, 0), 350, 50, 'hills', 420) +
      [
        [120, 160, 22],
        [205, 110, 13],
        [660, 200, 30],
        [720, 96, 17],
        [570, 290, 12],
      ]
        .map(([x = 0, y = 0, r = 0], index) =>
          place(
            balloon(
              canvas,
              r,
              [
                ['#9c5a5f', '#c98a7c'],
                ['#6f6a88', '#a59ab0'],
                ['#c08a5c', '#e2bb8e'],
              ][index % 3] ?? [],
              '#5a4038',
              p.lamp,
            ),
            x,
            y,
          ),
        )
        .join('') +
      path('M0 400C120 370 240 392 360 384S620 360 800 384V500H0Z', '#c9a796') +
      [40, 110, 170, 560, 640, 700, 770]
        .map((x, index) =>
          fairyChimney(x, 430, 90 + ((index * 37) % 60), mix('#d6b39c', tone(p, 1), (index % 3) * 0.16)),
        )
        .join('') +
      path('M0 440C200 410 520 440 800 416V500H0Z', '#a98a80') +
      place(
        balloon(canvas, 138, ['#a5473f', '#e6c79a', '#b85c4a', '#f0dcb6', '#a5473f'], '#6b4632', p.lamp),
        410,
        180,
      ) +
      hedge(canvas, -10, 820, 510, 26, '#7d6a68'),
  },
};
