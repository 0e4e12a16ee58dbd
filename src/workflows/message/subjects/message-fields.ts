import * as v from 'valibot';
import { instantSchema } from '../../../platform/database/database.ts';
import { minorSchema } from '../../../platform/money/money.ts';
import { afterChangeSchema, changedStaySchema } from '../../reservation/change/change-row.ts';

/** What the row of any message has, whatever it is about. */
export const messageFields = {
  id: v.string(),
  attempts: v.number(),
  details: v.object({
    amountMinor: v.optional(minorSchema),
    /** What goes back besides once a dispute about it is decided for the business. */
    waitingMinor: v.optional(minorSchema),
    /** The id of the note in which the staff said why. */
    note: v.optional(v.string()),
    days: v.optional(v.number()),
    /** Whether a payment that failed had been on its way by a method that takes days. */
    wasInProcess: v.optional(v.boolean()),
    /** What the owner is to send back by hand. */
    refundId: v.optional(v.string()),
    /** Until when what went back onto a gift card or store credit can be used. */
    usableUntil: v.optional(instantSchema),
    /** The instants of a stay before its zone's rules changed. */
    before: v.optional(v.object({ startsAt: instantSchema, endsAt: instantSchema })),
    /** What a change has changed. */
    change: v.optional(v.object({ before: changedStaySchema, after: afterChangeSchema })),
    /** Which cap of text messages was reached, and by one to which country. */
    texts: v.optional(
      v.object({
        cap: v.picklist(['prefix', 'country', 'hour', 'day']),
        most: v.number(),
        country: v.string(),
      }),
    ),
    /** The reference of the reservation that is in a stay's way. */
    clashesWith: v.nullish(v.string()),
  }),
};
