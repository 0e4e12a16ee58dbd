import { balustrade, hillTown, road, streetLamp, stuccoTerrace } from '../buildings.ts';
import { mix } from '../colour.ts';
import { clouds, peak, ridge, sea, sky } from '../landscape.ts';
import { line, path, rect, round, times } from '../svg.ts';
import { cypress, fir, hedge, palm } from '../trees.ts';
import type { CarScene } from './scene.ts';

const [roadFar, roadNear] = ['#8d8a86', '#5b5a5c'];

export const europeanCars: Record<string, CarScene> = {
  'corvane-gt': {
    palette: 'azure',
    body: 'gt',
    finish: { paint: '#3b4c5c' },
    scale: 1.12,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 236, 600, 150),
        clouds(canvas, p, 50, 150),
        ridge(canvas, p.ridges[0] ?? '', 226, 60, 'hills', 240),
        sea(canvas, p, 236, 600, 360),
        palm(canvas, 92, 352, 250, p.foliage),
        palm(canvas, 716, 352, 285, p.foliage),
        palm(canvas, 640, 352, 190, p.foliage),
        balustrade(352, 54, '#efe8da', '#cfc4b0'),
        road(canvas, 352, '#d6ccbb', '#a69d90'),
        rect(0, 372, 800, 5, '#e9e2d4'),
        road(canvas, 377, roadFar, roadNear),
      ].join(''),
  },
  'solenne-cabriolet': {
    palette: 'golden',
    body: 'cabriolet',
    finish: { paint: '#d8c6a4', leather: '#8a4f35' },
    scale: 1.1,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 300, 210, 190),
        clouds(canvas, p, 50, 130, 2),
        ridge(canvas, p.ridges[0] ?? '', 250, 120, 'peaks', 320),
        ridge(canvas, p.ridges[1] ?? '', 290, 90, 'peaks', 340),
        sea(canvas, p, 306, 210, 380),
        times(9, (index) => {
          const x = 380 + index * 46 + canvas.between(-10, 10);
          const tall = canvas.between(90, 170);
          return (
            line(
              `M${round(x)} 322V${round(322 - tall)}M${round(x)} ${round(322 - tall)}L${round(x - 16)} 318`,
              p.ink,
              1.6,
              { opacity: 0.7 },
            ) + path(`M${round(x - 24)} 316h48q-3 11-12 12h-26q-8-3-10-12Z`, '#f2ead9', { opacity: 0.9 })
          );
        }),
        rect(0, 346, 800, 16, '#c8b48d'),
        rect(0, 360, 800, 4, '#8d7a58'),
        road(canvas, 364, '#b5a58c', '#71675c'),
        palm(canvas, 70, 364, 230, p.foliage),
      ].join(''),
  },
  'hartwell-sovereign': {
    palette: 'dusk',
    body: 'limousine',
    finish: { paint: '#20263a', lampsOn: true },
    scale: 1.02,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 300, 640, -90),
        stuccoTerrace(canvas, p, 362, '#b3a3ad'),
        rect(0, 60, 800, 302, canvas.linear(['#2e356000', '#2e3560']), { opacity: 0.55 }),
        line('M6 345H800', p.ink, 34, { 'stroke-dasharray': '2.6 9.4' }),
        rect(0, 326, 800, 3, p.ink),
        rect(0, 360, 800, 22, '#6b6380'),
        road(canvas, 382, '#3b3a55', '#23233a'),
        streetLamp(canvas, 112, 376, 200, p.ink, p.lamp),
        streetLamp(canvas, 700, 376, 200, p.ink, p.lamp),
      ].join(''),
    wet: true,
  },
  'brannock-ridge': {
    palette: 'mist',
    body: 'suv',
    finish: { paint: '#5f6a5c' },
    scale: 1.02,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 300, 250, 130),
        clouds(canvas, p, 60, 200, 5),
        peak(560, 96, 330, 330, p.ridges[0] ?? '', mix(p.ridges[0] ?? '', p.ridges[1] ?? '', 0.4)),
        ridge(canvas, p.ridges[1] ?? '', 270, 90, 'peaks', 340),
        rect(0, 180, 800, 120, canvas.linear(['#e6e3d600', '#e6e3d6'])),
        sea(canvas, p, 296, 250, 350),
        ridge(canvas, p.ridges[2] ?? '', 318, 40, 'hills', 380),
        path('M0 352C200 336 420 350 800 330V420H0Z', '#8a7f86'),
        hedge(canvas, 0, 800, 378, 20, '#6c716d'),
        hedge(canvas, -9, 800, 380, 15, '#565f5b'),
        road(canvas, 378, '#7c7f78', '#4f5652'),
        path('M0 500H800V470C500 452 260 456 0 476Z', '#5d6d57', { opacity: 0.75 }),
      ].join(''),
  },
  'tessaro-spider': {
    palette: 'verdant',
    body: 'spider',
    finish: { paint: '#a8362f', leather: '#c99b68' },
    scale: 1.22,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 280, 170, 110),
        clouds(canvas, p, 60, 120, 2),
        peak(640, 70, 290, 280, p.ridges[0] ?? '', mix(p.ridges[0] ?? '', p.ridges[1] ?? '', 0.5), '#f4f3ea'),
        peak(
          420,
          130,
          290,
          240,
          mix(p.ridges[0] ?? '', p.ridges[1] ?? '', 0.4),
          mix(p.ridges[0] ?? '', p.ridges[1] ?? '', 0.75),
        ),
        ridge(canvas, p.ridges[1] ?? '', 250, 90, 'peaks', 290),
        hillTown(canvas, ['#ecd9b8', '#e2bf94', '#f1e6cf', '#d8a98a'], '#a5674c', '#6a5a50', [
          { y: 284, from: 470, to: 640, size: 22 },
        ]),
        sea(canvas, p, 286, 170, 370),
        cypress(60, 362, 190, p.foliage),
        cypress(104, 362, 150, mix(p.foliage, p.ridges[2] ?? '', 0.3)),
        cypress(742, 362, 210, p.foliage),
        rect(0, 342, 800, 28, '#cfc3a8'),
        line(
          `${Array.from(
            { length: 22 },
            (_, index) => `M${index * 38 + (index % 2) * 8} 343v13m-16 0v14`,
          ).join('')}M0 356H800`,
          '#a89b80',
          1.4,
        ),
        rect(0, 338, 800, 6, '#e0d6bf'),
        road(canvas, 370, '#9a958a', '#615f5b'),
      ].join(''),
  },
  'aurelane-1961': {
    palette: 'golden',
    body: 'classic-saloon',
    finish: { paint: '#8fb0ae', accent: '#f1e7d2' },
    scale: 1.16,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 300, 640, 110),
        path('M0 210C160 130 300 120 430 170S700 200 800 150V380H0Z', p.ridges[0] ?? ''),
        hillTown(canvas, ['#f3e7cf', '#ecd4ae', '#e7c3a1', '#d9dfd8', '#f6efe0'], '#b9694a', '#7a6a60', [
          { y: 190, from: 140, to: 470, size: 30 },
          { y: 240, from: -10, to: 800, size: 40 },
          { y: 310, from: -30, to: 800, size: 56 },
        ]),
        rect(0, 352, 800, 30, '#d5c6a8'),
        rect(0, 378, 800, 5, '#a8987b'),
        road(canvas, 383, '#a79a86', '#716757'),
        line('M0 430H800M0 446H800', '#5c5348', 2.5, { opacity: 0.6 }),
        line('M0 74C260 96 520 96 800 66M0 92C260 112 520 112 800 84', p.ink, 1, { opacity: 0.5 }),
      ].join(''),
  },
  'ostermann-touring': {
    palette: 'winter',
    body: 'estate',
    finish: { paint: '#2f4a43' },
    scale: 1.1,
    backdrop: (canvas, p) =>
      [
        sky(canvas, p, 320, 180, 120),
        peak(560, 40, 350, 330, '#b7c8d8', '#8ea6bd', '#fbfcfd'),
        peak(260, 120, 350, 270, '#c5d3df', '#9fb4c8', '#fbfcfd'),
        ridge(canvas, '#8fa8b8', 316, 60, 'peaks', 360),
        times(22, (index) =>
          fir(
            index * 38 + canvas.between(-12, 12),
            362 + canvas.between(-6, 6),
            canvas.between(54, 104),
            mix(p.foliage, '#8fa8b8', 0.35 + (index % 3) * 0.12),
          ),
        ),
        path('M0 350C240 336 520 356 800 340V500H0Z', canvas.linear(p.ground)),
        fir(66, 392, 210, p.foliage, '#f4f8fa'),
        fir(744, 388, 180, p.foliage, '#f4f8fa'),
        path('M0 404C300 392 560 392 800 402V452C560 446 280 448 0 456Z', '#aebdc9'),
        path('M0 500V462C280 452 540 452 800 462V500Z', '#f6f8f9'),
      ].join(''),
    foreground: (_canvas, p) =>
      line('M-196-182L40-190Q58-191 66-200M-190-176L46-184Q64-185 72-194', '#b94a3c', 4, {
        'stroke-linecap': 'round',
      }) + line('M-150-170v-12M-20-172v-14', p.ink, 4),
  },
};
