import * as v from 'valibot';
import { instantSchema } from '../../../platform/database/database.ts';
import { described, named } from '../../../platform/described.ts';
import { decrypt } from '../../../platform/keys.ts';
import { type Currency, minor, minorSchema, moneySchema } from '../../../platform/money/money.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { integer } from '../../../platform/text/whole-number.ts';
import { localInstant } from '../../../platform/time/local-time.ts';

/** A reservation as the history of its changes keeps it. */
export const changedStaySchema = v.object({
  item: v.string(),
  itemName: v.string(),
  timeZone: v.string(),
  unit: v.string(),
  unitName: v.string(),
  startsAt: instantSchema,
  endsAt: instantSchema,
  guests: integer,
  total: minorSchema,
  price: minorSchema,
  securityDeposit: minorSchema,
});

/** What it is then, and what is due or has gone back. */
export const afterChangeSchema = v.object({
  ...changedStaySchema.entries,
  due: minorSchema,
  dueAt: v.nullable(instantSchema),
  back: minorSchema,
  ignoresStayRules: v.boolean(),
});

/** A change as the database keeps it (`change_json`). */
export const changeRowSchema = v.object({
  id: v.string(),
  reasonSealed: v.string(),
  before: changedStaySchema,
  after: afterChangeSchema,
  createdBy: v.string(),
  createdAt: instantSchema,
});

const shownStaySchema = named(
  'ChangedStay',
  'A reservation as it was or is, in short.',
  v.object({
    item: described(v.string(), 'The slug of the item.'),
    unit: described(v.string(), 'The name of the unit.'),
    startsAt: described(v.string(), 'When the stay begins, RFC 3339 with the offset of the item’s zone.'),
    endsAt: described(v.string(), 'When it ends, RFC 3339 with the offset of the item’s zone.'),
    guests: described(integer, 'How many people come.'),
    total: described(moneySchema, 'What it is sold for.'),
    price: described(moneySchema, 'What of that is left, less what was taken off.'),
    securityDeposit: described(moneySchema, 'What is held against damage besides.'),
  }),
);

export const reservationChangeSchema = named(
  'ReservationChange',
  'A change of a reservation.',
  v.object({
    id: described(v.string(), 'The id of the change, `chg_…`.'),
    before: described(shownStaySchema, 'What it was.'),
    after: described(shownStaySchema, 'What it is from then on.'),
    difference: described(moneySchema, 'By how much it is dearer; below zero, cheaper.'),
    amountDue: described(moneySchema, 'What was to be paid next, right after it.'),
    amountDueAt: described(
      v.nullable(v.string()),
      'Until when, RFC 3339 with the offset of the item’s zone; null of a hold, and where nothing was.',
    ),
    refund: described(moneySchema, 'What went back.'),
    ignoredStayRules: described(v.boolean(), 'Whether the rules of the item counted for nothing.'),
    reason: described(v.string(), 'Why, in the words of the staff.'),
    createdBy: described(v.string(), 'Who changed it: `user:…` or `key:…`.'),
    createdAt: described(v.string(), 'When, RFC 3339 in UTC.'),
  }),
);

export function presentChange(
  { config }: Runtime,
  { id, reasonSealed, before, after, createdBy, createdAt }: v.InferOutput<typeof changeRowSchema>,
  currency: Currency,
): v.InferOutput<typeof reservationChangeSchema> {
  return {
    id,
    before: presentStay(before, currency),
    after: presentStay(after, currency),
    difference: { amount: minor(after.price - before.price), currency },
    amountDue: { amount: after.due, currency },
    amountDueAt: after.dueAt && localInstant(after.dueAt, after.timeZone),
    refund: { amount: after.back, currency },
    ignoredStayRules: after.ignoresStayRules,
    reason: decrypt(config.keys, id, reasonSealed),
    createdBy,
    createdAt: createdAt.toISOString(),
  };
}

function presentStay(
  stay: v.InferOutput<typeof changedStaySchema>,
  currency: Currency,
): v.InferOutput<typeof shownStaySchema> {
  const { item, unitName, startsAt, endsAt, timeZone, guests, total, price, securityDeposit } = stay;
  return {
    item,
    unit: unitName,
    startsAt: localInstant(startsAt, timeZone),
    endsAt: localInstant(endsAt, timeZone),
    guests,
    total: { amount: total, currency },
    price: { amount: price, currency },
    securityDeposit: { amount: securityDeposit, currency },
  };
}
