import { palettes } from '../palettes.ts';
import type { Canvas } from '../svg.ts';
import { aloft } from './aloft.ts';
import { landed } from './landed.ts';
import type { AircraftScene } from './scene.ts';

export const aircraftScenes: Record<string, AircraftScene> = { ...aloft, ...landed };

export const drawAircraft = (canvas: Canvas, scene: AircraftScene): string =>
  scene.draw(canvas, palettes[scene.palette]);
