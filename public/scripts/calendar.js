import { get, Refusal } from './api.js';
import { addDays, formatDate, formatMonth, monthOf, todayIn, weekdayOf } from './dates.js';
import { element } from './element.js';
import { openStretches } from './opening.js';
import { addHours } from './stay-fields.js';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

/**
 * A month of what is free. The first free day that is pressed starts a stay, the next one ends it; of an item by the
 * hour one day is enough. The date fields of the form do the same, so nobody needs the calendar.
 * @param {HTMLElement} place @param {any} item @param {(stay: {from: string, to: string}) => void} onPick
 */
export function createCalendar(place, item, onPick) {
  const isHourly = item.rate.per === 'hour';
  const today = todayIn(item.timeZone);
  /** @type {Map<string, {days: {date: string, isFree: boolean}[], free: any[]}>} by first of month */
  const months = new Map();
  let month = monthOf(today);
  let stay = { from: '', to: '' };

  const title = element('p', { role: 'status' });
  const back = element(
    'button',
    { type: 'button', class: 'quiet', 'aria-label': 'Month before', click: () => turn(-1) },
    '‹',
  );
  const on = element(
    'button',
    { type: 'button', class: 'quiet', 'aria-label': 'Month after', click: () => turn(1) },
    '›',
  );
  const body = element('tbody', { keydown: moveFocus });
  const hint = element('p', { class: 'note', role: 'status' });
  const head = element(
    'tr',
    {},
    ...weekdays.map((day) => element('th', { scope: 'col', abbr: day }, day.slice(0, 2))),
  );
  const table = element('table', { 'aria-label': 'Days that are free' }, element('thead', {}, head), body);
  place.replaceChildren(element('div', { class: 'calendar-head' }, back, title, on), table, hint);
  place.hidden = false;

  async function turn(months) {
    month = monthOf(month, months);
    await show();
  }

  async function show() {
    back.disabled = month <= today;
    on.disabled = month > addDays(today, item.horizonDays);
    try {
      if (!months.has(month)) {
        const wanted = month;
        months.set(
          wanted,
          await get(`/items/${item.slug}/availability?from=${wanted}&to=${monthOf(wanted, 1)}`),
        );
      }
      title.textContent = formatMonth(month);
      draw();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      hint.textContent = error.message;
    }
  }

  function draw() {
    const { days = [] } = months.get(month) ?? {};
    const cells = days.map((day) => element('td', {}, dayOf(day)));
    const row = [...Array.from({ length: weekdayOf(month) }, () => element('td')), ...cells];
    const weeks = Array.from({ length: Math.ceil(row.length / 7) }, (_, week) =>
      row.slice(week * 7, week * 7 + 7),
    );
    body.replaceChildren(...weeks.map((week) => element('tr', {}, ...week)));
    const first = body.querySelector('.chosen') ?? body.querySelector('button');
    first?.setAttribute('tabindex', '0');
    hint.textContent = hintOf(days);
  }

  function dayOf({ date, isFree }) {
    const number = Number(date.slice(8));
    const isEnd = canEnd(date);
    const isChosen = stay.from !== '' && (date === stay.from || (stay.from < date && date < stay.to));
    if (!isFree && !isEnd)
      return element('span', { class: 'taken' }, number, element('span', { class: 'unseen' }, ', not free'));
    const meaning = isChosen ? 'chosen' : isFree ? 'free' : 'not free, but you may leave';
    return element(
      'button',
      {
        type: 'button',
        tabindex: '-1',
        'data-date': date,
        'aria-label': `${formatDate(date)}, ${meaning}`,
        'aria-pressed': isChosen,
        class: isChosen ? 'chosen' : isFree ? '' : 'leave-only',
        click: () => pick(date),
      },
      number,
    );
  }

  /** A stay that has begun may end on this date: every night before it is free. */
  function canEnd(date) {
    if (isHourly || !stay.from || stay.to || date <= stay.from) return false;
    for (let day = stay.from; day < date; day = addDays(day, 1)) if (!isFreeOn(day)) return false;
    return true;
  }

  function isFreeOn(date) {
    return months.get(monthOf(date))?.days.some((day) => day.date === date && day.isFree) ?? false;
  }

  function pick(date) {
    if (isHourly) stay = { from: date, to: addDays(date, 1) };
    else stay = canEnd(date) ? { from: stay.from, to: date } : { from: date, to: '' };
    draw();
    /** @type {HTMLElement | null} */ (body.querySelector(`[data-date="${date}"]`))?.focus();
    const [first] = isHourly ? stretchesOn(date) : [];
    if (first) onPick({ from: first.from, to: addHours(first.from, item.minimumStay) });
    else if (!isHourly) onPick(stay);
  }

  function stretchesOn(date) {
    return openStretches(item, date, months.get(monthOf(date))?.free ?? []);
  }

  function hintOf(days) {
    if (!days.some(({ isFree }) => isFree)) return 'Nothing is free this month.';
    if (!isHourly)
      return stay.from && !stay.to ? 'Now choose the day on which it ends.' : 'Days struck out are taken.';
    if (!stay.from) return 'Choose a day to see its hours.';
    const hours = stretchesOn(stay.from).map(({ from, to }) => `${from.slice(11)} to ${to.slice(11)}`);
    return hours.length > 0
      ? `Free on ${formatDate(stay.from)}: ${hours.join(', ')}.`
      : 'No hours are free that day.';
  }

  function moveFocus(event) {
    const step = steps[event.key];
    const date = event.target.getAttribute('data-date');
    if (!step || !date) return;
    event.preventDefault();
    for (let next = addDays(date, step); monthOf(next) === month; next = addDays(next, step)) {
      const button = body.querySelector(`[data-date="${next}"]`);
      if (button) return void (/** @type {HTMLElement} */ (button).focus());
    }
  }

  show();
  return {
    /** Asks again what is free: somebody was faster. */
    reload() {
      months.clear();
      show();
    },
    /** Shows the stay that stands in the form. @param {{from: string, to: string}} given */
    mark({ from, to }) {
      const date = from.slice(0, 10);
      stay = { from: date, to: isHourly ? date && addDays(date, 1) : to };
      const shown = date ? monthOf(date) : month;
      if (shown !== month && date >= today) {
        month = shown;
        show();
      } else if (months.has(month)) draw();
    },
  };
}
