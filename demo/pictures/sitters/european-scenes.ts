import { balustrade, skyline } from '../buildings.ts';
import { peak, sky } from '../landscape.ts';
import { palettes } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, rect, times } from '../svg.ts';
import {
  blocks,
  cat,
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

export const europeanSitters: Record<string, (canvas: Canvas) => string> = {
  veilleuse: (canvas) =>
    room(canvas, '#5f6b7c', '#8d6a4c', true) +
    windowFrame(
      canvas,
      300,
      60,
      170,
      270,
      nightView(
        canvas,
        dusk,
        430,
        110,
        skyline(canvas, dusk, dusk.ridges[1] ?? '', 330, 60, 130, [290, 480]) +
          path('M362 330L380 170L386 130L392 170L410 330H400L386 230L372 330Z', dusk.ridges[2] ?? ''),
      ),
      '#e5dccd',
      false,
    ) +
    curtains(canvas, 300, 60, 170, 318, '#a8656a') +
    crib(canvas, 170, 420, '#d9c7a8', '#8fa9b5') +
    mobile(170, 118, '#e5dccd') +
    rug(520, 448, 190, '#7d5a63') +
    floorLamp(canvas, 704, 412, '#d9b98a', '#b58f5a') +
    armchair(canvas, 584, 432, '#3f5a66', '#d5a86a') +
    teddy(300, 446, '#a87a4f'),
  'lantern-and-lark': (canvas) =>
    room(canvas, '#3f5a55', '#7a573c') +
    windowFrame(
      canvas,
      90,
      70,
      190,
      210,
      nightView(
        canvas,
        night,
        230,
        120,
        times(
          3,
          (index) =>
            path(`M${70 + index * 74} 300v-90h18v-16h14v16h42v90Z`, night.ridges[2] ?? '') +
            line(`M${88 + index * 74} 236v18M${112 + index * 74} 236v18`, lamplight, 9),
        ),
      ),
      '#efe6d6',
      false,
    ) +
    curtains(canvas, 90, 70, 190, 300, '#c9b48c') +
    bookcase(canvas, 650, 386, 210, 318, '#6b4a33') +
    rug(400, 446, 220, '#8a4f45') +
    sofa(canvas, 380, 432, 320, '#8a5a4a', ['#d9c49a', '#4f6f6a']) +
    tableLamp(canvas, 585, 356, '#e2c796', '#4f6f7a') +
    rect(548, 356, 74, 8, '#5b4030') +
    line('M556 364V424M614 364V424', '#5b4030', 7) +
    picture(340, 110, 92, 70, '#b58f5a', '#8aa5a8', '#4f6f5a') +
    picture(452, 124, 60, 56, '#b58f5a', '#d9b9a0', '#8a5a4a') +
    blocks(160, 452),
  'mikro-fengari': (canvas) =>
    rect(0, 0, 800, 500, canvas.linear(['#243a5c', '#4f5f86', '#a88a92'])) +
    sky(canvas, dusk, 300, 210, 100) +
    path(
      'M420 300C470 240 520 214 570 206L600 196H690L720 210C760 230 780 260 800 290V310H420Z',
      dusk.ridges[2] ?? '',
    ) +
    circle(644, 180, 110, canvas.glow(lamplight, 0.7)) +
    line('M606 192v-26M620 192v-26M634 192v-26M648 192v-26M662 192v-26M676 192v-26', '#f6e3bd', 6) +
    path('M598 166h86v-7l-43-17l-43 17ZM598 190h86v6h-86Z', '#efd5a6') +
    path('M0 300H800V360H0Z', dusk.ridges[1] ?? '') +
    line(
      times(40, () => `M${Math.round(canvas.between(0, 800))} ${Math.round(canvas.between(304, 340))}h0`),
      lamplight,
      2.8,
      { 'stroke-linecap': 'round', opacity: 0.8 },
    ) +
    balustrade(390, 70, '#efe6e0', '#b8a8b4') +
    rect(0, 388, 800, 112, canvas.linear(['#c9b4b0', '#84769a'])) +
    path('M0 0H70C60 160 50 260 66 420H0ZM800 0H730C742 160 748 260 734 420H800Z', '#f3ebe4', {
      opacity: 0.88,
    }) +
    line('M22 0Q16 220 26 420M46 0Q38 220 48 420M778 0Q784 220 774 420M754 0Q762 220 752 420', '#c9bcc4', 2) +
    rug(420, 456, 260, '#5f6f9a') +
    armchair(canvas, 270, 446, '#e6dccb', '#5b7fa8') +
    crib(canvas, 530, 446, '#a87a52', '#7f9cc0') +
    circle(400, 420, 130, canvas.glow(lamplight, 0.8)) +
    path('M388 448v-34l12-14l12 14v34Z', '#fff0cf') +
    line('M388 448v-34l12-14l12 14v34ZM400 400v-8', '#4a3f52', 2.4) +
    houseplant(140, 450, 150, '#5d7268', '#c98a63'),
  'buonanotte-milano': (canvas) =>
    room(canvas, '#6d4a52', '#9a744e', true) +
    windowFrame(
      canvas,
      320,
      56,
      160,
      280,
      nightView(
        canvas,
        night,
        440,
        110,
        path(
          'M310 340V250l16-30l16 30v-40l14-34l14 34v-30l30-60l30 60v30l14-34l14 34v40l16-30l16 30v90Z',
          night.ridges[0] ?? '',
        ) +
          line('M326 300v-30M356 300v-40M400 300v-60M444 300v-40M474 300v-30', lamplight, 6, {
            opacity: 0.8,
          }),
      ),
      '#e8d8c0',
      true,
    ) +
    curtains(canvas, 320, 56, 160, 322, '#39505c') +
    rug(420, 450, 250, '#2f4a56') +
    bed(canvas, 226, 434, '#7a4a30', '#b08a4c', '#2f2420') +
    armchair(canvas, 560, 438, '#4f6a5c', '#d9b98a') +
    sideTable(672, 432, '#7a4a30') +
    tableLamp(canvas, 662, 352, '#efd2a0', '#a8743f') +
    picture(80, 110, 110, 84, '#c9a35a', '#a8b5a8', '#5f6f56') +
    picture(610, 110, 70, 90, '#c9a35a', '#d9c3b0', '#8a5a50') +
    rockingHorse(410, 470, '#d9c3a0', '#a84f45'),
  'lac-et-lune': (canvas) =>
    room(canvas, '#7d8aa0', '#b09a84') +
    windowFrame(
      canvas,
      90,
      60,
      290,
      240,
      nightView(
        canvas,
        night,
        150,
        110,
        peak(290, 120, 240, 130, '#54708c', '#3c5670', '#dbe7ef') +
          peak(180, 160, 240, 110, '#4a6480', '#344c66', '#cbdae6') +
          rect(80, 238, 310, 70, canvas.linear(night.water)) +
          line('M126 250h50M134 262h34M140 276h22', night.light, 2, { opacity: 0.7 }),
      ),
      '#f3eee6',
      false,
    ) +
    curtains(canvas, 90, 60, 290, 318, '#d9cfc6') +
    rug(430, 450, 250, '#8f9db5') +
    crib(canvas, 300, 432, '#fbf6ee', '#c3b0c8') +
    mobile(300, 132, '#6d7890') +
    floorLamp(canvas, 716, 414, '#f3e0bb', '#a8906a') +
    armchair(canvas, 590, 438, '#c3a9a0', '#f6efe4') +
    sideTable(474, 440, '#b5946c') +
    picture(520, 100, 74, 92, '#f3eee6', '#c9d3dc', '#8fa3b0') +
    picture(612, 116, 74, 76, '#f3eee6', '#e6cfc0', '#b59a94'),
  'casa-e-gato': (canvas) =>
    rect(0, 0, 800, 386, canvas.linear(['#c9a680', '#e6cba4'])) +
    rect(
      0,
      270,
      800,
      116,
      canvas.tiles(
        29,
        '<path d="M0 0h29v29H0Z" fill="#e9edec"/><path d="M14.5 3L26 14.5L14.5 26L3 14.5Z" fill="#6d94b5"/><path d="M14.5 10L19 14.5L14.5 19L10 14.5Z" fill="#e9edec"/>',
      ),
    ) +
    rect(0, 264, 800, 8, '#3f6a90') +
    rect(0, 386, 800, 114, canvas.linear(['#a8744c', '#7a5236'])) +
    line(
      'M0 412H800M0 446H800M120 386L60 500M320 386L296 500M500 386L530 500M680 386L740 500',
      '#5b3a26',
      1.3,
      { opacity: 0.5 },
    ) +
    windowFrame(
      canvas,
      110,
      50,
      220,
      250,
      nightView(
        canvas,
        palettes.golden,
        260,
        130,
        path('M100 250q60-40 110-20t130-30v120h-240Z', palettes.golden.ridges[1] ?? '') +
          times(
            5,
            (index) =>
              rect(
                104 + index * 46,
                246 - (index % 2) * 16,
                46,
                70,
                index % 2 === 0 ? '#f3e2c6' : '#e6bf9a',
              ) + path(`M${102 + index * 46} ${246 - (index % 2) * 16}l12-12h24l12 12Z`, '#b0674a'),
          ),
      ),
      '#f6efe2',
      false,
    ) +
    rect(96, 300, 248, 12, '#f6efe2') +
    cat(200, 300, '#3a3540') +
    houseplant(296, 300, 84, '#5f7a58', '#b5654f') +
    rug(520, 452, 230, '#3f6a78') +
    sofa(canvas, 560, 438, 340, '#b5654f', ['#e9d3a4', '#6d94b5']) +
    cat(610, 372, '#d9965a') +
    floorLamp(canvas, 356, 420, '#f0dcb4', '#6b4a38') +
    picture(480, 96, 110, 84, '#8a6240', '#a8c3c6', '#5f7f8a') +
    picture(612, 112, 70, 68, '#8a6240', '#e9cfae', '#b0674a') +
    houseplant(742, 430, 170, '#4f6f50', '#e6dcc6') +
    ellipse(130, 462, 30, 8, '#e9edec') +
    path('M104 460q4 14 26 14t26-14Z', '#6d94b5') +
    circle(230, 462, 11, '#c9785a'),
};
