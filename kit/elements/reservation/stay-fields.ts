import type { Item } from '../../client/midas.ts';
import { createCalendar } from '../../rendering/calendar.ts';
import { addDays, todayIn } from '../../rendering/dates.ts';
import { type Child, element } from '../../rendering/element.ts';
import { field, input, select } from '../../rendering/form.ts';
import type { Host } from '../../rendering/host.ts';
import { endTimes, givenEnd, kindOf, type Own, shownEnd, startTimes } from '../../rendering/stay.ts';
import type { Wish } from './flow.ts';

interface StayFields {
  readonly content: Child[];
  /** Takes over what stands in the fields, whether or not they have told of it. */
  read(): void;
  /** A stay is to begin on a date that was chosen elsewhere on the page. */
  begin(date: string): void;
}

/**
 * When: a calendar and the same as fields, which either way fill the wish. `onChange` hears of every change. What is held
 * for this visitor (`own`) is free to them.
 */
export function stayFields(
  host: Host,
  item: Item,
  wish: Wish,
  own: Own | undefined,
  onChange: () => void,
): StayFields {
  return (kindOf(item) === 'hour' ? hourFields : dateFields)(host, item, wish, own, onChange);
}

function hintOf({ texts, format }: Host, item: Item): string {
  const { rate, startTime, endTime, minimumStay, maximumStay } = item;
  const length = texts.stay.length(
    format.counted(minimumStay, rate.per),
    format.counted(maximumStay, rate.per),
  );
  return `${texts.stay[kindOf(item)].hint(startTime, endTime)} ${length}`;
}

function dateFields(
  host: Host,
  item: Item,
  wish: Wish,
  own: Own | undefined,
  onChange: () => void,
): StayFields {
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
  const dates = { from: from.value, to: to.value };
  const calendar = createCalendar(host, item, { isRange: true, own, ...dates }, (first, last) => {
    [from.value, to.value] = [first, last];
    read();
  });

  function read(): void {
    [wish.from, wish.to] = [from.value, givenEnd(kind, to.value)];
    calendar.mark(from.value, to.value);
    onChange();
  }

  return {
    content: [
      calendar.place,
      element('div', { class: 'fields' }, field(words.from, from), field(words.to, to)),
      element('p', { class: 'hint', id: 'when-hint' }, hintOf(host, item)),
    ],
    begin(date) {
      [from.value, to.value] = [date, ''];
      read();
    },
    read() {
      if (from.value !== wish.from.slice(0, 10) || givenEnd(kind, to.value) !== wish.to.slice(0, 10)) read();
    },
  };
}

/** By the hour: a day, and of the times that are free then one to begin and one to end. */
function hourFields(
  host: Host,
  item: Item,
  wish: Wish,
  own: Own | undefined,
  onChange: () => void,
): StayFields {
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
  let offered = '';
  const calendar = createCalendar(host, item, { own, from: day.value, to: day.value }, (date) => {
    day.value = date;
    void offer(false);
  });

  /** Offers what is free on the day; `isKept` keeps the times that the wish already says, where they are free. */
  async function offer(isKept: boolean): Promise<void> {
    const date = day.value;
    offered = date;
    // Until it is known what can be had, there are no times to be sent.
    if (!isKept) for (const times of [from, to]) times.replaceChildren();
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
  return {
    content: [
      calendar.place,
      element(
        'div',
        { class: 'fields' },
        field(texts.stay.date, day),
        field(words.from, from),
        field(words.to, to),
      ),
      element('p', { class: 'hint', id: 'when-hint' }, hintOf(host, item)),
    ],
    begin(date) {
      day.value = date;
      void offer(false);
    },
    read() {
      if (day.value !== offered) void offer(false);
      // Without options the times of the day are not yet known.
      else if (from.value && (from.value !== wish.from || to.value !== wish.to)) read();
    },
  };
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
