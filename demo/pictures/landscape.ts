import type { Palette } from './palettes.ts';
import { type Canvas, circle, ellipse, group, height, line, path, rect, round, times, width } from './svg.ts';

/** Sky down to the horizon with its sun or moon, and stars by night. */
export function sky(
  canvas: Canvas,
  palette: Palette,
  horizon: number,
  sunX: number,
  sunY = horizon - 60,
): string {
  const stars = (size: number) =>
    line(
      times(
        16,
        () => `M${Math.round(canvas.between(0, width))} ${Math.round(canvas.between(0, horizon * 0.6))}h0`,
      ),
      '#fff',
      size,
      { 'stroke-linecap': 'round', opacity: 0.55 },
    );
  return [
    rect(0, 0, width, horizon + 2, canvas.linear(palette.sky)),
    palette.night ? stars(1.2) + stars(2.2) : '',
    circle(sunX, sunY, 240, canvas.glow(palette.light, palette.night ? 0.5 : 0.85)),
    circle(sunX, sunY, 21, palette.light, { opacity: 0.95 }),
  ].join('');
}

/** Long flat clouds, drawn as overlapping soft-ended bars. */
export function clouds(canvas: Canvas, palette: Palette, top: number, bottom: number, count = 3): string {
  return times(count, () => {
    const x = canvas.between(-40, width - 160);
    const y = canvas.between(top, bottom);
    const w = canvas.between(150, 330);
    const bar = (dx: number, dy: number, barWidth: number, h: number) =>
      rect(x + dx, y + dy, barWidth, h, palette.light, { rx: h / 2 });
    return group(bar(0, 0, w, 7) + bar(w * 0.18, -8, w * 0.5, 11) + bar(w * 0.4, 4, w * 0.75, 6), {
      opacity: palette.night ? 0.14 : 0.42,
    });
  });
}

/** Midpoint displacement: a believable crest line at the price of seventeen or thirty-three points. */
function crest(canvas: Canvas, base: number, relief: number, roughness: number, levels: number): number[] {
  let heights = [base - relief * canvas.random(), base - relief * canvas.random()];
  let spread = relief;
  for (let level = 0; level < levels; level++) {
    const next: number[] = [];
    heights.forEach((value, index) => {
      next.push(value);
      const right = heights[index + 1];
      if (right !== undefined) next.push((value + right) / 2 + (canvas.random() - 0.5) * spread);
    });
    heights = next;
    spread *= roughness;
  }
  return heights;
}

/** One layer of mountains; rough ones are drawn with edges, gentle ones as curves. */
export function ridge(
  canvas: Canvas,
  fill: string,
  base: number,
  relief: number,
  kind: 'peaks' | 'hills',
  bottom = base + 60,
): string {
  const heights =
    kind === 'peaks' ? crest(canvas, base, relief, 0.52, 5) : crest(canvas, base, relief, 0.4, 3);
  const step = width / (heights.length - 1);
  const points = heights.map((y, index) => [index * step, y] as const);
  const drawn =
    kind === 'peaks'
      ? points.map(([x, y]) => `L${round(x)} ${round(y)}`).join('')
      : points
          .map(([x, y], index) => {
            const next = points[index + 1] ?? [width, y];
            return `Q${round(x)} ${round(y)} ${round((x + next[0]) / 2)} ${round((y + next[1]) / 2)}`;
          })
          .join('');
  return path(`M0 ${bottom}L0 ${round(heights[0] ?? base)}${drawn}L${width} ${bottom}Z`, fill);
}

/** A mountain with a lit and a shaded face and a snow line, peak at (x, y). */
export function peak(
  x: number,
  y: number,
  base: number,
  half: number,
  lit: string,
  shade: string,
  snow?: string,
): string {
  const rise = base - y;
  const cap =
    snow === undefined
      ? ''
      : path(
          `M${x} ${y}L${x + half * 0.3} ${y + rise * 0.3}l${-half * 0.1} ${-rise * 0.03}l${-half * 0.07} ${rise * 0.1}l${-half * 0.1} ${-rise * 0.09}l${-half * 0.08} ${rise * 0.1}l${-half * 0.09} ${-rise * 0.09}L${round(x - half * 0.28)} ${round(y + rise * 0.28)}Z`,
          snow,
        );
  return (
    path(`M${x - half} ${base}L${x} ${y}L${x + half} ${base}Z`, lit) +
    path(
      `M${x} ${y}L${x + half * 0.12} ${y + rise * 0.4}L${x - half * 0.05} ${y + rise * 0.7}L${x + half * 0.1} ${base}H${x + half}Z`,
      shade,
    ) +
    cap
  );
}

/** Water from the horizon down, with the light's path on it. */
export function sea(
  canvas: Canvas,
  palette: Palette,
  horizon: number,
  sunX: number,
  bottom = height,
): string {
  const depth = bottom - horizon;
  const strokes = (t: number, count: number, at: (reach: number) => string) =>
    times(count, () => {
      const dy = Math.round(horizon + 3 + depth * Math.min(0.98, t + canvas.between(0, 0.3)));
      return `M${at(t)} ${dy}h${Math.round((8 + t * 70) * canvas.between(0.4, 1.2))}`;
    });
  const glints = [0, 0.3, 0.65]
    .map((t) =>
      line(
        strokes(t, 6, (r) => round(sunX - 14 - r * 40 + canvas.between(-1, 1) * (8 + r * 60))),
        palette.light,
        1 + t * 1.8,
        { opacity: 0.5 - t * 0.3 },
      ),
    )
    .join('');
  const ripples = [0, 0.3, 0.65]
    .map((t) =>
      line(
        strokes(t, 8, () => String(Math.round(canvas.between(-30, width)))),
        '#fff',
        0.9 + t,
        { opacity: 0.1 },
      ),
    )
    .join('');
  return rect(0, horizon, width, depth + 1, canvas.linear(palette.water)) + ripples + glints;
}

/** A soft contact shadow. */
export const shadow = (x: number, y: number, rx: number, ry: number, opacity = 0.35): string =>
  ellipse(x, y, rx, ry, '#0b1220', { opacity }) +
  ellipse(x, y, rx * 0.86, ry * 0.6, '#0b1220', { opacity: opacity * 0.7 });

/** Curtains of northern light: ribbons that begin and end in a point. */
export function auroraLight(canvas: Canvas): string {
  const veil = canvas.linear(['#8ff0c400', '#8ff0c4', '#5fc9b000']);
  return times(4, (index) => {
    const x = -60 + index * 190 + Math.round(canvas.between(-30, 30));
    const y = 60 + (index % 2) * 34;
    return path(
      `M${x} ${y + 40}C${x + 90} ${y - 60} ${x + 150} ${y + 50} ${x + 230} ${y - 10}S${x + 360} ${y - 50} ${x + 430} ${y + 30}C${x + 380} ${y + 30} ${x + 330} ${y + 150} ${x + 250} ${y + 110}S${x + 110} ${y + 170} ${x} ${y + 40}Z`,
      veil,
      { opacity: 0.42 },
    );
  });
}
