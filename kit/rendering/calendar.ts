import type { Item } from '../client/midas.ts';
import { calendarCss } from '../styles/calendar.ts';
import { dateAfterKey } from './calendar-keys.ts';
import { addDays, monthOf, todayIn, weekdayOf } from './dates.ts';
import { button, element } from './element.ts';
import { createFreeDays } from './free-days.ts';
import type { Host } from './host.ts';
import { isOpen, type Own, type Stretch } from './stay.ts';

export interface Calendar {
  readonly place: HTMLElement;
  /** Shows dates that were chosen elsewhere, as people name them; without the second it is asked for. */
  mark(from: string, to: string): void;
  /** When an hourly item can be had on a date, once it is known. */
  stretchesOn(date: string): Promise<readonly Stretch[]>;
  /** Says something below the days. */
  say(message: string): void;
}

interface CalendarOptions {
  readonly isRange?: boolean;
  readonly count?: number;
  readonly own?: Own | undefined;
  readonly from?: string;
  readonly to?: string;
  readonly isShape?: boolean;
}

/**
 * A calendar of what is free, month by month, as the date grid of the ARIA Authoring Practices. With `isRange` a first and a
 * last date are chosen, between which all is free; else one date. It shows `count` months; what is free is asked as it is
 * looked at; what is held for this visitor (`own`) is free to them. It opens at `from` and `to`, or else at the first month with a
 * day to choose. `isShape` only draws it, for something to stand there until the item is known.
 */
export function createCalendar(
  host: Host,
  item: Item,
  { isRange = false, count = 1, own, from = '', to = '', isShape = false }: CalendarOptions,
  onPick: (from: string, to: string) => void,
): Calendar {
  const { texts, format } = host;
  const words = texts.calendar;
  host.style(calendarCss);
  const min = todayIn(item.timeZone);
  const max = addDays(min, item.horizonDays + item.maximumStay);
  const days = createFreeDays(host, item, own, draw);
  const hasPale =
    isRange && [item, ...item.seasons].some(({ arrivalDays }) => (arrivalDays?.length ?? 7) < 7);
  const legend = hasPale ? `${words.hint} ${words.pale}` : words.hint;
  let focused = from > min ? from : min;
  let shown = monthOf(focused);

  const turn = (months: number) => () => show(monthOf(shown, months));
  const back = button('‹', turn(-1), { class: 'quiet', part: 'button quiet', 'aria-label': words.before });
  const on = button('›', turn(1), { class: 'quiet', part: 'button quiet', 'aria-label': words.after });
  const title = element('strong', { role: 'status', part: 'month' });
  const months = element('div', { class: 'months', click: choose, keydown: move });
  const hint = element('p', { class: 'hint', role: 'status' });
  if (isShape) draw();
  else void open();

  /** Where nothing was chosen, it goes on to the first day that can be, unless somebody turns the page meanwhile. */
  async function open(): Promise<void> {
    const isChosen = from !== '';
    let looked = shown;
    for (show(shown); !isChosen && looked <= max; looked = monthOf(looked, 2)) {
      await days.load(looked);
      const isLeft = host.signal.aborted || from || months.contains(host.root.activeElement);
      if (isLeft || shown !== monthOf(min) || !days.isKnown(looked)) return;
      const end = monthOf(looked, 2);
      let date = looked;
      while (date < end && isClosed(date)) date = addDays(date, 1);
      if (date === end) continue;
      focused = date;
      return monthOf(date) === shown ? draw() : show(monthOf(date));
    }
  }

  function show(month: string): void {
    shown = month;
    draw();
    void days.load(month);
  }

  function draw(): void {
    const hadFocus = months.contains(host.root.activeElement);
    const firsts = Array.from({ length: count }, (_, index) => monthOf(shown, index));
    if (!firsts.includes(monthOf(focused))) focused = shown > min ? shown : min;
    title.textContent = firsts.map(format.month).join(' – ');
    back.disabled = shown <= min;
    on.disabled = monthOf(shown, count) > max;
    months.replaceChildren(...firsts.map(monthTable));
    if (hadFocus) months.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    hint.textContent = from && !to ? endHint() : days.isKnown(focused) ? legend : '';
  }

  /** What to choose next, and how long it must be at least from the day that was chosen. */
  function endHint(): string {
    const shortest = days.day(from)?.shortestStay ?? 1;
    return shortest > 1
      ? `${words.end} ${words.shortest(format.counted(shortest, item.rate.per))}`
      : words.end;
  }

  function monthTable(first: string): HTMLElement {
    const monday = addDays(first, -weekdayOf(first));
    const names = Array.from({ length: 7 }, (_, day) =>
      element('th', { scope: 'col' }, format.weekday(addDays(monday, day))),
    );
    const weeks = [];
    for (let date = monday; date < monthOf(first, 1); date = addDays(date, 7)) {
      const week = Array.from({ length: 7 }, (_, day) => addDays(date, day));
      weeks.push(
        element('tr', {}, ...week.map((day) => element('td', {}, monthOf(day) === first && dayButton(day)))),
      );
    }
    return element(
      'table',
      { 'aria-label': format.month(first) },
      element('thead', {}, element('tr', {}, ...names)),
      element('tbody', {}, ...weeks),
    );
  }

  function dayButton(date: string): HTMLElement {
    const isEnd = date === from || date === to;
    const kind = isEnd
      ? 'chosen'
      : from < date && date < to
        ? 'within'
        : date < min
          ? 'past'
          : !days.isKnown(date)
            ? ''
            : !isClosed(date)
              ? 'free'
              : days.day(date)?.isFree
                ? 'closed'
                : 'taken';
    const why = kind === 'past' || kind === 'taken' ? `, ${words[kind]}` : '';
    return element(
      'button',
      {
        type: 'button',
        class: `day ${kind}`,
        part: `day ${kind}`,
        'data-date': date,
        tabindex: date === focused ? 0 : -1,
        'aria-label': format.date(date) + why,
        'aria-pressed': `${isEnd || kind === 'within'}`,
        'aria-disabled': isClosed(date) && kind !== 'chosen' ? 'true' : null,
        'aria-current': date === min ? 'date' : null,
      },
      Number(date.slice(8)),
    );
  }

  /** What is past is closed before anything is known. */
  function isClosed(date: string): boolean {
    if (date < min) return true;
    if (from && !to) return !isOpen(item, days.day, from, date);
    const day = days.day(date);
    return !day?.isFree || (isRange && day.shortestStay === null);
  }

  function choose({ target }: Event): void {
    const date = dateOf(target);
    if (!date || isClosed(date)) return;
    focused = date;
    if (!isRange) from = to = date;
    else if (from && !to) [from = '', to = ''] = [from, date].sort();
    else [from, to] = [date, ''];
    draw();
    if (to) onPick(from, to);
  }

  function move(event: KeyboardEvent): void {
    const date = dateAfterKey(event.key, focused, months.matches(':dir(rtl)'));
    if (!date) return;
    event.preventDefault();
    focused = date < min ? min : date > max ? max : date;
    const month = monthOf(focused);
    if (shown <= month && month < monthOf(shown, count)) draw();
    else show(month);
  }

  return {
    place: element(
      'div',
      { role: 'group', 'aria-label': words.label, class: 'calendar', part: 'calendar' },
      element('div', { class: 'turn' }, back, title, on),
      months,
      hint,
    ),
    mark(first, last) {
      [from, to] = [first, first && last];
      if (first < min) return draw();
      focused = first;
      show(monthOf(first));
    },
    say(message) {
      hint.textContent = message;
    },
    stretchesOn: days.stretchesOn,
  };
}

function dateOf(target: EventTarget | null): string {
  return (target instanceof HTMLElement && target.dataset.date) || '';
}
