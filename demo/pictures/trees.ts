import { type Canvas, circle, line, path, place, rect, round, times } from './svg.ts';

/** Trees stand on (x, y); `size` is their height. */
export function palm(canvas: Canvas, x: number, y: number, size: number, colour: string): string {
  const lean = canvas.between(-0.12, 0.12) * size;
  const topX = x + lean;
  const topY = y - size;
  const reach = size * 0.36;
  const fronds = [-1, -0.82, -0.45, 0, 0.4, 0.8, 1].map((side, index) => {
    const dx = side * reach;
    const dy = index % 2 === 0 ? reach * 0.42 : reach * 0.08;
    const lift = -reach * (0.75 - Math.abs(side) * 0.35);
    return `M${Math.round(topX)} ${Math.round(topY)}Q${Math.round(topX + dx * 0.5)} ${Math.round(topY + lift)} ${Math.round(topX + dx)} ${Math.round(topY + dy)}Q${Math.round(topX + dx * 0.45)} ${Math.round(topY + lift * 0.35)} ${Math.round(topX)} ${Math.round(topY + 2)}`;
  });
  const trunk = line(
    `M${Math.round(x)} ${Math.round(y)}Q${Math.round(x)} ${Math.round(y - size * 0.5)} ${Math.round(topX)} ${Math.round(topY)}`,
    colour,
    size * 0.028,
  );
  return trunk + path(fronds.join(''), colour);
}

export const cypress = (x: number, y: number, size: number, colour: string): string =>
  path(
    `M${round(x)} ${round(y)}C${round(x - size * 0.16)} ${round(y - size * 0.1)} ${round(x - size * 0.1)} ${round(y - size * 0.7)} ${round(x)} ${round(y - size)}C${round(x + size * 0.1)} ${round(y - size * 0.7)} ${round(x + size * 0.16)} ${round(y - size * 0.1)} ${round(x)} ${round(y)}Z`,
    colour,
  );

export function umbrellaPine(
  canvas: Canvas,
  x: number,
  y: number,
  size: number,
  crown: string,
  trunk: string,
): string {
  const topX = x + canvas.between(-0.1, 0.1) * size;
  const crownY = y - size * 0.8;
  const r = size * 0.38;
  return (
    line(
      `M${round(x)} ${round(y)}Q${round(x - size * 0.03)} ${round(y - size * 0.4)} ${round(topX)} ${round(crownY)}m0 ${round(size * 0.16)}L${round(topX - r * 0.5)} ${round(crownY - 4)}m${round(r * 0.5)} ${round(size * 0.12)}L${round(topX + r * 0.55)} ${round(crownY - 4)}`,
      trunk,
      size * 0.03,
    ) +
    path(
      `M${round(topX - r)} ${round(crownY)}C${round(topX - r * 1.05)} ${round(crownY - r * 0.35)} ${round(topX - r * 0.6)} ${round(crownY - r * 0.5)} ${round(topX - r * 0.4)} ${round(crownY - r * 0.42)}C${round(topX - r * 0.15)} ${round(crownY - r * 0.72)} ${round(topX + r * 0.3)} ${round(crownY - r * 0.66)} ${round(topX + r * 0.45)} ${round(crownY - r * 0.42)}C${round(topX + r * 0.8)} ${round(crownY - r * 0.48)} ${round(topX + r * 1.1)} ${round(crownY - r * 0.2)} ${round(topX + r)} ${round(crownY)}Q${round(topX)} ${round(crownY + r * 0.14)} ${round(topX - r)} ${round(crownY)}Z`,
      crown,
    )
  );
}

export function fir(x: number, y: number, size: number, colour: string, snow?: string): string {
  const tier = (t: number, w: number) =>
    `M${Math.round(x)} ${Math.round(y - size)}L${Math.round(x - size * w)} ${Math.round(y - size * t)}Q${Math.round(x)} ${Math.round(y - size * (t - 0.06))} ${Math.round(x + size * w)} ${Math.round(y - size * t)}Z`;
  const cap =
    snow === undefined
      ? ''
      : path(
          `M${Math.round(x)} ${Math.round(y - size)}L${Math.round(x - size * 0.1)} ${Math.round(y - size * 0.66)}L${Math.round(x)} ${Math.round(y - size * 0.72)}Z M${Math.round(x - size * 0.04)} ${Math.round(y - size * 0.58)}L${Math.round(x - size * 0.17)} ${Math.round(y - size * 0.36)}L${Math.round(x - size * 0.02)} ${Math.round(y - size * 0.42)}Z`,
          snow,
        );
  return path(tier(0.62, 0.13) + tier(0.34, 0.2) + tier(0.06, 0.26), colour) + cap;
}

/** A round-headed broadleaf in two tones. */
export function broadleaf(
  canvas: Canvas,
  x: number,
  y: number,
  size: number,
  crown: string,
  light: string,
  trunk: string,
): string {
  const r = size * 0.3;
  const x0 = x + canvas.between(-3, 3);
  const y0 = y - size * 0.66;
  const puffs = (shift: number) =>
    [
      [-0.72, 0.12],
      [0.7, 0.1],
      [-0.32, -0.48],
      [0.38, -0.44],
      [0, 0.12],
    ]
      .map(
        ([dx = 0, dy = 0]) =>
          `M${Math.round(x0 + dx * r + shift)} ${Math.round(y0 + dy * r + shift * 0.6)}h0`,
      )
      .join('');
  return (
    rect(x - size * 0.025, y - size * 0.5, size * 0.05, size * 0.5, trunk) +
    line(puffs(0), crown, r * 1.42, { 'stroke-linecap': 'round' }) +
    line(puffs(-r * 0.14), light, r * 0.96, { 'stroke-linecap': 'round', opacity: 0.5 })
  );
}

/** Low planting along a line, as one outline of bumps. */
export const hedge = (
  canvas: Canvas,
  x1: number,
  x2: number,
  y: number,
  size: number,
  colour: string,
): string =>
  path(
    `M${round(x1)} ${round(y)}${times(Math.ceil((x2 - x1) / (size * 1.3)), () => `v${-Math.round(size * canvas.between(0, 0.3))}a${round(size * 0.65)} ${round(size * canvas.between(0.5, 0.75))} 0 0 1 ${round(size * 1.3)} 0V${round(y)}`)}Z`,
    colour,
  );

/** A drift of leaves or blossom: many dots in three sizes, thinning towards the rim. */
export const leaves = (
  canvas: Canvas,
  x: number,
  y: number,
  rx: number,
  ry: number,
  count: number,
  size: number,
  colour: string,
): string =>
  [1.1, 1.6, 2.2]
    .map((scale) =>
      line(
        times(Math.ceil(count / 3), () => {
          const angle = canvas.random() * Math.PI * 2;
          const reach = canvas.random() ** 0.7;
          return `M${Math.round(x + Math.cos(angle) * rx * reach)} ${Math.round(y + Math.sin(angle) * ry * reach)}h0`;
        }),
        colour,
        size * scale,
        { 'stroke-linecap': 'round' },
      ),
    )
    .join('');

/** A clipped tree in a tapered pot. */
export const pottedTree = (x: number, y: number, size: number, crown: string, pot: string): string =>
  place(
    circle(0, -68, 30, crown) + rect(-3, -42, 6, 20, pot) + path('M-20-26H20L16 0H-16Z', pot),
    x,
    y,
    size / 100,
  );
