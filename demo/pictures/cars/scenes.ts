import { europeanCars } from './european-scenes.ts';
import { overseasCars } from './overseas-scenes.ts';
import type { CarScene } from './scene.ts';

export const carScenes: Record<string, CarScene> = { ...europeanCars, ...overseasCars };
