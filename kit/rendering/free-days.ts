import type { Item } from '../client/midas.ts';
import { monthOf } from './dates.ts';
import type { Host } from './host.ts';
import type { Day, Own, Stretch } from './stay.ts';
import { askMonths } from './told-months.ts';

export interface FreeDays {
  isKnown(date: string): boolean;
  /** What is told of a date, as far as it has been asked. */
  day(date: string): Day | undefined;
  /** Asks what is free in a month, once; says so when it cannot be known. */
  load(month: string): Promise<void>;
  /** When an hourly item can be had on a date. */
  stretchesOn(date: string): Promise<readonly Stretch[]>;
}

/** What is free of an item, asked month by month as it is looked at. `onNews` runs when more is known. */
export function createFreeDays(host: Host, item: Item, own: Own | undefined, onNews: () => void): FreeDays {
  const { midas, signal } = host;
  const days = new Map<string, Day>();
  const asked = new Map<string, Promise<void>>();
  let stretches: readonly Stretch[] = own ? [stretchOf(own, item.minimumStay)] : [];

  function load(month: string): Promise<void> {
    const known = asked.get(month);
    if (known) return known;
    const answer = ask(month);
    // The months that are told of whole.
    for (const told of [month, monthOf(month, 1)]) asked.set(told, asked.get(told) ?? answer);
    return answer;
  }

  async function ask(month: string): Promise<void> {
    try {
      const answer = await askMonths(midas, item.slug, month);
      if (signal.aborted) return;
      for (const day of answer.days) {
        const isOwn = own !== undefined && own.from.slice(0, 10) <= day.date && day.date < own.to;
        days.set(day.date, { ...day, isFree: day.isFree || isOwn });
      }
      stretches = [...stretches, ...answer.free];
      onNews();
    } catch (error) {
      asked.clear();
      host.refuse(error);
    }
  }

  return {
    isKnown: (date) => days.has(date),
    day: (date) => days.get(date),
    load,
    async stretchesOn(date) {
      await load(monthOf(date));
      return stretches.filter((one) => one.date === date);
    },
  };
}

function stretchOf({ startsAt, endsAt }: Own, shortestStay: number): Stretch {
  return { date: startsAt.slice(0, 10), startsAt, endsAt, clockChanges: [endsAt], shortestStay };
}
