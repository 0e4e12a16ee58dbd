import type { Palette, PaletteName } from '../palettes.ts';
import type { Canvas } from '../svg.ts';

export interface AircraftScene {
  palette: PaletteName;
  draw(canvas: Canvas, palette: Palette): string;
}
