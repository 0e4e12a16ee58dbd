import { mkdirSync, writeFileSync } from 'node:fs';
import { seededRandom } from '../../dev/seeded-random.ts';
import { catalogue } from '../seed/catalogue.ts';
import { aircraftScenes, drawAircraft } from './aircraft/scenes.ts';
import { drawCar } from './cars/scene.ts';
import { carScenes } from './cars/scenes.ts';
import { drawEventSpace, eventSpaceScenes } from './event-spaces/scenes.ts';
import { sitterScenes } from './sitters/scenes.ts';
import { type Canvas, createCanvas, picture } from './svg.ts';
import { drawVilla, villaScenes } from './villas/scenes.ts';
import { drawYacht } from './yachts/scene.ts';
import { yachtScenes } from './yachts/scenes.ts';

type Draw = (canvas: Canvas) => string;

const bind = <Scene>(
  scenes: Record<string, Scene>,
  draw: (canvas: Canvas, scene: Scene) => string,
): [string, Draw][] => Object.entries(scenes).map(([slug, scene]) => [slug, (canvas) => draw(canvas, scene)]);

const drawings = new Map<string, Draw>([
  ...bind(carScenes, drawCar),
  ...bind(yachtScenes, drawYacht),
  ...bind(villaScenes, drawVilla),
  ...bind(aircraftScenes, drawAircraft),
  ...bind(eventSpaceScenes, drawEventSpace),
  ...Object.entries(sitterScenes),
]);

// Writes demo/site/pictures/<slug>.svg for every item. A slug without a drawing stops the run: the shop must not show a gap.
const folder = new URL('../site/pictures/', import.meta.url);
mkdirSync(folder, { recursive: true });
for (const { slug, name, place } of catalogue) {
  const draw = drawings.get(slug);
  if (draw === undefined) throw new Error(`No drawing for ${slug}`);
  const canvas = createCanvas(seededRandom(slug), 'p');
  const content = draw(canvas);
  writeFileSync(new URL(`${slug}.svg`, folder), picture(`${name}, ${place.city}`, canvas, content));
}
console.log(`${catalogue.length} pictures drawn`);
