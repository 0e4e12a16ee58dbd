import { type Palette, type PaletteName, palettes } from '../palettes.ts';
import type { Canvas } from '../svg.ts';
import { orangery, walledGarden } from './gardens.ts';
import { ballroom, loft } from './halls.ts';
import { gardenHall, readingRoom, tiledHall } from './old-rooms.ts';
import { palazzo } from './palazzo.ts';
import { acropolisTerrace, cityRoof } from './roofs.ts';
import { barn, wharf } from './timber-halls.ts';

interface EventSpaceScene {
  palette: PaletteName;
  space(canvas: Canvas, palette: Palette): string;
}

export const eventSpaceScenes: Record<string, EventSpaceScene> = {
  'palais-lindenhof': { palette: 'dusk', space: ballroom },
  'cooperage-loft': { palette: 'dawn', space: loft },
  'sama-rooftop': { palette: 'night', space: cityRoof },
  'mulberry-walled-garden': { palette: 'verdant', space: walledGarden },
  'orangerie-sainte-claire': { palette: 'golden', space: orangery },
  'kagetsu-garden-hall': { palette: 'mist', space: gardenHall },
  'quiet-acre-barn': { palette: 'golden', space: barn },
  'finger-wharf-nine': { palette: 'dusk', space: wharf },
  'ca-serafina': { palette: 'dusk', space: palazzo },
  'advocates-reading-room': { palette: 'night', space: readingRoom },
  'terrace-of-anemones': { palette: 'dusk', space: acropolisTerrace },
  'salao-dos-azulejos': { palette: 'golden', space: tiledHall },
};

export const drawEventSpace = (canvas: Canvas, scene: EventSpaceScene): string =>
  scene.space(canvas, palettes[scene.palette]);
