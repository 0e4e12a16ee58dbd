import { darken, lighten } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, line, path, rect, times } from '../svg.ts';

/** A pool seen from its near corner; `skew` moves the far edge. */
export function pool(
  canvas: Canvas,
  palette: Palette,
  x: number,
  y: number,
  w: number,
  depth: number,
  skew = 0,
  coping = '#e9e0cf',
): string {
  const far = w * 0.82;
  const shape = (grow: number) =>
    `M${x + (w - far) / 2 + skew - grow} ${y - grow * 0.4}h${far + 2 * grow}L${x + w + grow * 1.4} ${y + depth + grow * 0.8}H${x - grow * 1.4}Z`;
  const ripples = times(9, () => {
    const t = canvas.between(0.15, 0.95);
    return `M${Math.round(x + 30 + canvas.between(0, w - 120))} ${Math.round(y + depth * t)}h${Math.round(canvas.between(14, 60))}`;
  });
  return (
    path(shape(9), coping) +
    path(shape(0), canvas.linear(palette.water)) +
    path(`M${x + (w - far) / 2 + skew} ${y}h${far}v4h-${far}Z`, darken(palette.water[2] ?? '', 0.3), {
      opacity: 0.5,
    }) +
    line(ripples, palette.light, 1.3, { opacity: 0.4 })
  );
}

/** A lit room behind glass: warm light, mullions, and the shapes of a lamp and a sofa. */
export function glassRoom(
  canvas: Canvas,
  palette: Palette,
  x: number,
  y: number,
  w: number,
  h: number,
  panes: number,
): string {
  const warm = palette.lamp;
  const sofa = x + w * 0.2;
  const floor = y + h;
  return (
    rect(x, y, w, h, canvas.linear([lighten(warm, 0.15), warm, darken(warm, 0.3)])) +
    path(
      `M${sofa} ${floor}v-${Math.round(h * 0.22)}q2-6 8-6h${Math.round(w * 0.2)}q6 0 8 6v${Math.round(h * 0.22)}Z`,
      darken(warm, 0.5),
      { opacity: 0.7 },
    ) +
    line(`M${x + w * 0.66} ${floor}v-${Math.round(h * 0.55)}`, darken(warm, 0.6), 2) +
    path(`M${x + w * 0.66 - 13} ${floor - h * 0.5}h26l-6-${Math.round(h * 0.16)}h-14Z`, lighten(warm, 0.6)) +
    line(
      times(panes - 1, (index) => `M${Math.round(x + ((index + 1) * w) / panes)} ${y}v${h}`),
      darken(palette.ink, 0.1),
      2.4,
      { opacity: 0.75 },
    ) +
    path(`M${x} ${y}L${x + w * 0.3} ${y}L${x + w * 0.12} ${floor}H${x}Z`, '#ffffff', { opacity: 0.08 })
  );
}

/** Sun loungers in a row. */
export const loungers = (x: number, y: number, count: number, cloth: string, frame: string): string =>
  times(count, (index) => {
    const at = x + index * 58;
    return (
      path(`M${at} ${y}h30l14-15l3 3l-14 17H${at}Z`, cloth) + line(`M${at + 4} ${y + 3}v7m24-7v7`, frame, 2)
    );
  });

/** Stone laid in courses, as faint joints over a wall. */
export function masonry(
  canvas: Canvas,
  x: number,
  y: number,
  w: number,
  h: number,
  colour: string,
  course = 13,
): string {
  const joints = times(Math.floor(h / course), (row) => {
    const at = y + (row + 1) * course;
    let marks = '';
    for (let along = canvas.between(4, 26); along < w - 12; along += canvas.between(22, 54))
      marks += `M${Math.round(x + along)} ${at}h${Math.round(canvas.between(8, 18))}`;
    return marks;
  });
  return line(joints, colour, 1.6, { opacity: 0.4 });
}
