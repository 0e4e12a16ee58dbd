import { type Palette, type PaletteName, palettes } from '../palettes.ts';
import { type Canvas, group, place } from '../svg.ts';
import { bodies } from './bodies.ts';
import { car, type Finish } from './car.ts';

export interface CarScene {
  palette: PaletteName;
  body: keyof typeof bodies;
  finish: Finish;
  scale?: number;
  /** Everything behind the car, the road included. */
  backdrop(canvas: Canvas, palette: Palette): string;
  /** What lies on the car or in front of it. */
  foreground?(canvas: Canvas, palette: Palette): string;
  /** A wet road returns the car. */
  wet?: boolean;
}

/** The picture of one car. */
export function drawCar(canvas: Canvas, scene: CarScene): string {
  const palette = palettes[scene.palette];
  const drawn =
    car(canvas, palette, bodies[scene.body], scene.finish) + (scene.foreground?.(canvas, palette) ?? '');
  const scale = scene.scale ?? 1;
  const mirrored =
    scene.wet === true ? place('<use href="#car" opacity=".16"/>', 400, 436, scale, -scale * 0.8) : '';
  return scene.backdrop(canvas, palette) + mirrored + place(group(drawn, { id: 'car' }), 400, 434, scale);
}
