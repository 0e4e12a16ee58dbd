const format = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/**
 * A time of an item as the clocks there show it. The API writes it with the offset of the place, `2027-06-01T16:00:00+01:00`, so it is
 * read without: what this browser knows of zones may be older.
 * @param {string} instant
 */
export function formatInstant(instant) {
  return format.format(new Date(`${instant.slice(0, 19)}Z`));
}
