import { createCalendar } from '../rendering/calendar.ts';
import { button } from '../rendering/element.ts';
import type { Host } from '../rendering/host.ts';
import { isMissing, showNoItem } from '../rendering/maker.ts';
import { calendarShape } from '../rendering/stay-shape.ts';
import { askAhead } from '../rendering/told-months.ts';
import { type DayChosen, dayChosen } from './day-chosen.ts';
import { isLedBack, linkInAddress } from './reservation/link.ts';

/**
 * `<midas-availability item="…">`: what is free. A day that is chosen is told, with its hours where there are some, and handed on:
 * to the page as an event, and to the `midas-reservation` of the same item.
 */
export async function startAvailability(host: Host): Promise<void> {
  const { texts, format, signal, midas } = host;
  // On a page that is led to by the link of a reservation there is nothing more to choose.
  if (!host.item && (linkInAddress() || isLedBack())) return void host.root.replaceChildren();
  if (!host.item) return showNoItem(host);
  const count = host.element.clientWidth > 640 ? 2 : 1;
  host.wait(calendarShape(host, count));
  askAhead(midas, host.item);
  try {
    const item = await midas.items.get(host.item, { signal });
    const calendar = createCalendar(host, item, { count }, async (date) => {
      host.emit(dayChosen, { item: item.slug, date } satisfies DayChosen);
      const hours = (await calendar.stretchesOn(date)).map(
        ({ startsAt, endsAt }) => `${startsAt.slice(11, 16)}–${endsAt.slice(11, 16)}`,
      );
      const day = format.date(date);
      calendar.say(hours.length > 0 ? texts.calendar.hours(day, hours.join(', ')) : texts.calendar.free(day));
    });
    host.open(texts.calendar.label, calendar.place);
  } catch (error) {
    if (signal.aborted) return;
    if (isMissing(error)) return showNoItem(host);
    host.show(
      texts.calendar.label,
      button(texts.again, () => startAvailability(host)),
    );
    host.refuse(error);
  }
}
