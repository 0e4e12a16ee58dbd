import { darken, lighten, mix } from '../colour.ts';
import { type Canvas, circle, ellipse, line, path, polygon, rect } from '../svg.ts';

/** A window onto the night; the view is drawn by the caller in the frame x, y, w, h. */
export const windowFrame = (
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  view: string,
  frame: string,
  arched: boolean,
): string => {
  const shape = arched
    ? `M${x} ${y + h}V${y + w * 0.3}Q${x} ${y} ${x + w / 2} ${y}T${x + w} ${y + w * 0.3}V${y + h}Z`
    : `M${x} ${y}h${w}v${h}h-${w}Z`;
  return (
    `<g clip-path="${canvas.clip(`<path d="${shape}"/>`)}">${view}</g>` +
    line(`M${x + w / 2} ${y}V${y + h}M${x} ${y + h * 0.42}h${w}`, frame, 4) +
    line(shape, frame, 9) +
    rect(x - 14, y + h, w + 28, 9, lighten(frame, 0.1))
  );
};

export const curtains = (
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  drop: number,
  cloth: string,
): string => {
  const fall = canvas.linear(
    [lighten(cloth, 0.1), cloth, lighten(cloth, 0.06), darken(cloth, 0.12)],
    'across',
  );
  return (
    line(`M${x - 46} ${y - 16}H${x + w + 46}`, '#a88455', 5, { 'stroke-linecap': 'round' }) +
    path(
      `M${x - 40} ${y - 14}H${x + 22}C${x + 18} ${y + drop * 0.5} ${x - 2} ${y + drop * 0.6} ${x + 2} ${y + drop}H${x - 44}Z`,
      fall,
    ) +
    path(
      `M${x + w + 40} ${y - 14}H${x + w - 22}C${x + w - 18} ${y + drop * 0.5} ${x + w + 2} ${y + drop * 0.6} ${x + w - 2} ${y + drop}H${x + w + 44}Z`,
      fall,
    ) +
    line(
      `M${x - 24} ${y - 10}L${x - 30} ${y + drop}M${x} ${y - 10}L${x - 14} ${y + drop}M${x + w + 24} ${y - 10}L${x + w + 30} ${y + drop}M${x + w} ${y - 10}L${x + w + 14} ${y + drop}`,
      darken(cloth, 0.25),
      1.6,
      { opacity: 0.5 },
    )
  );
};

export const rug = (x: number, y: number, rx: number, colour: string): string =>
  ellipse(x, y, rx, rx * 0.17, darken(colour, 0.1)) +
  ellipse(x, y, rx * 0.9, rx * 0.148, 'none', {
    stroke: lighten(colour, 0.45),
    'stroke-width': 2.4,
    opacity: 0.7,
  }) +
  ellipse(x, y, rx * 0.6, rx * 0.1, lighten(colour, 0.12));

export const picture = (
  x: number,
  y: number,
  w: number,
  h: number,
  frame: string,
  sky: string,
  hill: string,
): string =>
  rect(x, y, w, h, frame) +
  rect(x + 5, y + 5, w - 10, h - 10, sky) +
  path(
    `M${x + 5} ${y + h - 5}v-${h * 0.3}q${w * 0.25}-${h * 0.26} ${w * 0.5}-${h * 0.08}t${w - 10 - w * 0.5}-${h * 0.05}v${h * 0.43}Z`,
    hill,
  ) +
  circle(x + w * 0.68, y + h * 0.34, w * 0.07, '#f6e3b8');

/** Stars and a moon hung over a cot. */
export const mobile = (x: number, y: number, ink: string): string =>
  line(
    `M${x} 0V${y}M${x - 54} ${y + 10}Q${x} ${y - 12} ${x + 54} ${y + 10}M${x - 50} ${y + 9}v30M${x} ${y}v44M${x + 50} ${y + 9}v26`,
    ink,
    1.6,
  ) +
  [
    [-50, 46],
    [50, 42],
  ]
    .map(([dx = 0, dy = 0]) =>
      path(
        `M${x + dx} ${y + dy - 12}l3.6 8l8.6 1l-6.4 6l1.8 8.6l-7.6-4.4l-7.6 4.4l1.8-8.6l-6.4-6l8.6-1Z`,
        '#ecc576',
      ),
    )
    .join('') +
  path(`M${x + 4} ${y + 42}a15 15 0 1 0 10 24a17 17 0 0 1-10-24Z`, '#f4e6c2');

export const rockingHorse = (x: number, y: number, wood: string, saddle: string): string =>
  line(`M${x - 72} ${y - 14}Q${x} ${y + 14} ${x + 72} ${y - 14}`, darken(wood, 0.2), 7, {
    'stroke-linecap': 'round',
  }) +
  line(`M${x - 34} ${y - 56}L${x - 44} ${y - 5}M${x + 26} ${y - 56}L${x + 40} ${y - 5}`, wood, 9) +
  path(
    `M${x - 48} ${y - 58}q0-30 30-28h36q8-34 26-44l4-14l8 12q18 6 26 30q-4 12-16 8l-14-6q-2 40-22 46h-60q-18 0-18-4Z`,
    wood,
  ) +
  path(`M${x - 22} ${y - 88}h34q2 22-4 30h-26q-6-10-4-30Z`, saddle) +
  path(
    `M${x + 22} ${y - 92}q4-28 22-40l-4 30q-6 14-18 20ZM${x - 48} ${y - 78}q-26 6-22 40q8-16 22-22Z`,
    darken(wood, 0.5),
  ) +
  circle(x + 56, y - 116, 2.6, darken(wood, 0.7));

export const teddy = (x: number, y: number, fur: string): string =>
  ellipse(x, y - 22, 21, 23, fur) +
  circle(x, y - 56, 18, fur) +
  circle(x - 15, y - 70, 7.5, fur) +
  circle(x + 15, y - 70, 7.5, fur) +
  ellipse(x, y - 51, 8, 6, lighten(fur, 0.4)) +
  circle(x - 6, y - 60, 2, '#2b2119') +
  circle(x + 6, y - 60, 2, '#2b2119') +
  ellipse(x, y - 53, 3, 2.2, '#2b2119') +
  ellipse(x - 17, y - 4, 11, 8, darken(fur, 0.12)) +
  ellipse(x + 17, y - 4, 11, 8, darken(fur, 0.12)) +
  ellipse(x, y - 22, 11, 13, lighten(fur, 0.25));

export const blocks = (x: number, y: number): string =>
  rect(x, y - 24, 24, 24, '#b5654f') +
  rect(x + 27, y - 24, 24, 24, '#4f7f86') +
  rect(x + 13, y - 48, 24, 24, '#d5a552') +
  polygon([x + 13, y - 48, x + 25, y - 64, x + 37, y - 48], '#7d9468');

export const cat = (x: number, y: number, fur: string): string =>
  path(
    `M${x - 34} ${y}C${x - 44} ${y - 34} ${x - 22} ${y - 56} ${x + 2} ${y - 54}C${x + 24} ${y - 52} ${x + 38} ${y - 28} ${x + 34} ${y}Z`,
    fur,
  ) +
  circle(x + 10, y - 66, 21, fur) +
  path(`M${x - 8} ${y - 76}l0-22l14 12ZM${x + 28} ${y - 76}l2-22l-15 11Z`, fur) +
  path(`M${x - 30} ${y - 4}C${x - 70} ${y + 2} ${x - 70} ${y - 34} ${x - 56} ${y - 42}`, 'none', {
    stroke: fur,
    'stroke-width': 10,
    'stroke-linecap': 'round',
  }) +
  line(
    `M${x} ${y - 66}q4 4 8 0M${x + 13} ${y - 66}q4 4 8 0M${x + 11} ${y - 58}v3`,
    mix(fur, '#fff4e0', 0.7),
    2,
    { 'stroke-linecap': 'round' },
  );

export const houseplant = (x: number, y: number, size: number, leaf: string, pot: string): string =>
  line(
    `M${x} ${y - size * 0.3}q${-size * 0.1} ${-size * 0.4} ${-size * 0.34} ${-size * 0.5}M${x} ${y - size * 0.3}q${size * 0.06} ${-size * 0.44} ${size * 0.3} ${-size * 0.56}M${x} ${y - size * 0.3}V${y - size}M${x} ${y - size * 0.3}q${-size * 0.2} ${-size * 0.14} ${-size * 0.4} ${-size * 0.14}M${x} ${y - size * 0.3}q${size * 0.2} ${-size * 0.16} ${size * 0.42} ${-size * 0.18}`,
    leaf,
    size * 0.085,
    { 'stroke-linecap': 'round' },
  ) +
  polygon(
    [
      x - size * 0.19,
      y - size * 0.34,
      x + size * 0.19,
      y - size * 0.34,
      x + size * 0.13,
      y,
      x - size * 0.13,
      y,
    ],
    pot,
  );
