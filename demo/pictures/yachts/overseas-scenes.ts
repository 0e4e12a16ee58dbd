import { skyline, spire } from '../buildings.ts';
import { lighten, mix } from '../colour.ts';
import { clouds, ridge } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { line, path, rect, times } from '../svg.ts';
import { palm, umbrellaPine } from '../trees.ts';
import { gentlemansLaunch } from './launches.ts';
import { flybridge, sportCruiser } from './motor-yachts.ts';
import { catamaran, gulet, racer } from './sailing-yachts.ts';
import type { YachtScene } from './scene.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

export const overseasYachts: Record<string, YachtScene> = {
  layali: {
    palette: 'dusk',
    sunX: 250,
    sunY: 262,
    horizon: 300,
    boatY: 392,
    scale: 1.1,
    boat: (canvas, p) => flybridge(canvas, p, { hull: '#e9e2dc', house: '#f3ebe4', lit: true }),
    shore: (canvas, p) =>
      skyline(canvas, p, tone(p, 0), 302, 20, 90, [0, 800]) +
      spire(566, 302, 262, tone(p, 1)) +
      skyline(canvas, p, tone(p, 1), 302, 50, 150, [430, 800]) +
      path('M92 302C96 240 130 196 168 184C160 220 158 262 160 302Z', tone(p, 2)) +
      line('M106 302C112 252 134 214 164 192', p.lamp, 1.4, { opacity: 0.6 }),
  },
  'dilara-sultan': {
    palette: 'golden',
    sunX: 150,
    sunY: 160,
    horizon: 280,
    boatX: 410,
    boatY: 400,
    scale: 1.02,
    boat: (canvas, p) => gulet(canvas, p, { hull: '#8a5428' }),
    shore: (canvas, p) =>
      ridge(canvas, tone(p, 0), 220, 110, 'peaks', 300) +
      ridge(canvas, tone(p, 1), 256, 70, 'hills', 300) +
      path('M440 300C520 236 640 200 800 190V300Z', '#7d7a58') +
      times(9, (index) =>
        umbrellaPine(
          canvas,
          520 + index * 34,
          282 - index * 8,
          66 + (index % 3) * 16,
          index % 2 === 0 ? p.foliage : lighten(p.foliage, 0.12),
          '#5a4a38',
        ),
      ) +
      path('M440 290Q600 276 800 282V292H440Z', '#e5d3ad'),
  },
  palmetto: {
    palette: 'azure',
    sunX: 640,
    sunY: 96,
    horizon: 284,
    boatX: 400,
    boatY: 394,
    scale: 1.12,
    boat: (canvas, p) => sportCruiser(canvas, p, { hull: '#f4f0e6' }),
    shore: (canvas, p) =>
      clouds(canvas, p, 60, 180, 5) +
      skyline(canvas, p, lighten(tone(p, 0), 0.15), 286, 40, 130, [60, 560]) +
      skyline(canvas, p, mix(tone(p, 0), tone(p, 1), 0.5), 286, 20, 80, [180, 460]) +
      path('M560 292Q680 268 800 276V292Z', '#ecdfc2') +
      times(4, (index) => palm(canvas, 640 + index * 42, 284, 74 + (index % 2) * 34, p.foliage)),
    foreground: () =>
      path(
        'M90 402C0 398-20 410-40 420C40 424 90 414 120 410ZM610 400C660 392 720 398 760 408C700 416 640 414 600 408Z',
        '#fff',
        { opacity: 0.75 },
      ),
  },
  'wattle-bird': {
    palette: 'dawn',
    sunX: 570,
    sunY: 232,
    horizon: 290,
    boatX: 390,
    boatY: 398,
    scale: 1.1,
    boat: (canvas, p) => gentlemansLaunch(canvas, p, { hull: '#efe9dc' }),
    shore: (canvas, p) =>
      clouds(canvas, p, 50, 150, 4) +
      ridge(canvas, tone(p, 0), 276, 30, 'hills', 300) +
      skyline(canvas, p, mix(tone(p, 0), tone(p, 1), 0.5), 292, 30, 110, [0, 210]) +
      line('M190 250Q400 60 610 250', tone(p, 2), 7) +
      line('M190 262Q400 96 610 262', tone(p, 2), 4) +
      line('M170 252H640', tone(p, 2), 6) +
      line(
        Array.from({ length: 23 }, (_, index) => {
          const x = 214 + index * 17;
          const t = (x - 190) / 420;
          return `M${x} 252V${Math.round(250 * (1 - t) ** 2 + 120 * t * (1 - t) + 250 * t ** 2)}`;
        }).join(''),
        tone(p, 2),
        1.3,
      ) +
      path('M160 292V206h26v86ZM614 292V206h26v86Z', mix(tone(p, 1), tone(p, 2), 0.6)) +
      path('M640 292C690 262 760 262 800 256V292Z', tone(p, 1)),
  },
  'southern-petrel': {
    palette: 'verdant',
    sunX: 160,
    sunY: 100,
    horizon: 300,
    boatX: 400,
    boatY: 404,
    scale: 1.02,
    boat: (canvas, p) => racer(canvas, p, { hull: '#1d242c' }),
    shore: (canvas, p) =>
      clouds(canvas, p, 60, 200, 5) +
      path('M420 302C520 290 590 250 640 236C650 232 668 232 676 236C720 250 760 282 860 302Z', tone(p, 1)) +
      path('M640 236C650 232 668 232 676 236L690 242Q660 246 630 240Z', tone(p, 2)) +
      ridge(canvas, tone(p, 0), 294, 16, 'hills', 310) +
      spire(92, 302, 150, mix(tone(p, 1), tone(p, 2), 0.5)) +
      rect(86, 206, 12, 8, mix(tone(p, 1), tone(p, 2), 0.5)) +
      skyline(canvas, p, mix(tone(p, 0), tone(p, 1), 0.6), 302, 14, 62, [10, 210]),
  },
  'trade-wind-lady': {
    palette: 'azure',
    sunX: 660,
    sunY: 100,
    horizon: 296,
    boatX: 390,
    boatY: 404,
    scale: 0.98,
    boat: (canvas, p) => catamaran(canvas, p, { hull: '#f6f3ec' }, true),
    shore: (canvas, p) =>
      clouds(canvas, p, 70, 240, 7) +
      path('M440 300C500 262 560 236 620 244C680 240 720 270 800 276V300Z', '#7fa58f') +
      path('M0 300V246C60 232 120 250 170 270S260 296 300 300Z', '#5d8c78') +
      path('M600 300C660 282 740 282 800 280V302Z', '#ecdfbf') +
      times(5, (index) => palm(canvas, 650 + index * 32, 286, 60 + (index % 3) * 18, p.foliage)),
  },
};
