import { type Commands, fail, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { float } from '../numbers.ts';
import { addTo, get } from '../sorted-sets/sorted-sets.ts';
import { formatPlaces } from '../strings/long-double.ts';
import { decode, distance, encode, LATITUDES, letters, type Point } from './geohash.ts';

const UNITS: Record<string, number> = { m: 1, km: 1000, ft: 0.3048, mi: 1609.34 };

/** Metres of a unit. */
export const unit = (name: string): number =>
  UNITS[name.toLowerCase()] ?? fail('ERR unsupported unit provided. please use M, KM, FT, MI');

export function point(longitudeText: string, latitudeText: string): Point {
  const [longitude, latitude] = [float(longitudeText), float(latitudeText)];
  if (Math.abs(longitude) > 180 || Math.abs(latitude) > LATITUDES[1]) {
    fail(`ERR invalid longitude,latitude pair ${longitude.toFixed(6)},${latitude.toFixed(6)}`);
  }
  return { longitude, latitude };
}

export const coordinates = ({ longitude, latitude }: Point): string[] => [
  formatPlaces(longitude),
  formatPlaces(latitude),
];

function add(db: Database, [key = '', ...rest]: string[]) {
  const words = new Words(rest);
  const options = new Set<string>();
  for (;;) {
    const option = ['NX', 'XX', 'CH'].find((name) => words.is(name));
    if (option === undefined) break;
    options.add(option);
  }
  if (words.left % 3 !== 0 || words.left === 0 || (options.has('NX') && options.has('XX'))) fail(SYNTAX);
  const items = Array.from({ length: words.left / 3 }, () => {
    const score = encode(point(words.take(), words.take()));
    return { member: words.take(), score };
  });
  return addTo(db, key, options, items);
}

function distanceOf(db: Database, [key = '', one = '', other = '', name = 'm', ...more]: string[]) {
  const metres = unit(name);
  if (more.length > 0) fail(SYNTAX);
  const set = get(db, key);
  const [a, b] = [set?.score(one), set?.score(other)];
  if (a === undefined || b === undefined) return null;
  return (distance(decode(a), decode(b)) / metres).toFixed(4);
}

const showing = <T extends string | string[]>(show: (place: Point) => T) =>
  reads(-2, (db, [key = '', ...members]) => {
    const set = get(db, key);
    return members.map((member) => {
      const score = set?.score(member);
      return score === undefined ? null : show(decode(score));
    });
  });

export const geoCommands: Commands = {
  geoadd: writes(-5, add),
  geodist: reads(-4, distanceOf),
  geopos: showing(coordinates),
  geohash: showing(letters),
};
