/**
 * What the clocks of a zone show, worked out with `Intl` and whole milliseconds alone: the code under test reckons with
 * Temporal, so that an error of the one is not repeated by the other.
 */
export interface WallTime {
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Since the hand stood at midnight. */
  readonly minutes: number;
}

/** A change of the clocks: at `at` the offset from UTC goes from one to the other, in minutes. */
export interface ClockChange {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

export const minuteMs = 60_000;
export const dayMs = 1440 * minuteMs;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

export function wallTime(zone: string, at: number): WallTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    date: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
    minutes: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
  };
}

/** Minutes by which the clocks of a zone are ahead of UTC. */
function offsetAt(zone: string, at: number): number {
  const { date, minutes } = wallTime(zone, at);
  return (Date.parse(date) - Math.floor(at / minuteMs) * minuteMs) / minuteMs + minutes;
}

/** The instants at which the clocks show this: none in a gap of spring, two in autumn, else one. */
export function instantsAt(zone: string, { date, minutes }: WallTime): number[] {
  const asUtc = Date.parse(date) + minutes * minuteMs;
  const offsets = new Set([asUtc - dayMs, asUtc, asUtc + dayMs].map((at) => offsetAt(zone, at)));
  return [...offsets]
    .map((offset) => asUtc - offset * minuteMs)
    .filter((at) => {
      const shown = wallTime(zone, at);
      return shown.date === date && shown.minutes === minutes;
    })
    .sort((a, b) => a - b);
}

/** Every change of the clocks of a zone in a year. */
export function changesIn(zone: string, year: number): ClockChange[] {
  const changes: ClockChange[] = [];
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += dayMs) {
    const [before, after] = [offsetAt(zone, day), offsetAt(zone, day + dayMs)];
    if (before === after) continue;
    let [low, high] = [day, day + dayMs];
    while (high - low > minuteMs) {
      const middle = low + Math.floor((high - low) / 2 / minuteMs) * minuteMs;
      if (offsetAt(zone, middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: high, before, after });
  }
  return changes;
}

export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10);
}

/** Whole days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / dayMs;
}

/** `YYYY-MM-DDTHH:MM`, as a guest writes a time without an offset. */
export function localText({ date, minutes }: WallTime): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Minutes that pass on each date of the zone between two instants. Every zone changes its date on a quarter of an hour. */
export function minutesByDate(zone: string, from: number, to: number): Map<string, number> {
  const quarter = 15 * minuteMs;
  const counted = new Map<string, number>();
  for (let at = from; at < to; ) {
    const next = Math.min(to, Math.floor(at / quarter) * quarter + quarter);
    const { date } = wallTime(zone, at);
    counted.set(date, (counted.get(date) ?? 0) + (next - at) / minuteMs);
    at = next;
  }
  return counted;
}
