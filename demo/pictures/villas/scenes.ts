import { type Palette, type PaletteName, palettes } from '../palettes.ts';
import type { Canvas } from '../svg.ts';
import { machiya, ricePavilions } from './eastern.ts';
import { lakeGables, wingHouse } from './modern.ts';
import { chalet, highlandLodge } from './northern.ts';
import { bayVilla, beachHouse, clifftopVilla } from './seaside.ts';
import { cycladicHouse, farmhouse, riad } from './southern.ts';

interface VillaScene {
  palette: PaletteName;
  house(canvas: Canvas, palette: Palette): string;
}

export const villaScenes: Record<string, VillaScene> = {
  'villa-belombre': { palette: 'dusk', house: clifftopVilla },
  'podere-lavinia': { palette: 'dawn', house: farmhouse },
  'chalet-arolle': { palette: 'night', house: chalet },
  'driftwood-house': { palette: 'golden', house: beachHouse },
  'spiti-anemos': { palette: 'azure', house: cycladicHouse },
  'riad-zahra': { palette: 'night', house: riad },
  'machiya-kogetsu': { palette: 'dusk', house: machiya },
  'bayt-al-nakheel': { palette: 'desert', house: bayVilla },
  'umah-sawah': { palette: 'verdant', house: ricePavilions },
  'glen-ardoch': { palette: 'mist', house: highlandLodge },
  'banksia-point': { palette: 'azure', house: wingHouse },
  'kereru-house': { palette: 'winter', house: lakeGables },
};

export const drawVilla = (canvas: Canvas, scene: VillaScene): string =>
  scene.house(canvas, palettes[scene.palette]);
