import { road, skyline, spire } from '../buildings.ts';
import { lighten, mix } from '../colour.ts';
import { clouds, ridge, sea, sky } from '../landscape.ts';
import { circle, group, line, path, polygon, rect, times } from '../svg.ts';
import { hedge, leaves, palm } from '../trees.ts';
import type { CarScene } from './scene.ts';

export const overseasCars: Record<string, CarScene> = {
  'veloria-s': {
    palette: 'dusk',
    body: 'electric',
    finish: { paint: '#9aa4b4', lampsOn: true },
    scale: 1.08,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 330, 400, 250),
        circle(400, 252, 74, '#f3b48c'),
        ridge(canvas, p.ridges[0] ?? '', 300, 40, 'hills', 340),
        skyline(canvas, p, p.ridges[1] ?? '', 338, 16, 54, [0, 330]),
        skyline(canvas, p, p.ridges[2] ?? '', 338, 40, 118, [470, 640]),
        rect(0, 336, 800, 40, p.ridges[2] ?? ''),
        line(
          times(40, () => `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(338, 370))}h0`),
          p.lamp,
          2.4,
          { opacity: 0.75, 'stroke-linecap': 'round' },
        ),
        [58, 132, 232, 610, 694, 762]
          .map((x, index) => palm(canvas, x, 378, 240 + (index % 3) * 48, p.ink))
          .join(''),
        road(canvas, 376, '#453f63', '#1f2040'),
        rect(0, 376, 800, 2, p.light, { opacity: 0.4 }),
      ].join(''),
    wet: true,
  },
  'tessaro-v12': {
    palette: 'desert',
    body: 'supercar',
    finish: { paint: '#9a6a3e' },
    scale: 1.14,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 310, 250, 190),
        skyline(canvas, p, '#d6c4aa', 316, 20, 70, [420, 800]),
        spire(590, 316, 210, '#cfbb9f'),
        path('M0 290C140 250 250 300 400 292S660 262 800 300V380H0Z', '#e3c398'),
        path('M0 330C120 282 220 290 330 330C470 300 620 310 800 340V420H0Z', '#d2a877'),
        path('M120 297C200 282 262 296 330 330C250 326 180 326 120 297Z', '#b98a5c', { opacity: 0.7 }),
        path('M0 356C200 340 500 366 800 352V420H0Z', '#c79a6b'),
        road(canvas, 384, '#847a70', '#55504d'),
        path('M0 384C200 378 300 392 420 386S700 380 800 388V392H0Z', '#d9b98c'),
        rect(0, 468, 800, 3, '#e9dcc0', { opacity: 0.7 }),
      ].join(''),
  },
  'hayami-executive': {
    palette: 'night',
    body: 'executive',
    finish: { paint: '#1a1d26', lampsOn: true },
    scale: 1.1,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 340, 640, 80),
        skyline(canvas, p, p.ridges[0] ?? '', 380, 120, 250),
        skyline(canvas, p, p.ridges[1] ?? '', 380, 80, 190),
        path('M176 380L214 130L218 92L222 130L260 380H244L218 190L192 380Z', '#c4614b', { opacity: 0.9 }),
        line('M196 260H240M188 316H248', '#c4614b', 5),
        circle(218, 150, 90, canvas.glow('#ff9a6b', 0.35)),
        skyline(canvas, p, p.ridges[2] ?? '', 384, 30, 100),
        road(canvas, 380, '#24344a', '#0e1828'),
        rect(0, 380, 800, 2, p.lamp, { opacity: 0.5 }),
        times(7, (index) =>
          rect(
            40 + index * 112 + canvas.between(-20, 20),
            384,
            canvas.between(8, 22),
            100,
            canvas.linear([p.lamp, `${p.lamp}00`]),
            { opacity: 0.16 },
          ),
        ),
      ].join(''),
    wet: true,
  },
  'hayami-2000-coupe': {
    palette: 'mist',
    body: 'classic-coupe',
    finish: { paint: '#55606a' },
    scale: 1.2,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 320, 420, 110),
        ridge(canvas, p.ridges[0] ?? '', 210, 110, 'hills', 360),
        ridge(canvas, p.ridges[1] ?? '', 260, 80, 'hills', 370),
        group(
          times(
            4,
            (tier) =>
              path(
                `M${-46 + tier * 6} ${-tier * 38}q14-3 18-12h${56 - tier * 12}q4 9 18 12Z`,
                p.ridges[2] ?? '',
              ) + rect(-22 + tier * 3, -tier * 38, 44 - tier * 6, 27, '#7f6f67'),
          ) + line('M0-124V-168', p.ridges[2] ?? '', 3),
          { transform: 'translate(560 300)' },
        ),
        rect(0, 220, 800, 130, canvas.linear(['#e6e3d600', '#e2dfd2'])),
        [26, 96, 182, 668, 736, 790]
          .map((x, index) =>
            rect(x, 0, 14 + (index % 3) * 7, 372, mix('#57504a', p.ridges[1] ?? '', (index % 3) * 0.2)),
          )
          .join(''),
        ['#9c4434', '#bd5f40', '#d68d56']
          .map(
            (tone, index) =>
              leaves(canvas, 90, 20 + index * 8, 180, 96, 33, 13 - index * 2, tone) +
              leaves(canvas, 730, 30 + index * 8, 160, 100, 30, 13 - index * 2, tone),
          )
          .join(''),
        path('M0 360C260 346 540 352 800 362V400H0Z', '#6f7d5e'),
        hedge(canvas, 0, 800, 376, 18, '#5d6d57'),
        road(canvas, 376, '#8b8b83', '#565a57'),
        line(
          times(34, () => `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(384, 496))}h5`),
          '#bd5f40',
          2.6,
          { 'stroke-linecap': 'round' },
        ),
      ].join(''),
  },
  'whitlock-seafarer': {
    palette: 'dawn',
    body: 'seafarer',
    finish: { paint: '#8fbfb0', accent: '#f3ead8', leather: '#e9dcc3' },
    scale: 1.02,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 286, 300, 250),
        clouds(canvas, p, 60, 200, 4),
        sea(canvas, p, 286, 300, 400),
        path('M470 320C560 272 640 262 800 256V400H470Z', '#a89a8e'),
        polygon([652, 262, 660, 120, 690, 120, 698, 262], '#f2e9df'),
        polygon([655, 214, 657, 170, 693, 170, 695, 214], '#a35c50'),
        rect(656, 96, 38, 24, p.ink) + rect(661, 99, 28, 18, p.lamp) + path('M654 96Q675 72 696 96Z', p.ink),
        circle(675, 108, 110, canvas.glow(p.lamp, 0.6)),
        path('M0 340C120 300 260 350 420 334S700 310 800 330V420H0Z', '#c9b39c'),
        line(
          times(
            60,
            () =>
              `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(344, 372))}q3-14 ${Math.round(canvas.between(-10, 12))}-22`,
          ),
          '#8f8f78',
          1.6,
          { opacity: 0.8 },
        ),
        road(canvas, 376, '#a39893', '#6c6670'),
        rect(0, 376, 800, 4, lighten('#c9b39c', 0.2)),
      ].join(''),
  },
};
