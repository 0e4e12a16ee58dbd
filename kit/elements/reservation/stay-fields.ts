import type { Item } from '../../client/midas.ts';
import { createCalendar } from '../../rendering/calendar.ts';
import { addDays, todayIn } from '../../rendering/dates.ts';
import { type Child, element } from '../../rendering/element.ts';
import { field, input, select } from '../../rendering/form.ts';
import type { Host } from '../../rendering/host.ts';
import { endTimes, givenEnd, kindOf, shownEnd, startTimes } from '../../rendering/stay.ts';
import type { Wish } from './flow.ts';

/** When: a calendar and the same as fields, which either way fill the wish. `onChange` hears of every change. */
export function stayFields(host: Host, item: Item, wish: Wish, onChange: () => void): Child[] {
  return kindOf(item) === 'hour'
    ? hourFields(host, item, wish, onChange)
    : dateFields(host, item, wish, onChange);
}

function hintOf({ texts, format }: Host, item: Item): string {
  const { rate, startTime, endTime, minimumStay, maximumStay } = item;
  const length = texts.stay.length(
    format.counted(minimumStay, rate.per),
    format.counted(maximumStay, rate.per),
  );
  return `${texts.stay[kindOf(item)].hint(startTime, endTime)} ${length}`;
}

function dateFields(host: Host, item: Item, wish: Wish, onChange: () => void): Child[] {
  const kind = kindOf(item);
  const words = host.texts.stay[kind];
  const min = todayIn(item.timeZone);
  const max = addDays(min, item.horizonDays + item.maximumStay);
  const date = (name: string, value: string) =>
    input(name, {
      type: 'date',
      required: true,
      min,
      max,
      value,
      'aria-describedby': 'when-hint',
      change: read,
    });
  const from = date('from', wish.from.slice(0, 10));
  const to = date('to', shownEnd(kind, wish.to.slice(0, 10)));
  const calendar = createCalendar(host, item, { isRange: true }, (first, last) => {
    [from.value, to.value] = [first, last];
    read();
  });

  function read(): void {
    [wish.from, wish.to] = [from.value, givenEnd(kind, to.value)];
    calendar.mark(from.value, to.value);
    onChange();
  }

  calendar.mark(from.value, to.value);
  return [
    calendar.place,
    element('div', { class: 'fields' }, field(words.from, from), field(words.to, to)),
    element('p', { class: 'hint', id: 'when-hint' }, hintOf(host, item)),
  ];
}

/** By the hour: a day, and of the times that are free then one to begin and one to end. */
function hourFields(host: Host, item: Item, wish: Wish, onChange: () => void): Child[] {
  const { texts } = host;
  const words = texts.stay.hour;
  const min = todayIn(item.timeZone);
  const attributes = {
    type: 'date',
    required: true,
    min,
    max: addDays(min, item.horizonDays),
    value: wish.from.slice(0, 10),
    change: () => offer(false),
  };
  const day = input('day', { ...attributes, 'aria-describedby': 'when-hint' });
  const from = select('from', []);
  const to = select('to', []);
  from.required = to.required = true;
  const calendar = createCalendar(host, item, {}, (date) => {
    day.value = date;
    void offer(false);
  });

  /** Offers what is free on the day; `isKept` keeps the times that the wish already says, where they are free. */
  async function offer(isKept: boolean): Promise<void> {
    const date = day.value;
    calendar.mark(date, date);
    const stretches = date ? await calendar.stretchesOn(date) : [];
    if (date !== day.value) return;
    fill(from, startTimes(item, date, stretches), isKept ? wish.from : '');
    fill(to, endTimes(item, stretches, from.value), isKept ? wish.to : '');
    from.onchange = () => {
      fill(to, endTimes(item, stretches, from.value), '');
      read();
    };
    read();
  }

  function read(): void {
    [wish.from, wish.to] = [from.value, to.value];
    onChange();
  }

  to.onchange = read;
  if (day.value) void offer(true);
  return [
    calendar.place,
    element(
      'div',
      { class: 'fields' },
      field(texts.stay.date, day),
      field(words.from, from),
      field(words.to, to),
    ),
    element('p', { class: 'hint', id: 'when-hint' }, hintOf(host, item)),
  ];
}

/** Offers times by their clock, and of an hour that comes twice by their offset too. */
function fill(control: HTMLSelectElement, times: readonly string[], value: string): void {
  const clock = times.map((time) => time.slice(11, 16));
  const isTwice = (shown: string | undefined) => clock.filter((one) => one === shown).length > 1;
  control.replaceChildren(
    ...times.map((time, at) =>
      element('option', { value: time }, `${clock[at]}${isTwice(clock[at]) ? ` UTC${time.slice(19)}` : ''}`),
    ),
  );
  const kept =
    times.find((time) => time === value) ?? times.find((time) => time.slice(0, 16) === value.slice(0, 16));
  if (kept) control.value = kept;
}
