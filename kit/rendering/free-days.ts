import type { Item } from '../client/midas.ts';
import { monthOf } from './dates.ts';
import type { Host } from './host.ts';
import type { Day, Own, Stretch } from './stay.ts';

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
    const answer = asked.get(month) ?? ask(month);
    asked.set(month, answer);
    return answer;
  }

  /** A month more than is looked at, for a stay may begin in one and end in the next. */
  async function ask(month: string): Promise<void> {
    try {
      const range = { from: month, to: monthOf(month, 2) };
      const answer = await midas.items.availability(item.slug, range, { signal });
      for (const day of answer.days) {
        const isOwn = own !== undefined && own.from.slice(0, 10) <= day.date && day.date < own.to;
        days.set(day.date, { ...day, isFree: day.isFree || isOwn });
      }
      stretches = [...stretches, ...answer.free];
      onNews();
    } catch (error) {
      asked.delete(month);
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
