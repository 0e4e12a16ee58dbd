import { fieldProblem } from '../../../platform/problems.ts';
import type { Item } from '../../../terms/item.ts';
import { requestOf, resolveStay, type Stay } from '../../../terms/stay/stay.ts';
import type { ChangeBasis } from './change-basis.ts';
import type { ChangePreviewRequest } from './change-request.ts';

const everyDay = [1, 2, 3, 4, 5, 6, 7];

/**
 * The stay that a reservation is to have, by the one rule of quotes, searches and holds; refused at its
 * field. A start that stays needs no notice any more. Once the stay has begun only its end can change.
 */
export function changedStay(
  { reservation }: ChangeBasis,
  item: Item,
  request: ChangePreviewRequest,
  now: Date,
): Stay {
  const { startsAt, endsAt, quote } = reservation;
  const isOwn = quote.item.id === item.id;
  const own = { ...item, ...pickSchedule(item, quote.item, isOwn) };
  const booked = requestOf(quote.item, startsAt, endsAt, quote.local);
  const { from = booked.from, to = booked.to, ignoreStayRules } = request;
  const rules = ignoreStayRules ? freed(own) : own;
  const startStays = request.from === undefined || request.from === booked.from;
  const stay = startStays
    ? resolveStay({ ...rules, leadTimeMinutes: 0, horizonDays: 10_000 }, from, to, earlier(startsAt, now))
    : resolveStay(rules, from, to, now);
  const isUnderWay = startsAt <= now;
  if (isUnderWay && stay.startsAt.epochMilliseconds !== startsAt.getTime())
    throw fieldProblem('from', 'The stay has begun: only its end can change.');
  if (stay.startsAt.epochMilliseconds < now.getTime() && !isUnderWay)
    throw fieldProblem('from', 'The start is in the past.');
  if (stay.endsAt.epochMilliseconds <= now.getTime()) throw fieldProblem('to', 'The end is in the past.');
  return stay;
}

/** By which clocks a dated stay begins and ends on its own item: those that the guest was told. */
function pickSchedule(
  item: Item,
  { startTime, endTime, per }: { startTime: string; endTime: string; per: string },
  isOwn: boolean,
): Partial<Item> {
  return isOwn && per !== 'hour' && item.rate.per === per ? { startTime, endTime } : {};
}

/** An item without the rules that the staff may pass over. */
function freed(item: Item): Item {
  return {
    ...item,
    minimumStay: 0,
    maximumStay: 100_000,
    arrivalDays: everyDay,
    departureDays: everyDay,
    leadTimeMinutes: 0,
    horizonDays: 10_000,
    seasons: item.seasons.map((season) => ({
      ...season,
      minimumStay: null,
      arrivalDays: null,
      departureDays: null,
    })),
  };
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);
