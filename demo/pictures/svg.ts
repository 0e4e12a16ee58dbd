import type { Random } from '../../dev/seeded-random.ts';

/** Size of every picture in user units. */
export const width = 800;
export const height = 500;

/** Where a picture keeps its gradients, and its own source of chance. */
export interface Canvas {
  random: Random;
  /** A number between two bounds. */
  between(low: number, high: number): number;
  /** A top-to-bottom (or left-to-right) gradient over evenly spaced colours; answers a `url(#...)` paint. */
  linear(colours: string[], direction?: 'down' | 'across'): string;
  /** Light that fades out from the middle of the shape it fills. */
  glow(colour: string, opacity?: number): string;
  /** A clip path; answers the value of a `clip-path` attribute. */
  clip(shape: string): string;
  /** A square tile repeated over whatever it fills. */
  tiles(size: number, shape: string): string;
  defs(): string;
}

/** One decimal is a tenth of a pixel at full size: finer digits only cost bytes. */
export const round = (value: number): string => String(Math.round(value * 10) / 10);

export function createCanvas(random: Random, prefix: string): Canvas {
  const ids = new Map<string, string>();
  const define = (element: string, attributes: string, body: string): string => {
    const key = `${element}|${attributes}|${body}`;
    const id = ids.get(key) ?? prefix + ids.size.toString(36);
    ids.set(key, id);
    return `url(#${id})`;
  };
  return {
    random,
    between: (low, high) => low + random() * (high - low),
    linear: (colours, direction = 'down') =>
      define(
        'linearGradient',
        direction === 'down' ? ' x2="0" y2="1"' : '',
        colours
          .map(
            (colour, index) =>
              `<stop offset="${round((100 * index) / (colours.length - 1))}%" stop-color="${colour}"/>`,
          )
          .join(''),
      ),
    glow: (colour, opacity = 0.8) =>
      define(
        'radialGradient',
        '',
        [0, 0.4, 1]
          .map((offset) => {
            const faded = Math.round(opacity * (1 - offset) ** 2.2 * 100) / 100;
            return `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${faded}"/>`;
          })
          .join(''),
      ),
    clip: (shape) => define('clipPath', '', shape),
    tiles: (size, shape) =>
      define('pattern', ` width="${size}" height="${size}" patternUnits="userSpaceOnUse"`, shape),
    defs: () =>
      [...ids]
        .map(([key, id]) => {
          const [element = '', attributes = '', ...body] = key.split('|');
          return `<${element} id="${id}"${attributes}>${body.join('|')}</${element}>`;
        })
        .join(''),
  };
}

type Attributes = Record<string, string | number>;

const write = (attributes: Attributes): string =>
  Object.entries(attributes)
    .map(
      ([name, value]) =>
        ` ${name}="${typeof value === 'number' ? String(Math.round(value * 100) / 100) : value}"`,
    )
    .join('');

export const path = (d: string, fill: string, more: Attributes = {}): string =>
  `<path d="${d}" fill="${fill}"${write(more)}/>`;

export const line = (d: string, stroke: string, strokeWidth: number, more: Attributes = {}): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${round(strokeWidth)}"${write(more)}/>`;

export const rect = (
  x: number,
  y: number,
  w: number,
  h: number,
  fill: string,
  more: Attributes = {},
): string =>
  `<rect x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" fill="${fill}"${write(more)}/>`;

export const circle = (x: number, y: number, r: number, fill: string, more: Attributes = {}): string =>
  `<circle cx="${round(x)}" cy="${round(y)}" r="${round(r)}" fill="${fill}"${write(more)}/>`;

export const ellipse = (
  x: number,
  y: number,
  rx: number,
  ry: number,
  fill: string,
  more: Attributes = {},
): string =>
  `<ellipse cx="${round(x)}" cy="${round(y)}" rx="${round(rx)}" ry="${round(ry)}" fill="${fill}"${write(more)}/>`;

export const group = (content: string, more: Attributes = {}): string => `<g${write(more)}>${content}</g>`;

/** Moves, scales and optionally mirrors a drawing made around its own origin. */
export const place = (content: string, x: number, y: number, scaleX = 1, scaleY = scaleX): string =>
  `<g transform="translate(${round(x)} ${round(y)})${scaleX === 1 && scaleY === 1 ? '' : ` scale(${Math.round(scaleX * 100) / 100} ${Math.round(scaleY * 100) / 100})`}">${content}</g>`;

/** The same drawing repeated by index. */
export const times = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

/** One drawing set down several times, each at x, y and scale; only the first is written out. */
export const repeated = (id: string, drawing: string, places: [number, number, number][]): string =>
  places
    .map(([x, y, scale], index) =>
      place(index === 0 ? group(drawing, { id }) : `<use href="#${id}"/>`, x, y, scale),
    )
    .join('');

/** Closed shape through points given as pairs. */
export const polygon = (points: number[], fill: string, more: Attributes = {}): string =>
  `<path d="M${points.map(round).join(' ')}Z" fill="${fill}"${write(more)}/>`;

/** A whole picture with its accessible title, on a ground that hides the seams between shapes. Digits beyond a tenth of a pixel are dropped here, once. */
export function picture(title: string, canvas: Canvas, content: string): string {
  const escaped = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const drawn = `<defs>${canvas.defs()}</defs>${content}`
    .replaceAll(/ d="[^"]*"/g, (d) => d.replaceAll(/\d*\.\d{2,}/g, (digits) => round(Number(digits))))
    .replaceAll(/\d*\.\d{3,}/g, (digits) => round(Number(digits)));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"><title>${escaped}</title><path fill="#6b7078" d="M0 0h800v500H0Z"/>${drawn}</svg>\n`;
}
