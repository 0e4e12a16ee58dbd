import { darken, lighten } from '../colour.ts';
import { type Canvas, circle, ellipse, line, path, polygon, rect, times } from '../svg.ts';

/** Everything stands on (x, y) unless said otherwise, about two pixels to the centimetre. */
export const lamplight = '#ffd08a';

export const floorLamp = (canvas: Canvas, x: number, y: number, shade: string, metal: string): string =>
  circle(x, y - 246, 230, canvas.glow(lamplight, 0.6)) +
  line(`M${x} ${y}V${y - 220}M${x - 24} ${y}h48`, metal, 4, { 'stroke-linecap': 'round' }) +
  path(
    `M${x - 40} ${y - 212}L${x - 25} ${y - 270}H${x + 25}L${x + 40} ${y - 212}Z`,
    canvas.linear([shade, lighten(lamplight, 0.45)]),
  );

export const tableLamp = (canvas: Canvas, x: number, y: number, shade: string, foot: string): string =>
  circle(x, y - 60, 160, canvas.glow(lamplight, 0.65)) +
  path(`M${x - 12} ${y}q-10-22 12-38q22 16 12 38Z`, foot) +
  path(
    `M${x - 30} ${y - 38}L${x - 18} ${y - 80}H${x + 18}L${x + 30} ${y - 38}Z`,
    canvas.linear([shade, lighten(lamplight, 0.5)]),
  );

export function armchair(canvas: Canvas, x: number, y: number, cloth: string, cushion: string): string {
  const body = canvas.linear([lighten(cloth, 0.14), darken(cloth, 0.22)]);
  return [
    ellipse(x, y, 104, 9, '#0b1220', { opacity: 0.28 }),
    line(`M${x - 66} ${y - 14}l-6 14M${x + 66} ${y - 14}l6 14`, '#5b4030', 7),
    path(
      `M${x - 62} ${y - 40}C${x - 78} ${y - 150} ${x - 56} ${y - 176} ${x} ${y - 176}S${x + 78} ${y - 150} ${x + 62} ${y - 40}Z`,
      body,
    ),
    line(`M${x - 24} ${y - 150}v70M${x + 24} ${y - 150}v70`, darken(cloth, 0.3), 2, { opacity: 0.5 }),
    path(`M${x - 58} ${y - 70}q58-16 116 0v34h-116Z`, lighten(cloth, 0.1)),
    path(
      `M${x - 92} ${y - 94}q2-22 24-20q14 2 14 22v76h-30q-10 0-10-12ZM${x + 92} ${y - 94}q-2-22-24-20q-14 2-14 22v76h30q10 0 10-12Z`,
      body,
    ),
    path(`M${x - 78} ${y - 44}h156v28h-156Z`, darken(cloth, 0.12)),
    path(`M${x - 36} ${y - 72}q4-48 12-48h50q10 0 12 48q-36 8-74 0Z`, cushion),
  ].join('');
}

export function sofa(
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  cloth: string,
  cushions: string[],
): string {
  const body = canvas.linear([lighten(cloth, 0.12), darken(cloth, 0.2)]);
  return [
    ellipse(x, y, w * 0.54, 9, '#0b1220', { opacity: 0.28 }),
    line(`M${x - w * 0.42} ${y - 12}v12M${x + w * 0.42} ${y - 12}v12`, '#5b4030', 7),
    rect(x - w * 0.46, y - 132, w * 0.92, 110, body, { rx: 18 }),
    line(`M${x} ${y - 128}V${y - 66}`, darken(cloth, 0.3), 2, { opacity: 0.5 }),
    rect(x - w * 0.42, y - 72, w * 0.41, 34, lighten(cloth, 0.1), { rx: 9 }) +
      rect(x + w * 0.01, y - 72, w * 0.41, 34, lighten(cloth, 0.1), { rx: 9 }),
    rect(x - w * 0.5, y - 98, 40, 88, body, { rx: 15 }) +
      rect(x + w * 0.5 - 40, y - 98, 40, 88, body, { rx: 15 }),
    rect(x - w * 0.44, y - 40, w * 0.88, 28, darken(cloth, 0.12)),
    ...cushions.map((fill, index) =>
      rect(x - w * 0.36 + index * w * 0.48, y - 112, 50, 44, fill, {
        rx: 9,
        transform: `rotate(${index % 2 === 0 ? -8 : 9} ${Math.round(x - w * 0.36 + index * w * 0.48 + 25)} ${y - 90})`,
      }),
    ),
  ].join('');
}

/** A cot with bars; somebody small may be asleep under the blanket. */
export const crib = (canvas: Canvas, x: number, y: number, wood: string, blanket: string): string =>
  ellipse(x, y, 116, 9, '#0b1220', { opacity: 0.26 }) +
  rect(x - 100, y - 66, 200, 28, '#f5efe4') +
  path(
    `M${x - 96} ${y - 62}q20-22 46-16q40-14 82 0q40-4 64 16Z`,
    canvas.linear([lighten(blanket, 0.2), blanket]),
  ) +
  circle(x - 68, y - 76, 15, '#e3b594') +
  path(`M${x - 83} ${y - 78}q2-16 16-14q12 0 14 10q-14-6-30 4Z`, '#6b4a35') +
  line(
    times(15, (index) => `M${x - 98 + index * 14} ${y - 120}V${y - 34}`),
    wood,
    3.4,
  ) +
  line(`M${x - 104} ${y - 122}H${x + 104}M${x - 104} ${y - 34}H${x + 104}`, lighten(wood, 0.12), 8, {
    'stroke-linecap': 'round',
  }) +
  line(`M${x - 104} ${y - 136}V${y}M${x + 104} ${y - 136}V${y}`, lighten(wood, 0.06), 9, {
    'stroke-linecap': 'round',
  });

/** A child's bed seen from its side. */
export const bed = (
  canvas: Canvas,
  x: number,
  y: number,
  wood: string,
  blanket: string,
  hair: string,
): string =>
  ellipse(x, y, 168, 10, '#0b1220', { opacity: 0.28 }) +
  path(
    `M${x - 160} ${y}V${y - 134}q0-16 14-16q12 0 12 16V${y}ZM${x + 142} ${y}V${y - 84}q0-12 10-12t10 12V${y}Z`,
    wood,
  ) +
  rect(x - 140, y - 44, 290, 26, darken(wood, 0.15)) +
  rect(x - 138, y - 70, 284, 30, '#f3ecdf', { rx: 8 }) +
  rect(x - 134, y - 92, 78, 30, '#fbf6ea', { rx: 13 }) +
  circle(x - 88, y - 92, 18, '#e3b594') +
  path(`M${x - 106} ${y - 94}q2-20 20-18q16 2 16 14q-18-8-36 4Z`, hair) +
  path(
    `M${x - 70} ${y - 70}q20-36 70-30q60-14 104 4q36 2 42 36v22H${x - 74}Z`,
    canvas.linear([lighten(blanket, 0.18), darken(blanket, 0.12)]),
  ) +
  path(`M${x - 76} ${y - 68}q14-30 34-28l4 54h-40Z`, '#fbf6ea');

export function bookcase(canvas: Canvas, x: number, y: number, w: number, h: number, wood: string): string {
  const tones = ['#8a4a40', '#46645c', '#b08a4c', '#3f5572', '#c9b490', '#74506a'];
  const shelves = Math.round(h / 62);
  const books = tones
    .map((tint, index) => {
      let d = '';
      for (let shelf = 0; shelf < shelves; shelf++) {
        const floor = y - 8 - shelf * (h / shelves);
        for (let along = index; along < (w - 20) / 10; along += 6)
          if (canvas.random() > 0.22)
            d += `M${Math.round(x - w / 2 + 14 + along * 10)} ${Math.round(floor)}v-${Math.round(canvas.between(28, 44))}`;
      }
      return line(d, tint, 8);
    })
    .join('');
  return (
    rect(x - w / 2, y - h, w, h, darken(wood, 0.45)) +
    books +
    line(
      times(shelves, (shelf) => `M${x - w / 2} ${Math.round(y - 4 - shelf * (h / shelves))}h${w}`),
      wood,
      7,
    ) +
    line(`M${x - w / 2} ${y}V${y - h}H${x + w / 2}V${y}`, lighten(wood, 0.08), 8)
  );
}

/** A small round table with a cup, a book face down and whatever stands on it. */
export const sideTable = (x: number, y: number, wood: string): string =>
  line(`M${x} ${y - 74}V${y - 6}M${x - 26} ${y}Q${x} ${y - 14} ${x + 26} ${y}`, darken(wood, 0.2), 6) +
  ellipse(x, y - 76, 50, 7, lighten(wood, 0.12)) +
  path(`M${x + 14} ${y - 94}h18v10q0 7-9 7t-9-7Z`, '#f3ecdf') +
  polygon([x - 38, y - 80, x - 20, y - 90, x - 2, y - 80], '#4f6f7a');
