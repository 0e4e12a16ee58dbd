/** Local dates of an item, `2027-06-01`, and local times, `2027-06-01T10:00`. */

/** Today where the item is. */
export function todayIn(timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date());
}

export function addDays(date: string, days: number): string {
  return addHours(`${date}T00:00`, days * 24).slice(0, 10);
}

/** `hours` later by the clock. */
export function addHours(time: string, hours: number): string {
  return new Date(Date.parse(`${time}Z`) + hours * 3_600_000).toISOString().slice(0, 16);
}

/** Days from one date to another. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

/** The first of the month `months` after that of the date. */
export function monthOf(date: string, months = 0): string {
  const first = new Date(`${date.slice(0, 7)}-01`);
  first.setUTCMonth(first.getUTCMonth() + months);
  return first.toISOString().slice(0, 10);
}

/** 0 is Monday. */
export function weekdayOf(date: string): number {
  return (new Date(date).getUTCDay() + 6) % 7;
}
