import { hillTown } from '../buildings.ts';
import { darken, mix } from '../colour.ts';
import { auroraLight, clouds, peak, ridge } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { circle, line, path, polygon, rect, times } from '../svg.ts';
import { cypress, umbrellaPine } from '../trees.ts';
import { runabout } from './launches.ts';
import { explorer, superyacht } from './motor-yachts.ts';
import { catamaran, ketch, sloop } from './sailing-yachts.ts';
import type { YachtScene } from './scene.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

export const europeanYachts: Record<string, YachtScene> = {
  amarante: {
    palette: 'azure',
    sunX: 190,
    sunY: 120,
    horizon: 286,
    boatY: 376,
    scale: 1.08,
    boat: (canvas, p) => superyacht(canvas, p, { hull: '#24435c' }),
    shore: (canvas, p) =>
      clouds(canvas, p, 50, 150, 3) +
      ridge(canvas, tone(p, 0), 250, 90, 'peaks', 300) +
      ridge(canvas, tone(p, 1), 278, 40, 'hills', 300) +
      hillTown(canvas, ['#f3e6cf', '#eccfae', '#e5b795', '#f6efe2'], '#b8674a', '#7f7468', [
        { y: 284, from: 560, to: 760, size: 15 },
      ]),
  },
  'estela-mar': {
    palette: 'golden',
    sunX: 620,
    sunY: 210,
    horizon: 308,
    boatX: 380,
    boatY: 396,
    scale: 1.06,
    boat: (canvas, p) => sloop(canvas, p, { hull: '#1f3a52' }),
    shore: (canvas, p) =>
      clouds(canvas, p, 60, 190, 4) +
      ridge(canvas, tone(p, 0), 290, 50, 'peaks', 320) +
      path('M800 250C740 252 700 262 670 282L640 310H800Z', tone(p, 1)) +
      path('M716 268v-28h16v24ZM712 240h24v-5h-24Z', '#efe3c9'),
  },
  halkyone: {
    palette: 'azure',
    sunX: 140,
    sunY: 110,
    horizon: 270,
    boatX: 390,
    boatY: 392,
    scale: 1.02,
    boat: (canvas, p) => catamaran(canvas, p, { hull: '#f4f1ea' }, false),
    shore: (canvas, p) =>
      ridge(canvas, tone(p, 0), 236, 70, 'hills', 290) +
      path('M470 290C540 210 640 180 800 170V300H470Z', '#c3b795') +
      path('M560 290C640 230 700 220 800 214V300H560Z', '#a89d7c') +
      line('M660 186v-32M672 184v-31M684 182v-31M696 180v-31M708 178v-31', '#f1e9d8', 5) +
      polygon([652, 154, 716, 148, 716, 142, 684, 134, 652, 148], '#f1e9d8') +
      line('M650 188L720 180', '#f1e9d8', 4) +
      times(7, (index) =>
        rect(600 + index * 28, 262 - (index % 3) * 9, 22, 26, index % 2 === 0 ? '#fbf8f1' : '#e8e4da'),
      ) +
      umbrellaPine(canvas, 560, 286, 60, p.foliage, '#6a5a48') +
      cypress(780, 236, 50, p.foliage),
  },
  'marguerite-of-cowes': {
    palette: 'mist',
    sunX: 560,
    sunY: 120,
    horizon: 304,
    boatX: 376,
    boatY: 392,
    scale: 1.08,
    boat: (canvas, p) => ketch(canvas, p, { hull: '#2d332f' }),
    shore: (canvas, p) =>
      clouds(canvas, p, 50, 210, 6) +
      path('M800 196C740 200 690 214 660 226L640 306H800Z', '#d9dccf') +
      path('M800 190C740 194 690 208 656 222C690 218 740 212 800 214Z', '#8a9c74') +
      path(
        'M600 306L612 250L626 240L638 306ZM548 306L556 268L566 262L580 306ZM506 306l6-20l8-4l10 24Z',
        '#dfe1d5',
      ) +
      path('M626 240L638 306H618ZM566 262l14 44h-16Z', '#b9c0b4') +
      rect(482, 262, 11, 44, '#f0ece0') +
      rect(482, 276, 11, 10, '#a8483c') +
      rect(484, 254, 7, 9, p.ink),
  },
  gardenia: {
    palette: 'verdant',
    sunX: 600,
    sunY: 90,
    horizon: 282,
    boatX: 410,
    boatY: 398,
    scale: 1.08,
    boat: (canvas, p) => runabout(canvas, p, { hull: '#9a4f24' }),
    shore: (canvas, p) =>
      peak(300, 60, 290, 300, tone(p, 0), mix(tone(p, 0), tone(p, 1), 0.5), '#f6f5ec') +
      peak(620, 130, 290, 260, mix(tone(p, 0), tone(p, 1), 0.35), mix(tone(p, 0), tone(p, 1), 0.8)) +
      ridge(canvas, tone(p, 1), 262, 70, 'peaks', 300) +
      path('M0 230C90 236 180 262 250 290H0Z', p.foliage) +
      rect(70, 196, 120, 66, '#f0e2c4') +
      polygon([62, 198, 84, 180, 176, 180, 198, 198], '#b0694a') +
      line('M82 212H184M82 238H184', '#6a5d4c', 14, { 'stroke-dasharray': '8 13' }) +
      rect(50, 262, 170, 26, '#d8c9a8') +
      line('M56 275H220', '#b5a484', 18, { 'stroke-dasharray': '10 14' }) +
      cypress(40, 264, 110, darken(p.foliage, 0.25)) +
      cypress(224, 272, 90, darken(p.foliage, 0.25)) +
      cypress(246, 282, 66, darken(p.foliage, 0.15)),
  },
  'nordlys-explorer': {
    palette: 'aurora',
    sunX: 690,
    sunY: 70,
    horizon: 296,
    boatX: 390,
    boatY: 398,
    scale: 1.06,
    boat: (canvas, p) => explorer(canvas, p, { hull: '#274b66' }),
    shore: (canvas, p) =>
      auroraLight(canvas) +
      peak(170, 130, 300, 220, '#5b7f8e', '#3a5a6c', '#dfeaed') +
      peak(640, 110, 300, 250, '#557988', '#365668', '#dfeaed') +
      peak(420, 180, 300, 190, '#4a6d7d', '#31505f', '#cfdde2') +
      ridge(canvas, tone(p, 2), 296, 30, 'peaks', 312) +
      times(5, (index) => circle(92 + index * 17, 292, 2, p.lamp)),
    foreground: () =>
      path('M30 440L90 424L170 430L200 446L120 456Z', '#dbe8ec') +
      path('M120 456L200 446L196 454L130 464Z', '#8fb0bd') +
      path('M610 452L660 436L740 440L790 458L700 466Z', '#cfe0e6') +
      path('M610 452L700 466L790 458L780 466L700 474Z', '#85a7b5') +
      path('M330 470l50-8l40 6l-30 8Z', '#c2d6de'),
  },
};
