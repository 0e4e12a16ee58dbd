import { addDays, monthOf, weekdayOf } from './dates.ts';

/**
 * Where a key moves the focus from a date, as in the date grid of the ARIA Authoring Practices; undefined for a key that
 * does not move it.
 */
export function dateAfterKey(key: string, date: string, isRightToLeft: boolean): string | undefined {
  const forward = isRightToLeft ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return addDays(date, forward);
    case 'ArrowLeft':
      return addDays(date, -forward);
    case 'ArrowDown':
      return addDays(date, 7);
    case 'ArrowUp':
      return addDays(date, -7);
    case 'Home':
      return addDays(date, -weekdayOf(date));
    case 'End':
      return addDays(date, 6 - weekdayOf(date));
    case 'PageDown':
      return inMonth(date, 1);
    case 'PageUp':
      return inMonth(date, -1);
    default:
      return undefined;
  }
}

/** The same day of another month, or its last. */
function inMonth(date: string, months: number): string {
  const same = addDays(monthOf(date, months), Number(date.slice(8)) - 1);
  const last = addDays(monthOf(date, months + 1), -1);
  return same < last ? same : last;
}
