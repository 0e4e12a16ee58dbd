import { darken, lighten, mix } from './colour.ts';
import type { Palette } from './palettes.ts';
import { type Canvas, circle, height, line, path, polygon, rect, round, times } from './svg.ts';

/** A row of towers standing on `base`, with lit windows by night. */
export function skyline(
  canvas: Canvas,
  palette: Palette,
  fill: string,
  base: number,
  lowest: number,
  highest: number,
  span: [number, number] = [0, 800],
): string {
  const towers: string[] = [];
  let windows = '';
  let x = span[0] - 10;
  while (x < span[1]) {
    const w = Math.round(canvas.between(22, 54));
    const tall = canvas.between(lowest, highest);
    const top = Math.round(base - tall);
    const crown = canvas.random();
    towers.push(`M${x} ${base}V${top}`);
    if (crown < 0.25) towers.push(`L${round(x + w)} ${round(top - w * 0.4)}`);
    else if (crown < 0.45)
      towers.push(
        `h${round(w * 0.3)}v${round(-w * 0.3)}h${round(w * 0.4)}v${round(w * 0.3)}h${round(w * 0.3)}`,
      );
    else if (crown < 0.55)
      towers.push(`L${round(x + w / 2)} ${round(top - w)}L${round(x + w)} ${round(top)}`);
    else towers.push(`h${round(w)}`);
    towers.push(`V${base}Z`);
    if (palette.night) {
      for (let row = 0; row < 3; row++)
        windows += `M${Math.round(x + 5 + Math.floor(canvas.random() * 3) * 6)} ${Math.round(canvas.between(top + 8, base - 8))}h${canvas.random() < 0.5 ? 3 : 9}`;
    }
    x += w + (canvas.random() < 0.3 ? Math.round(canvas.between(2, 14)) : 0);
  }
  return (
    path(towers.join(''), fill) + (windows === '' ? '' : line(windows, palette.lamp, 2.4, { opacity: 0.75 }))
  );
}

/** One needle of a tower, tapering in steps. */
export const spire = (x: number, base: number, size: number, fill: string): string =>
  polygon(
    [
      x - size * 0.07,
      base,
      x - size * 0.045,
      base - size * 0.5,
      x - size * 0.025,
      base - size * 0.75,
      x,
      base - size,
      x + size * 0.025,
      base - size * 0.75,
      x + size * 0.045,
      base - size * 0.5,
      x + size * 0.07,
      base,
    ],
    fill,
  );

/** Small houses climbing a slope, front ones last. */
export function hillTown(
  canvas: Canvas,
  walls: string[],
  roof: string,
  shade: string,
  rows: { y: number; from: number; to: number; size: number }[],
): string {
  return rows
    .map(({ y, from, to, size }) => {
      const fronts = new Map<string, string>();
      let roofs = '';
      let openings = '';
      let x = from;
      while (x < to) {
        const w = Math.round(size * canvas.between(0.8, 1.5));
        const h = size * canvas.between(0.9, 1.7);
        const wall = walls[Math.floor(canvas.random() * walls.length)] ?? shade;
        const top = Math.round(y - h + canvas.between(-size * 0.2, size * 0.2));
        const slope = Math.round(w * 0.12);
        fronts.set(wall, `${fronts.get(wall) ?? ''}M${x} ${top}h${w}V${Math.round(y + size)}h-${w}`);
        roofs += `M${x - 2} ${top}l${slope + 2}-${Math.round(size * 0.26)}h${w - 2 * slope}l${slope + 2} ${Math.round(size * 0.26)}`;
        const panes = Math.max(2, Math.round(w / 15));
        for (let row = 0; row < Math.min(2, Math.floor(h / 20)); row++)
          openings += `M${Math.round(x + w / panes / 2)} ${top + 12 + row * 17}h${Math.round(w - w / panes / 2)}`;
        x += w;
      }
      const gap = size < 28 ? 6 : 11;
      return (
        [...fronts].map(([wall, d]) => path(d, wall)).join('') +
        path(roofs, roof) +
        line(openings, shade, size < 28 ? 5 : 8, { opacity: 0.55, 'stroke-dasharray': `4 ${gap}` })
      );
    })
    .join('');
}

/** A terrace of tall stucco houses with porches and some windows lit. */
export function stuccoTerrace(canvas: Canvas, palette: Palette, base: number, wall: string): string {
  const bay = 134;
  const shade = darken(wall, 0.28);
  const houses = times(7, (index) => {
    const x = index * bay - 40;
    const top = base - 310;
    const storeys = [56, 126, 194];
    const lit: string[] = [];
    const dark: string[] = [];
    for (const dy of storeys)
      for (const dx of [18, 58, 98])
        (canvas.random() < 0.3 ? lit : dark).push(`M${x + dx} ${top + dy}h20v${dy === 56 ? 30 : 44}h-20`);
    const panes =
      path(lit.join(''), palette.lamp) +
      path(dark.join(''), mix(palette.ink, palette.sky[1] ?? palette.ink, 0.25));
    const porch =
      path(`M${x + 8} ${base - 92}h48v6h-4v86h-6v-86H${x + 18}v86h-6v-86h-4Z`, lighten(wall, 0.22)) +
      path(`M${x + 22} ${base - 78}h20v78h-20Z`, darken(wall, 0.72));
    const window = rect(x + 74, base - 80, 42, 46, canvas.random() < 0.6 ? palette.lamp : palette.ink, {
      opacity: 0.85,
    });
    return panes + porch + window;
  });
  return (
    rect(0, base - 310, 800, 310, wall) +
    path(
      `M0 ${base - 270}h800v5H0ZM0 ${base - 198}h800v3H0ZM0 ${base - 128}h800v6H0Z${times(7, (index) => `M${index * bay - 40} ${base - 310}h2v310h-2`)}`,
      shade,
    ) +
    houses
  );
}

/** A street lamp of the old kind with its light. */
export const streetLamp = (
  canvas: Canvas,
  x: number,
  base: number,
  size: number,
  ink: string,
  lamp: string,
): string =>
  circle(x, base - size, size * 0.55, canvas.glow(lamp, 0.7)) +
  line(`M${x} ${base}V${round(base - size * 0.9)}m-8 0h16`, ink, 3.5) +
  polygon(
    [
      x - 7,
      base - size * 0.92,
      x - 10,
      base - size * 1.06,
      x + 10,
      base - size * 1.06,
      x + 7,
      base - size * 0.92,
    ],
    lamp,
  ) +
  polygon([x - 12, base - size * 1.06, x, base - size * 1.13, x + 12, base - size * 1.06], ink);

/** A balustrade in front of the sea. */
export const balustrade = (base: number, size: number, fill: string, shade: string): string =>
  rect(0, base - size, 800, size * 0.18, fill) +
  rect(0, base - size * 0.82, 800, 2, shade) +
  line(`M8 ${round(base - size * 0.41)}H800`, fill, size * 0.82, { 'stroke-dasharray': '5 11' }) +
  times(
    6,
    (index) =>
      rect(40 + index * 160, base - size * 1.12, 20, size * 1.12, fill) +
      rect(56 + index * 160, base - size * 1.12, 4, size * 1.12, shade),
  ) +
  rect(0, base - size * 0.12, 800, size * 0.12, fill);

/** Paving or asphalt from `top` to the bottom edge. */
export const road = (canvas: Canvas, top: number, far: string, near: string): string =>
  rect(0, top, 800, height - top, canvas.linear([far, near]));
