import { darken, lighten } from '../colour.ts';
import { type Canvas, line, path, polygon, rect, times } from '../svg.ts';

/** The back wall of a room in one-point perspective. */
interface BackWall {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** Five planes of a room, lit from its far end. */
export function room(canvas: Canvas, back: BackWall, ceiling: string, wall: string, floor: string): string {
  const { x, y, w, h } = back;
  const right = x + w;
  const base = y + h;
  return [
    polygon([0, 0, 800, 0, right, y, x, y], canvas.linear([darken(ceiling, 0.25), ceiling])),
    polygon([0, 0, x, y, x, base, 0, 500], canvas.linear([darken(wall, 0.3), darken(wall, 0.06)], 'across')),
    polygon(
      [800, 0, right, y, right, base, 800, 500],
      canvas.linear([darken(wall, 0.06), darken(wall, 0.3)], 'across'),
    ),
    polygon(
      [0, 500, x, base, right, base, 800, 500],
      canvas.linear([lighten(floor, 0.16), darken(floor, 0.22)]),
    ),
    rect(x, y, w, h, wall),
  ].join('');
}

/** Boards that run away from the viewer. */
export const floorboards = ({ x, y, w, h }: BackWall, count: number, colour: string): string =>
  line(
    times(count - 1, (index) => {
      const t = (index + 1) / count;
      return `M${x + w * t} ${y + h}L${-240 + 1280 * t} 500`;
    }) + times(5, (index) => `M0 ${y + h + (500 - y - h) * ((index + 1) / 5.4) ** 1.7}H800`),
    colour,
    1.1,
    { opacity: 0.35 },
  );

/** A point on a side wall: `depth` 0 at the viewer, 1 at the back; `height` 0 at the floor, 1 at the ceiling. */
function onSideWall(back: BackWall, side: 'left' | 'right', depth: number, height: number): [number, number] {
  const edge = side === 'left' ? 0 : 800;
  const end = side === 'left' ? back.x : back.x + back.w;
  const floor = 500 + (back.y + back.h - 500) * depth;
  const ceiling = back.y * depth;
  return [edge + (end - edge) * depth, floor + (ceiling - floor) * height];
}

/** The outline of a panel on a side wall, given as a rectangle of depth and height; many join into one path. */
export function panelOutline(
  back: BackWall,
  side: 'left' | 'right',
  from: number,
  to: number,
  low: number,
  high: number,
  arched = false,
): string {
  const at = (depth: number, up: number) => onSideWall(back, side, depth, up).map(Math.round).join(' ');
  const top = arched
    ? `Q${at((from + to) / 2, high + (high - low) * 0.24)} ${at(to, high)}`
    : `L${at(to, high)}`;
  return `M${at(from, low)}L${at(from, high)}${top}L${at(to, low)}Z`;
}

export const sidePanel = (
  back: BackWall,
  side: 'left' | 'right',
  from: number,
  to: number,
  low: number,
  high: number,
  fill: string,
  arched = false,
): string => path(panelOutline(back, side, from, to, low, high, arched), fill);
