import { europeanYachts } from './european-scenes.ts';
import { overseasYachts } from './overseas-scenes.ts';
import type { YachtScene } from './scene.ts';

export const yachtScenes: Record<string, YachtScene> = { ...europeanYachts, ...overseasYachts };
