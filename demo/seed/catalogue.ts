import { aircraft } from './aircraft.ts';
import { cars } from './cars.ts';
import type { SeedItem } from './catalogue-types.ts';
import { eventSpaces } from './event-spaces.ts';
import { sitters } from './sitters.ts';
import { villas } from './villas.ts';
import { yachts } from './yachts.ts';

/** Every item of the demo, in the order in which the shop window shows the categories. All businesses are invented. */
export const catalogue: SeedItem[] = [...yachts, ...villas, ...cars, ...aircraft, ...eventSpaces, ...sitters];
