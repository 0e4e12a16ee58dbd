import { addDays } from './dates.js';
import { addHours } from './stay-fields.js';

/**
 * When an hourly item can be had on a date: what the API calls free, within the item's opening hours, on steps of its
 * clock. Times are local, `2027-06-01T09:00`.
 * @param {any} item @param {string} date @param {{startsAt: string, endsAt: string}[]} free
 * @returns {{from: string, to: string}[]}
 */
export function openStretches(item, date, free) {
  const opens = `${date}T${item.startTime}`;
  const closes = `${item.endTime > item.startTime ? date : addDays(date, 1)}T${item.endTime}`;
  const stretches = free
    .map(({ startsAt, endsAt }) => {
      const [, from = opens] = [opens, onStep(startsAt.slice(0, 16), item.gridMinutes)].sort();
      const [to = closes] = [closes, endsAt.slice(0, 16)].sort();
      return { from, to };
    })
    .filter(({ from, to }) => addHours(from, item.minimumStay) <= to);
  return stretches.filter(
    (one, index) =>
      !stretches.some((other, at) => at !== index && holds(other, one) && (at < index || !holds(one, other))),
  );
}

const holds = (outer, inner) => outer.from <= inner.from && inner.to <= outer.to;

function onStep(time, gridMinutes) {
  const stepMs = gridMinutes * 60_000;
  return new Date(Math.ceil(Date.parse(`${time}Z`) / stepMs) * stepMs).toISOString().slice(0, 16);
}
