import type { Reply } from '../../engine.ts';
import { type Commands, fail, reads, SYNTAX, Words, writes } from '../command.ts';
import type { Database } from '../database.ts';
import { float, integer } from '../numbers.ts';
import { type Scored, SortedSet } from '../sorted-sets/sorted-set.ts';
import { get } from '../sorted-sets/sorted-sets.ts';
import { coordinates, point, unit } from './geo.ts';
import { decode, distance, latitudeDistance, type Point } from './geohash.ts';

type Found = Scored & { metres: number; place: Point };
type Shape = { radius: number } | { width: number; height: number };
type Options = {
  center?: Point;
  /** In metres, as `unit` is. */
  shape?: Shape;
  unit: number;
  order?: 'ASC' | 'DESC';
  count?: number;
  any: boolean;
  shown: Set<string>;
  storeDistance: boolean;
};

const size = (text: string, what: string, negative: string): number => {
  const value = float(text, `ERR need numeric ${what}`);
  return value < 0 ? fail(`ERR ${negative}`) : value;
};

function readShape(option: string, words: Words): { shape: Shape; unit: number } {
  if (option === 'BYRADIUS') {
    const radius = size(words.take(), 'radius', 'radius cannot be negative');
    const metres = unit(words.take());
    return { shape: { radius: radius * metres }, unit: metres };
  }
  const negative = 'height or width cannot be negative';
  const width = size(words.take(), 'width', negative);
  const height = size(words.take(), 'height', negative);
  const metres = unit(words.take());
  return { shape: { width: width * metres, height: height * metres }, unit: metres };
}

/** How many words more than one each needs. */
const SHAPES: Record<string, number> = { BYRADIUS: 1, BYBOX: 2 };

function readOptions(name: string, words: Words, set: SortedSet | undefined, storing: boolean): Options {
  const options: Options = { unit: 1, any: false, shown: new Set(), storeDistance: false };
  let [from, by] = [0, 0];
  while (words.left > 0) {
    const option = words.option();
    if (option === 'FROMMEMBER' && words.left > 0 && from === 0) {
      from += 1;
      const member = words.take();
      const score = set?.score(member);
      if (set && score === undefined) fail('ERR could not decode requested zset member');
      options.center = decode(score ?? 0);
    } else if (option === 'FROMLONLAT' && words.left > 1 && from === 0) {
      from += 1;
      options.center = point(words.take(), words.take());
    } else if (by === 0 && words.left > (SHAPES[option] ?? Infinity)) {
      by += 1;
      Object.assign(options, readShape(option, words));
    } else if (option === 'ASC' || option === 'DESC') options.order = option;
    else if (option === 'COUNT') {
      options.count = integer(words.take());
      if (options.count < 1) fail('ERR COUNT must be > 0');
    } else if (option === 'ANY') options.any = true;
    else if (['WITHCOORD', 'WITHDIST', 'WITHHASH'].includes(option)) options.shown.add(option);
    else if (option === 'STOREDIST' && storing) options.storeDistance = true;
    else fail(SYNTAX);
  }
  if (from !== 1) fail(`ERR exactly one of FROMMEMBER or FROMLONLAT can be specified for ${name}`);
  if (by !== 1) fail(`ERR exactly one of BYRADIUS and BYBOX can be specified for ${name}`);
  if (options.any && options.count === undefined) fail('ERR the ANY argument requires COUNT argument');
  return options;
}

function isWithin(shape: Shape, center: Point, place: Point): boolean {
  if ('radius' in shape) return distance(center, place) <= shape.radius;
  const across = distance({ ...place, longitude: center.longitude }, place);
  return latitudeDistance(center.latitude, place.latitude) <= shape.height / 2 && across <= shape.width / 2;
}

function search(set: SortedSet | undefined, { center, shape, order, count, any }: Options): Found[] {
  if (!center || !shape) return [];
  const found = [...(set ?? [])]
    .map((item) => ({ ...item, place: decode(item.score) }))
    .filter(({ place }) => isWithin(shape, center, place))
    .map((item) => ({ ...item, metres: distance(center, item.place) }));
  const taken = any ? found.slice(0, count) : found;
  // A count without ANY asks for the nearest.
  if (order ?? (count !== undefined && !any)) taken.sort((a, b) => a.metres - b.metres);
  return (order === 'DESC' ? taken.reverse() : taken).slice(0, count);
}

const show = (found: Found[], { shown, unit: metres }: Options): Reply =>
  found.map((item) => {
    const parts: Reply[] = [];
    if (shown.has('WITHDIST')) parts.push((item.metres / metres).toFixed(4));
    if (shown.has('WITHHASH')) parts.push(item.score);
    if (shown.has('WITHCOORD')) parts.push(coordinates(item.place));
    return parts.length > 0 ? [item.member, ...parts] : item.member;
  });

function store(db: Database, [target = '', key = '', ...rest]: string[]) {
  const set = get(db, key);
  const options = readOptions('GEOSEARCHSTORE', new Words(rest), set, true);
  if (options.shown.size > 0) {
    fail('ERR GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options');
  }
  const items = search(set, options).map(({ member, score, metres }) => ({
    member,
    score: options.storeDistance ? metres / options.unit : score,
  }));
  const result = new SortedSet(items);
  db.replace(target, 'zset', result);
  return result.size;
}

export const geoSearchCommands: Commands = {
  geosearch: reads(-7, (db, [key = '', ...rest]) => {
    const set = get(db, key);
    const options = readOptions('GEOSEARCH', new Words(rest), set, false);
    return show(search(set, options), options);
  }),
  geosearchstore: writes(-8, store),
};
