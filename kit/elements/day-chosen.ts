/** The event by which `midas-availability` tells its page, and the reservation of the same item, of a day. */
export const dayChosen = 'midas-day-chosen';

/** `item` is a slug, `date` a local date of it, `2027-06-01`. */
export interface DayChosen {
  readonly item: string;
  readonly date: string;
}
