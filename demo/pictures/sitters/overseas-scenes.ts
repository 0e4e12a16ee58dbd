import { skyline, spire } from '../buildings.ts';
import { darken, lighten } from '../colour.ts';
import { ridge } from '../landscape.ts';
import { palettes } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, rect, times } from '../svg.ts';
import { palm } from '../trees.ts';
import {
  blocks,
  curtains,
  houseplant,
  mobile,
  picture,
  rockingHorse,
  rug,
  teddy,
  windowFrame,
} from './decoration.ts';
import {
  armchair,
  bed,
  bookcase,
  crib,
  floorLamp,
  lamplight,
  sideTable,
  sofa,
  tableLamp,
} from './furniture.ts';
import { nightView, room } from './room.ts';

const { night, dusk } = palettes;

export const overseasSitters: Record<string, (canvas: Canvas) => string> = {
  'elm-street-sitters': (canvas) =>
    room(canvas, '#8a6a5c', '#6f5040') +
    line(
      times(11, (row) => `M0 ${20 + row * 32}H800`),
      '#5f4439',
      30,
      { 'stroke-dasharray': '58 2.4', opacity: 0.22 },
    ) +
    windowFrame(
      canvas,
      250,
      50,
      300,
      230,
      nightView(
        canvas,
        night,
        500,
        96,
        skyline(canvas, night, night.ridges[0] ?? '', 290, 90, 200, [240, 560]) +
          spire(392, 290, 220, night.ridges[1] ?? '') +
          skyline(canvas, night, night.ridges[2] ?? '', 290, 30, 90, [240, 560]),
      ),
      '#2f3238',
      false,
    ) +
    line('M350 50V280M450 50V280', '#2f3238', 4) +
    rug(400, 450, 230, '#3f5a70') +
    bed(canvas, 236, 432, '#b58a5c', '#4f7282', '#5b3f2c') +
    armchair(canvas, 610, 436, '#b0833f', '#e6d7b8') +
    floorLamp(canvas, 728, 416, '#e8d2a4', '#2f3238') +
    sideTable(490, 432, '#8a6240') +
    picture(70, 96, 84, 104, '#2f3238', '#d9c3a0', '#8a6a4c') +
    picture(640, 90, 84, 64, '#2f3238', '#a3b5b8', '#5f7a6a'),
  'canyon-owl': (canvas) =>
    room(canvas, '#a38a6c', '#8a6a48') +
    windowFrame(
      canvas,
      60,
      60,
      470,
      250,
      nightView(
        canvas,
        dusk,
        170,
        180,
        ridge(canvas, dusk.ridges[0] ?? '', 250, 60, 'hills', 320) +
          ridge(canvas, dusk.ridges[2] ?? '', 284, 40, 'hills', 320) +
          line(
            times(
              34,
              () => `M${Math.round(canvas.between(60, 530))} ${Math.round(canvas.between(276, 308))}h0`,
            ),
            lamplight,
            2.6,
            { 'stroke-linecap': 'round' },
          ) +
          palm(canvas, 440, 320, 190, dusk.ink) +
          palm(canvas, 490, 320, 140, dusk.ink),
      ),
      '#3a322c',
      false,
    ) +
    line('M178 60V310M413 60V310', '#3a322c', 4) +
    rug(360, 452, 260, '#c9a878') +
    sofa(canvas, 300, 434, 380, '#5f6f5a', ['#d98f5a', '#efe0c0']) +
    floorLamp(canvas, 600, 416, '#f0dcb4', '#3a322c') +
    houseplant(716, 424, 190, '#4f6f50', '#b5654f') +
    sideTable(556, 456, '#8a5a38') +
    circle(660, 130, 46, '#c9965a') +
    circle(660, 130, 30, '#e2bd84') +
    circle(660, 130, 14, '#a8633f') +
    teddy(432, 462, '#b08a62'),
  'little-dunes': (canvas) =>
    room(canvas, '#9a7a68', '#b08a66') +
    windowFrame(
      canvas,
      290,
      56,
      220,
      290,
      nightView(
        canvas,
        dusk,
        440,
        120,
        spire(350, 330, 230, dusk.ridges[1] ?? '') +
          skyline(canvas, dusk, dusk.ridges[1] ?? '', 330, 50, 130, [280, 520]) +
          path('M280 350Q350 300 420 330T520 322V350Z', dusk.ridges[2] ?? ''),
      ),
      '#efe0c8',
      true,
    ) +
    path(
      'M84 340V190Q84 120 134 104Q184 120 184 190V340ZM616 340V190Q616 120 666 104Q716 120 716 190V340Z',
      darken('#9a7a68', 0.16),
    ) +
    line('M100 230h68M100 280h68M632 230h68M632 280h68', '#6b4a38', 5) +
    line(
      'M108 228v-30M120 228v-36M132 228v-26M146 228v-34M640 278v-34M654 278v-26M668 278v-36',
      '#c98f5a',
      8,
    ) +
    tableLamp(canvas, 674, 228, '#f0d9a8', '#4f7c78') +
    [60, 740]
      .map(
        (x) =>
          line(`M${x} 0V92`, '#6b4a38', 2) +
          circle(x, 114, 120, canvas.glow(lamplight, 0.6)) +
          path(`M${x - 18} 98h36l8 24l-26 26l-26-26Z`, lighten(lamplight, 0.35)) +
          line(`M${x - 18} 98l18 50l18-50M${x - 26} 122h52`, '#a8743f', 2),
      )
      .join('') +
    rug(420, 448, 250, '#8a4540') +
    crib(canvas, 260, 428, '#f0e4cc', '#d9a878') +
    mobile(260, 140, '#efe0c8') +
    ellipse(560, 436, 84, 26, '#3f6f72') +
    ellipse(560, 424, 80, 22, '#5b8f90') +
    ellipse(636, 452, 50, 17, '#c98f5a') +
    ellipse(636, 444, 47, 14, '#dcae78') +
    blocks(440, 464),
  'yoi-no-mori': (canvas) =>
    rect(0, 0, 800, 386, canvas.linear(['#8d7a62', '#c2ab86'])) +
    rect(0, 386, 800, 114, canvas.linear(['#b5a66e', '#8a7d50'])) +
    line(
      'M0 386H800M0 430H800M200 386L150 430M420 386L410 430M640 386L680 430M300 430L270 500M560 430L600 500',
      '#57542f',
      4,
    ) +
    windowFrame(
      canvas,
      300,
      90,
      220,
      220,
      nightView(
        canvas,
        night,
        450,
        140,
        skyline(canvas, night, night.ridges[0] ?? '', 320, 50, 120, [290, 530]) +
          path('M400 320L412 214L416 190L420 214L432 320Z', '#c4614b'),
      ),
      '#5a4032',
      false,
    ) +
    [60, 180, 540, 660]
      .map(
        (x) =>
          rect(x, 60, 104, 326, canvas.linear(['#f6ead0', '#ecd5a6'])) +
          line(
            `M${x + 35} 60v326M${x + 69} 60v326M${x} 114h104M${x} 168h104M${x} 222h104M${x} 276h104M${x} 330h104`,
            '#5a4032',
            1.8,
          ) +
          line(`M${x} 60h104v326h-104Z`, '#5a4032', 6),
      )
      .join('') +
    rect(0, 40, 800, 22, '#5a4032') +
    circle(410, 330, 260, canvas.glow(lamplight, 0.4)) +
    rect(96, 452, 380, 22, '#f3ead6', { rx: 9 }) +
    rect(104, 472, 364, 7, '#c9bb8a', { rx: 3 }) +
    rect(112, 430, 84, 26, '#fffaf0', { rx: 13 }) +
    circle(164, 426, 18, '#e3b594') +
    path('M145 424q2-22 21-20q17 2 16 15q-19-9-37 5Z', '#2b2422') +
    path(
      'M186 458q10-40 62-36q60-16 130 2q66-2 86 30q2 10-6 12H190Z',
      canvas.linear(['#8fa3c0', '#5c7090']),
    ) +
    path('M186 458q8-30 28-36l10 44h-34Z', '#f3ead6') +
    line('M250 436q60-12 120 0t92 18M244 452q80-10 206 8', '#c3d0e0', 2, { opacity: 0.8 }) +
    path('M560 456V396q0-8 8-8h44q8 0 8 8v60Z', canvas.linear(['#fff3d2', lamplight])) +
    line('M560 420h60M575 388v68M605 388v68', '#8a6240', 2) +
    circle(590, 424, 130, canvas.glow(lamplight, 0.7)) +
    line('M430 62V120M470 62V150M390 62V160', '#5a4032', 1) +
    [
      [430, 126, '#b5533c'],
      [470, 156, '#f0e2c4'],
      [390, 166, '#4f7286'],
    ]
      .map(([x, y, fill]) => path(`M${Number(x) - 24} ${y}l20 4l6-18l4 20l20-8l-16 18l-12 4Z`, String(fill)))
      .join('') +
    blocks(660, 474) +
    teddy(500, 476, '#b08a62'),
  'possum-and-moon': (canvas) =>
    room(canvas, '#6f8a94', '#b5946c') +
    line('M0 60H800M0 100H800M0 140H800M0 180H800M0 220H800M0 260H800M0 300H800M0 340H800', '#56707a', 1.6, {
      opacity: 0.6,
    }) +
    windowFrame(
      canvas,
      440,
      70,
      250,
      220,
      nightView(
        canvas,
        night,
        540,
        120,
        rect(430, 226, 280, 80, canvas.linear(night.water)) +
          line('M500 240h80M514 252h52M524 266h34', night.light, 2, { opacity: 0.6 }) +
          path('M430 250q60-26 110-14v70h-110Z', night.ridges[2] ?? '') +
          line('M640 300C660 220 640 180 690 120M656 200Q690 190 700 180', night.ink, 9) +
          ellipse(676, 140, 40, 18, night.foliage) +
          ellipse(640, 170, 34, 14, night.foliage),
      ),
      '#f3ede0',
      false,
    ) +
    curtains(canvas, 440, 70, 250, 290, '#e2d3b4') +
    rug(380, 450, 240, '#c9856a') +
    bed(canvas, 250, 430, '#efe6d6', '#d9a05c', '#8a5a34') +
    rect(60, 300, 76, 8, '#b08a5c') +
    tableLamp(canvas, 98, 300, '#f3dfb4', '#5f8a8a') +
    line('M66 308V420M130 308V420', '#b08a5c', 7) +
    picture(150, 110, 80, 96, '#efe6d6', '#a8c3c6', '#d9b98a') +
    picture(250, 126, 100, 72, '#efe6d6', '#e2b8a0', '#5f8a8a') +
    rockingHorse(560, 450, '#b98a5a', '#5f8a8a') +
    houseplant(742, 430, 150, '#5f7f62', '#c9856a'),
  'morepork-evenings': (canvas) =>
    room(canvas, '#4f6660', '#8a6444') +
    windowFrame(
      canvas,
      470,
      66,
      230,
      230,
      nightView(
        canvas,
        night,
        650,
        110,
        path('M460 270Q560 210 580 204H600Q640 214 720 270Z', night.ridges[1] ?? '') +
          rect(460, 262, 250, 50, canvas.linear(night.water)) +
          line('M470 310Q540 180 590 150M500 240Q520 210 510 190', night.ink, 8) +
          ellipse(590, 146, 26, 22, '#6b5240') +
          circle(582, 140, 6, '#f0d890') +
          circle(600, 140, 6, '#f0d890') +
          circle(582, 140, 2.6, '#1d1815') +
          circle(600, 140, 2.6, '#1d1815') +
          path('M570 128l4-12l8 8ZM612 128l-4-12l-8 8ZM588 146h6l-3 6Z', '#6b5240'),
      ),
      '#e6dcc6',
      false,
    ) +
    curtains(canvas, 470, 66, 230, 312, '#a8703f') +
    bookcase(canvas, 130, 386, 180, 290, '#7a5638') +
    floorLamp(canvas, 276, 410, '#e9d2a0', '#3a3a34') +
    rug(440, 450, 250, '#a8834f') +
    sofa(canvas, 440, 438, 300, '#34504f', ['#c98f4f', '#e0d3b4']) +
    teddy(640, 452, '#c9a070') +
    blocks(680, 462) +
    picture(330, 120, 90, 90, '#c9a878', '#b8c8c0', '#5f7f6a'),
};
