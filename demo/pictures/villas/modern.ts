import { darken, lighten, mix } from '../colour.ts';
import { clouds, peak, ridge, sea, sky } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, ellipse, line, path, polygon, rect, times } from '../svg.ts';
import { broadleaf, hedge } from '../trees.ts';
import { glassRoom } from './garden.ts';

const tone = (palette: Palette, index: number): string => palette.ridges[index] ?? palette.ink;

/** A roof like a wing among gum trees. */
export function wingHouse(canvas: Canvas, p: Palette): string {
  const timber = '#a87d56';
  const bark = '#d9b79c';
  const gum = (x: number, y: number, size: number) =>
    line(
      `M${x} ${y}C${x - 10} ${y - size * 0.4} ${x + 16} ${y - size * 0.5} ${x + 4} ${y - size * 0.8}M${x + 6} ${y - size * 0.5}Q${x + 40} ${y - size * 0.64} ${x + 52} ${y - size * 0.86}M${x + 2} ${y - size * 0.62}Q${x - 30} ${y - size * 0.72} ${x - 44} ${y - size * 0.9}`,
      bark,
      size * 0.035,
      { 'stroke-linecap': 'round' },
    ) +
    times(5, (index) =>
      ellipse(
        x - 56 + index * 29,
        y - size * (0.88 + (index % 2) * 0.09),
        size * 0.13,
        size * 0.065,
        index % 2 === 0 ? '#6d8a70' : '#557660',
      ),
    );
  return [
    sky(canvas, p, 280, 620, 110),
    clouds(canvas, p, 50, 170, 4),
    ridge(canvas, tone(p, 0), 262, 40, 'hills', 290),
    ridge(canvas, tone(p, 1), 282, 26, 'hills', 300),
    sea(canvas, p, 284, 620, 420),
    path('M0 330C120 316 260 350 360 378H800V500H0Z', '#8d9a72'),
    gum(110, 380, 300),
    path('M180 376H700V392H180Z', '#8a6a4c'),
    line('M210 392v60M300 392v66M400 392v66M500 392v66M600 392v66M680 392v60', '#6f553d', 6),
    rect(214, 262, 436, 114, canvas.linear([timber, darken(timber, 0.3)])),
    line(
      'M214 274H300M214 288H300M214 302H300M214 316H300M214 330H300M214 344H300M214 358H300',
      darken(timber, 0.45),
      1.3,
      { opacity: 0.6 },
    ),
    polygon(
      [300, 376, 300, 240, 650, 208, 650, 376],
      canvas.linear([mix(p.ink, p.sky[0] ?? '', 0.55), mix(p.ink, p.lamp, 0.35)]),
    ),
    glassRoom(canvas, p, 420, 292, 150, 84, 3),
    line(
      'M300 376V240M370 376V234M440 376V228M510 376V222M580 376V215M650 376V208M300 290H650',
      '#efe3cf',
      3.4,
    ),
    polygon([140, 268, 720, 190, 724, 202, 142, 278], '#e9e4d8'),
    polygon([142, 278, 724, 202, 722, 208, 150, 282], darken('#8d8578', 0.2)),
    line(
      'M180 360H214M650 360H700M184 376v-16M196 376v-16M208 376v-16M662 376v-16M680 376v-16M698 376v-16',
      '#efe3cf',
      2,
    ),
    rect(228, 210, 34, 60, canvas.linear(['#b9a48e', '#8d7966'])),
    path('M0 440C160 424 420 452 800 436V500H0Z', '#6f8160'),
    gum(742, 430, 280),
    hedge(canvas, -10, 230, 508, 34, '#4f6b52'),
  ].join('');
}

/** Three black gables by a lake. */
export function lakeGables(canvas: Canvas, p: Palette): string {
  const cedar = '#2f3438';
  const gable = (x: number, w: number, rise: number, glazed: boolean) => {
    const top = 386 - 92 - rise;
    const inner = 12;
    return (
      polygon(
        [x, 386, x, 294, x + w / 2, top, x + w, 294, x + w, 386],
        canvas.linear([lighten(cedar, 0.12), cedar]),
      ) +
      (glazed
        ? polygon(
            [x + inner, 386, x + inner, 300, x + w / 2, top + 16, x + w - inner, 300, x + w - inner, 386],
            canvas.linear([lighten(p.lamp, 0.3), p.lamp, darken(p.lamp, 0.35)]),
          ) +
          line(
            `M${x + w / 2} ${top + 16}V386M${x + inner} 318H${x + w - inner}M${x + w * 0.3} 386V290M${x + w * 0.7} 386V290`,
            cedar,
            3,
          )
        : line(
            times(
              Math.floor(w / 12) - 1,
              (index) =>
                `M${x + 12 + index * 12} 386V${Math.round(300 - Math.max(0, 1 - Math.abs((12 + index * 12) / (w / 2) - 1)) * rise * 0.9)}`,
            ),
            darken(cedar, 0.6),
            1.2,
          ) + rect(x + w / 2 - 18, 322, 36, 40, p.lamp)) +
      line(`M${x - 8} 300L${x + w / 2} ${top - 5}L${x + w + 8} 300`, '#4a5156', 6)
    );
  };
  return [
    sky(canvas, p, 330, 140, 110),
    clouds(canvas, p, 40, 130, 3),
    peak(560, 36, 350, 340, '#a9bccb', '#7d96ab', '#fbfcfd'),
    peak(230, 100, 350, 280, '#b9c9d5', '#8ea5b8', '#fbfcfd'),
    peak(740, 130, 350, 220, '#9fb4c5', '#748ea4', '#f3f6f8'),
    ridge(canvas, '#6f8a94', 330, 50, 'peaks', 370),
    path('M0 356C200 340 560 346 800 352V400H0Z', '#7d8a6c'),
    broadleaf(canvas, 92, 386, 150, '#b98a4a', '#dcb46e', '#5a4a3c'),
    broadleaf(canvas, 40, 390, 110, '#a3763f', '#cf9f5a', '#5a4a3c'),
    rect(386, 240, 22, 80, '#6d7378'),
    gable(180, 136, 78, false),
    gable(322, 176, 104, true),
    gable(504, 130, 74, false),
    rect(150, 384, 520, 8, '#b09a7c'),
    sea(canvas, p, 404, 410, 500),
    path('M330 404L410 486L490 404Z', p.lamp, { opacity: 0.25 }),
    path('M180 404h130l-60 44ZM504 404h130l-66 44Z', cedar, { opacity: 0.3 }),
    path('M0 396C160 388 640 390 800 398V410C600 402 200 402 0 412Z', '#9a9080'),
    line('M640 408H760M660 408v34M700 408v34M740 408v34', '#6d5a46', 5),
    broadleaf(canvas, 730, 392, 170, '#c08f4c', '#e0ba74', '#5a4a3c'),
  ].join('');
}
