import { darken, lighten, mix } from '../colour.ts';
import { shadow } from '../landscape.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, group, line, path, rect, round } from '../svg.ts';
import type { CarBody } from './bodies.ts';

function wheel(x: number, radius: number, style: CarBody['wheels']['style'], metal: string): string {
  const rim = radius * (style === 'whitewall' ? 0.5 : style === 'wire' ? 0.62 : 0.72);
  const count = { spoke: 5, turbine: 10, wire: 18, whitewall: 0 }[style];
  const spokes = Array.from({ length: count }, (_, index) => {
    const angle = (index / count) * 2 * Math.PI + 0.3;
    const twist = style === 'turbine' ? 0.25 : 0;
    return `M0 0L${round(Math.cos(angle + twist) * rim * 0.94)} ${round(Math.sin(angle + twist) * rim * 0.94)}`;
  }).join('');
  const spokeWidth = { spoke: rim * 0.2, turbine: rim * 0.12, wire: 1.1, whitewall: 0 }[style];
  return group(
    circle(0, 0, radius, '#15171c') +
      (style === 'whitewall'
        ? circle(0, 0, radius * 0.8, '#ece6d8') + circle(0, 0, radius * 0.6, '#1b1d22')
        : '') +
      circle(0, 0, rim, darken(metal, 0.72)) +
      (count > 0
        ? line(spokes, metal, spokeWidth, { 'stroke-linecap': 'round' })
        : circle(0, 0, rim * 0.9, metal)) +
      circle(0, 0, rim, 'none', { stroke: metal, 'stroke-width': style === 'wire' ? 4 : 2.6 }) +
      circle(0, 0, rim * (style === 'whitewall' ? 0.5 : 0.2), lighten(metal, 0.25)),
    { transform: `translate(${x} ${-radius})` },
  );
}

function cockpit(
  open: NonNullable<CarBody['open']>,
  leather: string,
  palette: Palette,
  frame: string,
): string {
  const seats = open.seats
    .map((x) =>
      path(
        `M${x - 20} ${open.seatY + 4}C${x - 26} ${open.seatY - 14} ${x - 22} ${open.seatY - 28} ${x - 12} ${open.seatY - 28}C${x} ${open.seatY - 28} ${x + 2} ${open.seatY - 10} ${x + 4} ${open.seatY + 4}Z`,
        leather,
      ),
    )
    .join('');
  const last = open.seats.at(-1) ?? 0;
  return (
    seats +
    ellipse(last + 44, open.seatY - 8, 4, 14, 'none', {
      stroke: palette.ink,
      'stroke-width': 3,
      transform: `rotate(24 ${last + 44} ${open.seatY - 8})`,
    }) +
    path(open.screen, palette.sky[1] ?? '#fff', { opacity: 0.45 }) +
    line(open.screenFrame, frame, 3.2, { 'stroke-linejoin': 'round' }) +
    (open.hood === undefined ? '' : path(open.hood, mix(leather, palette.ink, 0.35)))
  );
}

export interface Finish {
  paint: string;
  /** Second colour, for two-tone cars and hoods. */
  accent?: string;
  leather?: string;
  /** The scene lights its lamps. */
  lampsOn?: boolean;
}

/** One car standing on y = 0 with its shadow; light comes from above, the road darkens it from below. */
export function car(canvas: Canvas, palette: Palette, body: CarBody, finish: Finish): string {
  const { paint } = finish;
  const { rear, front, radius, style } = body.wheels;
  const metal = mix('#c9ced3', palette.sky[1] ?? '#c9ced3', 0.25);
  const chrome = lighten(metal, 0.45);
  const shell = canvas.linear([lighten(paint, 0.34), lighten(paint, 0.08), paint, darken(paint, 0.48)]);
  const clip = canvas.clip(`<path d="${body.shell}"/>`);
  const arches = [rear, front].map((x) => circle(x, -radius, radius + 4.5, darken(paint, 0.86))).join('');
  const lamp = finish.lampsOn === true ? '#fff4cf' : lighten(metal, 0.6);
  const inside = [
    body.twoTone === undefined ? '' : path(body.twoTone, finish.accent ?? lighten(paint, 0.7)),
    // The reflected ground: a darker, wavering band below the shoulder.
    path('M-340-62C-200-74 60-60 340-52V0H-340Z', darken(paint, 0.55), { opacity: 0.42 }),
    rect(-340, body.sillY - 9, 680, 9, darken(paint, 0.8), { opacity: 0.75 }),
    line(body.shoulder, lighten(paint, 0.75), 2.4, { opacity: 0.6 }),
    line(body.shoulder, lighten(paint, 0.5), 8, { opacity: 0.16 }),
    arches,
  ].join('');
  const beams =
    finish.lampsOn === true
      ? ellipse(front + 118, -70, 90, 46, canvas.glow('#fff1c4', 0.75)) +
        ellipse(rear - 100, -84, 46, 28, canvas.glow('#ff6a55', 0.6))
      : '';
  const glass = canvas.linear([
    mix(palette.ink, palette.sky[1] ?? palette.ink, 0.55),
    mix(palette.ink, palette.sky[0] ?? palette.ink, 0.12),
  ]);
  return [
    shadow((rear + front) / 2, 0, (front - rear) * 0.86, 13, 0.4),
    body.open === undefined ? '' : cockpit(body.open, finish.leather ?? '#b58a5f', palette, chrome),
    path(body.shell, shell),
    group(inside, { 'clip-path': clip }),
    body.glass === ''
      ? ''
      : path(body.glass, glass) +
        group(
          path('M-150-230L-90-230L-170-90L-230-90ZM40-230L62-230L-10-90L-32-90Z', '#fff', { opacity: 0.13 }),
          { 'clip-path': canvas.clip(`<path d="${body.glass}"/>`) },
        ),
    body.pillars === ''
      ? ''
      : line(
          body.pillars,
          finish.accent !== undefined && body.twoTone !== undefined && body.open === undefined
            ? finish.accent
            : darken(paint, 0.35),
          5,
        ),
    line(body.shuts, darken(paint, 0.7), 1.4, { opacity: 0.7 }),
    body.openings === undefined ? '' : path(body.openings, darken(paint, 0.85)),
    body.rails === undefined ? '' : line(body.rails, darken(metal, 0.55), 4, { 'stroke-linecap': 'round' }),
    body.chrome === undefined
      ? ''
      : line(body.chrome, chrome, 3.2, { 'stroke-linecap': 'round', opacity: 0.9 }),
    line(body.handles.map(([x, y]) => `M${x} ${y}h17`).join(''), chrome, 3.4, {
      'stroke-linecap': 'round',
      opacity: 0.85,
    }),
    path(body.headlamp, lamp, { stroke: darken(metal, 0.4), 'stroke-width': 1 }),
    path(body.taillamp, finish.lampsOn === true ? '#ff5a48' : '#b23a33'),
    wheel(rear, radius, style, metal),
    wheel(front, radius, style, metal),
    beams,
  ].join('');
}
