import type { Canvas } from '../svg.ts';
import { europeanSitters } from './european-scenes.ts';
import { overseasSitters } from './overseas-scenes.ts';

/** One evening room per sitter. */
export const sitterScenes: Record<string, (canvas: Canvas) => string> = {
  ...europeanSitters,
  ...overseasSitters,
};
