import { darken } from '../colour.ts';
import { sea, sky } from '../landscape.ts';
import { type Palette, type PaletteName, palettes } from '../palettes.ts';
import { type Canvas, group, line, path, place, times } from '../svg.ts';

export interface YachtScene {
  palette: PaletteName;
  sunX: number;
  sunY?: number;
  horizon: number;
  /** Where the boat floats, and how large. */
  boatX?: number;
  boatY: number;
  scale: number;
  boat(canvas: Canvas, palette: Palette): string;
  /** Between sky and sea. */
  shore(canvas: Canvas, palette: Palette): string;
  /** On the water in front of the boat. */
  foreground?(canvas: Canvas, palette: Palette): string;
}

/** The picture of one yacht: sky, shore, sea, the boat and what the water gives back of it. */
export function drawYacht(canvas: Canvas, scene: YachtScene): string {
  const palette = palettes[scene.palette];
  const { boatX = 400, boatY, scale, horizon, sunX } = scene;
  const ripples = times(
    9,
    (index) =>
      `M${Math.round(boatX + canvas.between(-300, 180))} ${Math.round(boatY + 12 + index * 7)}h${Math.round(canvas.between(50, 150))}`,
  );
  return [
    sky(canvas, palette, horizon, sunX, scene.sunY),
    scene.shore(canvas, palette),
    sea(canvas, palette, horizon, sunX),
    place('<use href="#boat" opacity=".2"/>', boatX, boatY + 10 * scale, scale, -scale * 0.42),
    line(ripples, palette.water[0] ?? '', 2.2, { opacity: 0.55 }),
    place(group(scene.boat(canvas, palette), { id: 'boat' }), boatX, boatY, scale),
    // The hull sits in the water, not on it.
    path(
      `M${Math.round(boatX - 340 * scale)} ${boatY + 7}Q${boatX} ${boatY + 2} ${Math.round(boatX + 330 * scale)} ${boatY + 7}Q${boatX} ${boatY + 16} ${Math.round(boatX - 340 * scale)} ${boatY + 7}Z`,
      darken(palette.water[1] ?? '', 0.25),
      { opacity: 0.55 },
    ),
    scene.foreground?.(canvas, palette) ?? '',
  ].join('');
}
