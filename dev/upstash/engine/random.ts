import type { Database } from './database.ts';

export const pick = <T>(db: Database, items: readonly T[]): T | undefined =>
  items[Math.floor(db.random() * items.length)];

/** Some of the items: with a positive count as many different ones, with a negative one each time any of them. */
export function sample<T>(db: Database, items: readonly T[], count: number): T[] {
  if (items.length === 0) return [];
  if (count < 0) return Array.from({ length: -count }, () => pick(db, items) as T); // There is at least one.
  const left = [...items];
  const taken: T[] = [];
  while (taken.length < count && left.length > 0) {
    taken.push(...left.splice(Math.floor(db.random() * left.length), 1));
  }
  return taken;
}
