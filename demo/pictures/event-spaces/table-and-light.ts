import { darken, lighten } from '../colour.ts';
import { type Canvas, circle, line, path, polygon, times } from '../svg.ts';

/** Tiers of crystal on a chain, with their light. */
export const chandelier = (
  canvas: Canvas,
  x: number,
  top: number,
  y: number,
  size: number,
  gold: string,
  lamp: string,
): string =>
  circle(x, y, size * 1.9, canvas.glow(lamp, 0.85)) +
  line(`M${x} ${top}V${y - size * 0.5}`, gold, 1.6) +
  path(
    `M${x - size * 0.16} ${y - size * 0.5}h${size * 0.32}L${x + size * 0.5} ${y}Q${x} ${y + size * 0.22} ${x - size * 0.5} ${y}Z`,
    lighten(lamp, 0.45),
    { opacity: 0.75 },
  ) +
  path(
    `M${x - size * 0.34} ${y + size * 0.06}h${size * 0.68}Q${x} ${y + size * 0.62} ${x - size * 0.34} ${y + size * 0.06}Z`,
    lighten(lamp, 0.3),
    { opacity: 0.8 },
  ) +
  line(
    `M${x - size * 0.56} ${y}Q${x} ${y + size * 0.24} ${x + size * 0.56} ${y}M${x - size * 0.36} ${y - size * 0.22}Q${x} ${y - size * 0.08} ${x + size * 0.36} ${y - size * 0.22}`,
    gold,
    size * 0.045,
  ) +
  line(
    times(7, (index) => `M${x - size * 0.54 + index * size * 0.18} ${y + size * 0.02}v${-size * 0.15}`),
    '#fff8e4',
    size * 0.05,
    { 'stroke-linecap': 'round' },
  );

/** A string of bulbs between two points. */
export function festoon(
  _canvas: Canvas,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  drop: number,
  count: number,
  lamp: string,
  wire: string,
): string {
  const at = (t: number): [number, number] => [
    x1 + (x2 - x1) * t,
    y1 + (y2 - y1) * t + 4 * drop * t * (1 - t),
  ];
  const bulbs = times(count, (index) => {
    const [x, y] = at((index + 0.5) / count);
    return `M${Math.round(x)} ${Math.round(y + 4)}h0`;
  });
  return (
    line(`M${x1} ${y1}Q${(x1 + x2) / 2} ${(y1 + y2) / 2 + drop * 2} ${x2} ${y2}`, wire, 1.2) +
    line(bulbs, lamp, 15, { 'stroke-linecap': 'round', opacity: 0.28 }) +
    line(bulbs, lighten(lamp, 0.4), 6, { 'stroke-linecap': 'round' })
  );
}

/** A laid table seen from its end: cloth, a green runner, candles and glasses that shrink with distance. */
export function longTable(
  canvas: Canvas,
  x: number,
  far: number,
  near: number,
  farW: number,
  nearW: number,
  cloth: string,
  green: string,
  lamp: string,
): string {
  const rows = [0.05, 0.18, 0.36, 0.6, 0.9].map((t) => ({
    y: far + (near - far) * t,
    half: (farW + (nearW - farW) * t) / 2,
  }));
  return [
    polygon(
      [
        x - nearW / 2,
        near,
        x - nearW / 2 + 6,
        near + nearW * 0.3,
        x + nearW / 2 - 6,
        near + nearW * 0.3,
        x + nearW / 2,
        near,
      ],
      darken(cloth, 0.16),
    ),
    polygon(
      [x - farW / 2, far, x + farW / 2, far, x + nearW / 2, near, x - nearW / 2, near],
      canvas.linear([darken(cloth, 0.06), lighten(cloth, 0.3)]),
    ),
    polygon(
      [x - farW * 0.09, far, x + farW * 0.09, far, x + nearW * 0.09, near, x - nearW * 0.09, near],
      green,
      { opacity: 0.55 },
    ),
    ...rows.map(({ y, half }) =>
      [
        line(`M${x - half * 0.1} ${y}h0M${x + half * 0.12} ${y + 1}h0`, green, half * 0.2, {
          'stroke-linecap': 'round',
        }),
        line(`M${x - half * 0.58} ${y}h0M${x + half * 0.58} ${y}h0`, '#ffffff', half * 0.26, {
          opacity: 0.75,
          'stroke-linecap': 'round',
          transform: `translate(0 ${y * 0.55}) scale(1 .45)`,
        }),
        line(
          `M${x - half * 0.32} ${y}v${-half * 0.13}M${x + half * 0.32} ${y}v${-half * 0.13}`,
          '#ffffff',
          half * 0.045,
          { opacity: 0.7 },
        ),
        circle(x, y - half * 0.16, half * 0.3, canvas.glow(lamp, 0.85)),
        line(`M${x} ${y}v${-half * 0.14}`, '#fff8e6', half * 0.05, { 'stroke-linecap': 'round' }),
      ].join(''),
    ),
  ].join('');
}

/** A round table under a cloth to the floor, with a candle. */
export const roundTable = (
  canvas: Canvas,
  x: number,
  y: number,
  size: number,
  cloth: string,
  lamp: string,
): string =>
  path(
    `M${x - 54 * size} ${y}L${x - 60 * size} ${y + 46 * size}q${10 * size} ${9 * size} ${20 * size} 0t${20 * size} ${4 * size}t${20 * size} 0t${20 * size} 0t${20 * size} 0t${20 * size} ${-4 * size}L${x + 54 * size} ${y}Z`,
    canvas.linear([darken(cloth, 0.04), darken(cloth, 0.26)]),
  ) +
  path(
    `M${x - 54 * size} ${y}a${54 * size} ${12 * size} 0 1 0 ${108 * size} 0a${54 * size} ${12 * size} 0 1 0 ${-108 * size} 0`,
    lighten(cloth, 0.4),
  ) +
  line(
    `M${x - 20 * size} ${y + 14 * size}v${30 * size}M${x + 24 * size} ${y + 13 * size}v${30 * size}`,
    darken(cloth, 0.3),
    2,
    { opacity: 0.4 },
  ) +
  circle(x, y - 12 * size, 56 * size, canvas.glow(lamp, 0.75)) +
  line(`M${x} ${y}v${-13 * size}`, '#fff8e6', 5 * size, { 'stroke-linecap': 'round' }) +
  line(`M${x - 27 * size} ${y}v${-11 * size}M${x + 27 * size} ${y}v${-11 * size}`, '#ffffff', 4 * size, {
    opacity: 0.7,
    'stroke-linecap': 'round',
  });
