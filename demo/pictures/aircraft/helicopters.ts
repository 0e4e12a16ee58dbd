import { darken, lighten, mix } from '../colour.ts';
import type { Palette } from '../palettes.ts';
import { type Canvas, circle, ellipse, line, path, times } from '../svg.ts';
import type { Paint } from './jets.ts';

const rotor = (x: number, y: number, reach: number, ink: string): string =>
  ellipse(x, y, reach, 9, ink, { opacity: 0.14 }) +
  line(`M${x - reach} ${y + 4}Q${x} ${y - 7} ${x + reach} ${y + 4}`, ink, 3.4, { opacity: 0.75 });

/** A rounded five-seater on skids; `shrouded` puts its tail rotor in a ring. */
export function helicopter(
  canvas: Canvas,
  palette: Palette,
  { body, accent }: Paint,
  shrouded: boolean,
): string {
  const skin = canvas.linear([lighten(body, 0.3), body, darken(body, 0.35)]);
  const glass = canvas.linear([
    mix(palette.ink, palette.sky[1] ?? '', 0.5),
    mix(palette.ink, palette.sky[0] ?? '', 0.15),
  ]);
  const tail = shrouded
    ? path(
        'M-250-52L-292-122L-322-124L-312-60C-320-40-316-10-292-2C-268 2-252-20-250-38Z',
        canvas.linear([accent, darken(accent, 0.25)]),
      ) +
      circle(-284, -34, 24, darken(palette.ink, 0.1)) +
      line('M-284-58v48M-308-34h48M-301-51l34 34M-267-51l-34 34', lighten(body, 0.2), 3)
    : path('M-262-50L-300-118L-322-118L-296-36Z', canvas.linear([accent, darken(accent, 0.25)])) +
      path('M-292-34L-306 4L-292 4L-274-36Z', accent) +
      circle(-300, -66, 34, palette.ink, { opacity: 0.16 }) +
      line('M-300-100L-300-32', palette.ink, 3, { opacity: 0.7 });
  return [
    tail,
    path(
      'M168 4C170-44 126-78 66-82L-44-80C-70-74-88-54-120-44L-290-54L-290-36L-118-2C-96 22-60 42 0 44L100 42C146 38 166 26 168 4Z',
      skin,
    ),
    path(
      'M-290-46L-120-26C-90 0-40 22 60 22C110 22 150 18 166 12C160 30 140 39 100 42L0 44C-60 42-96 22-118-2L-290-38Z',
      accent,
      { opacity: 0.92 },
    ),
    path('M160-4C156-42 122-66 74-72L64-14L70 6L150 12C156 8 160 2 160-4Z', glass),
    path('M52-72L0-72L2-8L56-8ZM-14-71L-46-68L-70-44L-60-10L-12-9Z', glass),
    path('M150-20C140-44 120-58 96-64L90-40Z', '#fff', { opacity: 0.2 }),
    line('M60-74L60 36M-6-74V34M60 36H-6', darken(body, 0.5), 1.4),
    path(
      'M-66-80C-50-102-20-104 20-104L44-100L58-82Z',
      canvas.linear([lighten(body, 0.1), darken(body, 0.25)]),
    ),
    path('M-50-90q12-8 26-8l-6 12h-20Z', darken(palette.ink, 0.05)),
    line('M6-104V-124', darken(body, 0.5), 8),
    ellipse(6, -124, 18, 5, darken(body, 0.5)),
    rotor(6, -128, 330, palette.ink),
    line('M-20 42L-34 74M84 42L96 74M-120 74H140Q156 74 164 62', darken(body, 0.6), 5, {
      'stroke-linecap': 'round',
    }),
  ].join('');
}

/** A balloon of radius `r`: gores, ropes, basket. The origin is the middle of the envelope. */
export function balloon(canvas: Canvas, r: number, colours: string[], basket: string, lamp: string): string {
  const gore = (k: number, fill: string, opacity = 1) =>
    path(
      `M0 ${-r}C${r * 0.62 * k} ${-r} ${r * k} ${-r * 0.55} ${r * k} ${-r * 0.02}C${r * k} ${r * 0.52} ${r * 0.42 * k} ${r * 0.86} ${r * 0.2 * k} ${r * 1.16}H${-r * 0.2 * k}C${-r * 0.42 * k} ${r * 0.86} ${-r * k} ${r * 0.52} ${-r * k} ${-r * 0.02}C${-r * k} ${-r * 0.55} ${-r * 0.62 * k} ${-r} 0 ${-r}Z`,
      fill,
      { opacity },
    );
  return [
    ...(r > 60 ? [1, 0.84, 0.62, 0.38, 0.14] : [1, 0.66, 0.26]).map((k, index) =>
      gore(k, colours[index % colours.length] ?? '#fff'),
    ),
    gore(1, canvas.linear(['#fff6e000', '#3a243000', '#3a2430'], 'across'), 0.45),
    ellipse(-r * 0.42, -r * 0.36, r * 0.34, r * 0.5, canvas.glow('#ffffff', 0.5)),
    r > 60 ? circle(0, r * 1.2, r * 0.5, canvas.glow(lamp, 0.7)) : '',
    line(
      `M${-r * 0.18} ${r * 1.16}L${-r * 0.1} ${r * 1.46}M${r * 0.18} ${r * 1.16}L${r * 0.1} ${r * 1.46}`,
      darken(basket, 0.3),
      Math.max(0.8, r * 0.012),
    ),
    path(`M${-r * 0.13} ${r * 1.45}h${r * 0.26}l${-r * 0.03} ${r * 0.2}h${-r * 0.2}Z`, basket),
    r > 60
      ? times(4, (index) =>
          ellipse(-r * 0.08 + index * r * 0.055, r * 1.41, r * 0.02, r * 0.032, darken(basket, 0.55)),
        )
      : '',
    line(`M${-r * 0.14} ${r * 1.46}h${r * 0.28}`, lighten(basket, 0.3), Math.max(1, r * 0.025)),
  ].join('');
}
