/** Dates here are local dates of an item, `2027-06-01`; instants are RFC 3339. Both are shown by Intl. */

const longDate = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});
const monthName = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** @param {string} date */
const utc = (date) => new Date(`${date}T00:00:00Z`);

/** Today where the item is. @param {string} timeZone */
export function todayIn(timeZone) {
  return new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date());
}

/** @param {string} date @param {number} days */
export function addDays(date, days) {
  const moved = utc(date);
  moved.setUTCDate(moved.getUTCDate() + days);
  return moved.toISOString().slice(0, 10);
}

/** The first of the month `months` after that of the date. @param {string} date @param {number} months */
export function monthOf(date, months = 0) {
  const [year, month] = date.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months, 1)).toISOString().slice(0, 10);
}

/** 0 is Monday. @param {string} date */
export function weekdayOf(date) {
  return (utc(date).getUTCDay() + 6) % 7;
}

/** @param {string} date */
export function formatDate(date) {
  return longDate.format(utc(date));
}

/** @param {string} date */
export function formatMonth(date) {
  return monthName.format(utc(date));
}

/** An instant as the clocks show it where the item is. @param {string} instant @param {string} timeZone */
export function formatInstant(instant, timeZone) {
  return new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  }).format(new Date(instant));
}

/** @param {string} instant @param {string} timeZone */
export function formatTime(instant, timeZone) {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone }).format(
    new Date(instant),
  );
}
