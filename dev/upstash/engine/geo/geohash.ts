/** Degrees. */
export type Point = { longitude: number; latitude: number };

const STEPS = 26;
const CELLS = 2 ** STEPS;
const LONGITUDES = [-180, 180] as const;
/** Beyond these a Mercator map has no place. */
export const LATITUDES = [-85.05112878, 85.05112878] as const;
/** Metres. */
const EARTH_RADIUS = 6372797.560856;
const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';

type Range = readonly [low: number, high: number];

const cellOf = (value: number, [low, high]: Range) => Math.floor(((value - low) / (high - low)) * CELLS);

/** The bits of two numbers in turn, those of the second the higher ones. */
function interleave(even: number, odd: number): bigint {
  let result = 0n;
  for (let i = STEPS - 1; i >= 0; i -= 1) {
    result = (result << 2n) | BigInt((((odd >>> i) & 1) << 1) | ((even >>> i) & 1));
  }
  return result;
}

const hash = ({ longitude, latitude }: Point, latitudes: Range): bigint =>
  interleave(cellOf(latitude, latitudes), cellOf(longitude, LONGITUDES));

/** A point as the score of a sorted set: 52 bits. */
export const encode = (point: Point): number => Number(hash(point, LATITUDES));

function everySecond(bits: bigint): number {
  let result = 0;
  for (let i = STEPS - 1; i >= 0; i -= 1) result = result * 2 + Number((bits >> BigInt(2 * i)) & 1n);
  return result;
}

function middle(cell: number, [low, high]: Range): number {
  const from = low + (cell / CELLS) * (high - low);
  const to = low + ((cell + 1) / CELLS) * (high - low);
  return Math.min(high, Math.max(low, (from + to) / 2));
}

/** The middle of the cell that a score stands for. */
export function decode(score: number): Point {
  const bits = BigInt(Math.trunc(score));
  return {
    longitude: middle(everySecond(bits >> 1n), LONGITUDES),
    latitude: middle(everySecond(bits), LATITUDES),
  };
}

/** The usual eleven letters, of which a score of 52 bits fills ten. */
export function letters(point: Point): string {
  const bits = hash(point, [-90, 90]);
  const ten = Array.from({ length: 10 }, (_, i) => ALPHABET[Number((bits >> BigInt(47 - 5 * i)) & 31n)]);
  return `${ten.join('')}0`;
}

const radians = (degrees: number) => degrees * (Math.PI / 180);

export const latitudeDistance = (a: number, b: number): number =>
  EARTH_RADIUS * Math.abs(radians(b) - radians(a));

/** Metres along the sphere. */
export function distance(a: Point, b: Point): number {
  const v = Math.sin((radians(b.longitude) - radians(a.longitude)) / 2);
  if (v === 0) return latitudeDistance(a.latitude, b.latitude);
  const [from, to] = [radians(a.latitude), radians(b.latitude)];
  const u = Math.sin((to - from) / 2);
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(u * u + Math.cos(from) * Math.cos(to) * v * v));
}
