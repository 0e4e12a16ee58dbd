import { createCalendar } from '../rendering/calendar.ts';
import { button } from '../rendering/element.ts';
import type { Host } from '../rendering/host.ts';

/** `<midas-availability item="…">`: what is free, to look at. A date that is chosen is told, with its hours where there are some. */
export async function startAvailability(host: Host): Promise<void> {
  const { texts, format, signal } = host;
  host.show(texts.wait);
  try {
    const item = await host.midas.items.get(host.item, { signal });
    const calendar = createCalendar(
      host,
      item,
      { count: host.element.clientWidth > 640 ? 2 : 1 },
      async (date) => {
        const hours = (await calendar.stretchesOn(date)).map(
          ({ startsAt, endsAt }) => `${startsAt.slice(11, 16)}–${endsAt.slice(11, 16)}`,
        );
        const day = format.date(date);
        calendar.say(
          hours.length > 0 ? texts.calendar.hours(day, hours.join(', ')) : texts.calendar.free(day),
        );
      },
    );
    host.show(texts.calendar.label, calendar.place);
  } catch (error) {
    if (signal.aborted) return;
    host.show(
      texts.calendar.label,
      button(texts.again, () => startAvailability(host)),
    );
    host.refuse(error);
  }
}
