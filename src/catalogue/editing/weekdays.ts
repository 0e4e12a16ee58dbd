import * as v from 'valibot';
import { named } from '../../platform/described.ts';
import { wholeBetween } from '../../platform/text/whole-number.ts';

/** Weekdays as ISO 8601 counts them, at least one, each once. */
export const weekdaysSchema = named(
  'Weekdays',
  'Days of the week: 1 is Monday, 7 Sunday.',
  v.pipe(
    v.array(wholeBetween(1, 7)),
    v.minLength(1, 'Name at least one day.'),
    v.maxLength(7, 'A week has seven days.'),
    v.checkItems((day, at, all) => all.indexOf(day) === at, 'Name each day once.'),
  ),
);
