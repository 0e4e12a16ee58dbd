import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from 'drizzle-orm/pg-core';
import { users } from '../account/tables.ts';
import { cancellationPolicies, items, legalEntities, promotions, units } from '../catalogue/tables.ts';
import { createdAt, instantColumn, instantRange, minorColumn } from '../platform/database/columns.ts';

/**
 * What a guest has reserved. A trigger refuses impossible changes of status and keeps `occupancies` in step,
 * so that code which changes a status cannot forget to free or to take the unit.
 */
export const reservations = pgTable(
  'reservations',
  {
    id: text().primaryKey(),
    reference: text().notNull().unique(),
    itemId: text()
      .notNull()
      .references(() => items.id),
    unitId: text()
      .notNull()
      .references(() => units.id),
    status: text().notNull(),
    startsAt: instantColumn().notNull(),
    endsAt: instantColumn().notNull(),
    /** The turnaround after the stay, which blocks the unit too. */
    turnaroundMinutes: integer().notNull(),
    guests: integer().notNull(),
    language: text().notNull(),
    /** Name, address, phone and note of the guest, sealed with the reservation's id as context. */
    guestSealed: text().notNull(),
    /** The signed quote's content: lines, taxes, discount. No personal data. */
    quote: jsonb().notNull(),
    totalMinor: minorColumn().notNull(),
    securityDepositMinor: minorColumn().notNull(),
    currency: char({ length: 3 }).notNull(),
    policyCode: text().notNull(),
    policyVersion: integer().notNull(),
    holdExpiresAt: instantColumn().notNull(),
    createdAt: createdAt(),
    confirmedAt: instantColumn(),
    /**
     * Who of the staff confirmed it without payment: what is due they claim themselves, and no schedule cancels it as
     * unpaid. Empty where money confirmed it.
     */
    confirmedBy: text(),
    /** When the item was handed over and came back, as the rows of `handovers` say. */
    handedOverAt: instantColumn(),
    returnedAt: instantColumn(),
    cancelledAt: instantColumn(),
    /** What must be paid for the reservation to be confirmed; the total where empty, nothing where the staff confirmed it. */
    dueNowMinor: minorColumn(),
    /** When the rest is due. */
    balanceDueAt: instantColumn(),
    /** Where, by what and when the guest accepted the policy, sealed with the reservation's id as context. */
    acceptanceSealed: text().notNull(),
    /** A keyed digest of the guest's mail address, by which limits per person are kept. */
    emailHash: text(),
    /** The same of the guest's phone number, and of each word of their name, by which the staff find them. */
    phoneHash: text(),
    /** Empty of what was reserved before there were digests of names, until `npm run digest-guests`. */
    nameHashes: text().array(),
    /**
     * Whose account it is in: that of the guest's address, once somebody has proved it
     * (`join-reservations.ts`).
     */
    userId: text().references(() => users.id),
    /**
     * How much of the sale was taken back: by cancelling, or by a refund of the staff. A trigger posts it.
     */
    creditedMinor: minorColumn().notNull().default(0),
    /** Of that, what follows refunds made at a provider and lost disputes: a trigger keeps it, both ways. */
    concededMinor: minorColumn().notNull().default(0),
    /** What that was when it was cancelled, or changed. */
    concessionKeptMinor: minorColumn().notNull().default(0),
    /** How often what its calendar entry says has changed, counted by a trigger: the entry's `SEQUENCE`. */
    calendarSequence: integer().notNull().default(0),
    /**
     * The link of the calendar entry is signed with it: one more, and the links given out before open
     * nothing.
     */
    calendarLinkVersion: integer().notNull().default(0),
    /** How often it was sold anew: documents and movements are of the terms that they were made under. */
    terms: integer().notNull().default(0),
    /** By how much the staff have made it dearer since it was sold. It is not cancelled for that alone. */
    raisedMinor: minorColumn().notNull().default(0),
    changedAt: instantColumn(),
    /**
     * What the item was, and who sold it, where the item has become something else since: books and documents
     * of this sale go on under both. A trigger of `items` writes them; as long as they are empty, the item's
     * own hold.
     */
    category: text(),
    legalEntity: text().references(() => legalEntities.code),
  },
  (table) => [
    foreignKey({
      columns: [table.policyCode, table.policyVersion],
      foreignColumns: [cancellationPolicies.code, cancellationPolicies.version],
    }),
    check('status_known', sql`${table.status} in ('held', 'confirmed', 'cancelled', 'expired')`),
    check(
      'stay_ordered',
      sql`isfinite(${table.startsAt}) and isfinite(${table.endsAt}) and ${table.startsAt} < ${table.endsAt}`,
    ),
    check('amounts_sensible', sql`${table.totalMinor} >= 0 and ${table.securityDepositMinor} >= 0`),
    check('due_now_sensible', sql`${table.dueNowMinor} between 0 and ${table.totalMinor}`),
    check('credit_within_total', sql`${table.creditedMinor} between 0 and ${table.totalMinor}`),
    check('concession_within_credit', sql`${table.concededMinor} between 0 and ${table.creditedMinor}`),
    check('language_known', sql`${table.language} in ('en', 'fr', 'es')`),
    check('guests_positive', sql`${table.guests} > 0`),
    check('confirmed_has_instant', sql`${table.status} <> 'confirmed' or ${table.confirmedAt} is not null`),
    check('cancelled_has_instant', sql`(${table.status} = 'cancelled') = (${table.cancelledAt} is not null)`),
    index('reservations_held').on(table.itemId, table.holdExpiresAt).where(sql`${table.status} = 'held'`),
    index('reservations_by_mail').on(table.emailHash),
    index('reservations_by_phone').on(table.phoneHash).where(sql`${table.phoneHash} is not null`),
    index('reservations_by_name').using('gin', table.nameHashes),
    index('reservations_without_digests').on(table.id).where(sql`${table.nameHashes} is null`),
    // The orders of the list of the staff; that of the creation is the id's.
    index('reservations_by_start').on(table.startsAt, table.id),
    index('reservations_by_end').on(table.endsAt, table.id),
    index('reservations_by_balance_due').on(sql`coalesce(${table.balanceDueAt}, 'infinity')`, table.id),
    index('reservations_by_balance').on(table.balanceDueAt).where(sql`${table.status} = 'confirmed'`),
    index('reservations_of_user').on(table.userId, table.id).where(sql`${table.userId} is not null`),
    // The newest sales of an item, with which a payment is compared.
    index('reservations_sold_of_item')
      .on(table.itemId, table.createdAt)
      .where(sql`${table.status} = 'confirmed'`),
    index('reservations_out')
      .on(table.endsAt, table.id)
      .where(sql`${table.handedOverAt} is not null and ${table.returnedAt} is null`),
    index('reservations_by_item').on(table.itemId, table.startsAt),
    index('reservations_by_unit').on(table.unitId, table.endsAt),
  ],
);

/**
 * What the staff have changed of a reservation: its history, and the terms that documents of before were
 * made under. Only added to.
 */
export const reservationChanges = pgTable(
  'reservation_changes',
  {
    id: text().primaryKey(),
    reservationId: text()
      .notNull()
      .references(() => reservations.id),
    /** Sealed with the change's id as context. */
    reasonSealed: text().notNull(),
    /** What it was and what it is, as `changedStaySchema` (`change-row.ts`) reads it. */
    before: jsonb().notNull(),
    after: jsonb().notNull(),
    /** The terms that this change replaced; empty where it left them, and gave another unit alone. */
    replacedTerms: integer(),
    createdBy: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index('reservation_changes_by_reservation').on(table.reservationId, table.id),
    unique('terms_replaced_once').on(table.reservationId, table.replacedTerms),
  ],
);

export const blockReasons = ['maintenance', 'own-use', 'closure'] as const;

/**
 * Time that the business keeps for itself: of a unit, of an item with all its units, or of everything where both are
 * empty. What it takes stands in `occupancies`.
 */
export const blocks = pgTable(
  'blocks',
  {
    id: text().primaryKey(),
    /** Of a unit its item stands here too. */
    itemId: text().references(() => items.id),
    unitId: text().references(() => units.id),
    /** As they were given, a date or a local time: what they are as instants depends on the zone of each item. */
    localFrom: text().notNull(),
    localTo: text().notNull(),
    reason: text().notNull(),
    /** Sealed with the block's id as context. */
    noteSealed: text(),
    version: integer().notNull().default(1),
    createdAt: createdAt(),
    createdBy: text().notNull(),
    changedAt: instantColumn().notNull(),
    changedBy: text().notNull(),
  },
  (table) => [
    check('reason_known', sql`${table.reason} in ('maintenance', 'own-use', 'closure')`),
    check('unit_of_item', sql`${table.unitId} is null or ${table.itemId} is not null`),
    index('blocks_by_item').on(table.itemId, table.localTo),
    // A unit that was never booked may be taken away, but for its blocks.
    index('blocks_by_unit').on(table.unitId),
    index('blocks_by_end').on(table.localTo, table.id),
  ],
);

/**
 * Every stretch of time in which a unit cannot be had, whatever the reason. The exclusion constraint on
 * (unit, period), in a written migration, is the guarantee that no hour is sold twice.
 */
export const occupancies = pgTable(
  'occupancies',
  {
    id: text().primaryKey(),
    unitId: text()
      .notNull()
      .references(() => units.id),
    period: instantRange().notNull(),
    /** The end of a hold, after which the stretch counts as free; empty for what lasts. */
    expiresAt: instantColumn(),
    reservationId: text()
      .unique()
      .references(() => reservations.id),
    blockId: text().references(() => blocks.id),
  },
  (table) => [
    index('occupancies_by_block').on(table.blockId).where(sql`${table.blockId} is not null`),
    check('one_cause', sql`${table.reservationId} is null or ${table.blockId} is null`),
    check(
      'period_bounded',
      sql`not isempty(${table.period}) and not lower_inf(${table.period}) and not upper_inf(${table.period})`,
    ),
  ],
);

export const handoverKinds = ['handover', 'return'] as const;

/** What was seen when an item was handed over, and when it came back. Nothing of it changes afterwards. */
export const handovers = pgTable(
  'handovers',
  {
    id: text().primaryKey(),
    reservationId: text()
      .notNull()
      .references(() => reservations.id),
    kind: text().notNull(),
    at: instantColumn().notNull(),
    /** Checklist, note and signature, sealed with the handover's id as context. */
    contentSealed: text().notNull(),
    /** What the counter showed, in whole kilometres, miles or hours as the item counts. */
    mileage: integer(),
    fuelPercent: integer(),
    createdBy: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('handovers_once').on(table.reservationId, table.kind),
    check('kind_known', sql`${table.kind} in ('handover', 'return')`),
    check('counters_sensible', sql`${table.mileage} >= 0 and ${table.fuelPercent} between 0 and 100`),
  ],
);

/** What the staff write down about a reservation or a guest, for themselves, sealed with the note's id as context. */
export const notes = pgTable(
  'notes',
  {
    id: text().primaryKey(),
    /** The id of a reservation, or of a guest (`guest-id.ts`). */
    subjectId: text().notNull(),
    textSealed: text().notNull(),
    createdBy: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [index('notes_by_subject').on(table.subjectId, table.id)],
);

/** By what the staff sort reservations and guests for themselves: short words of their own. */
export const tags = pgTable(
  'tags',
  {
    subjectId: text().notNull(),
    tag: text().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.subjectId, table.tag] }),
    check('tag_short', sql`length(${table.tag}) between 1 and 30`),
    index('tags_by_tag').on(table.tag, table.subjectId),
  ],
);

/**
 * Whom the business takes no reservations from: a mail address or a number, by its keyed digest. What it was and why is
 * sealed with the ban's id as context.
 */
export const guestBans = pgTable('guest_bans', {
  id: text().primaryKey(),
  digest: text().notNull().unique(),
  contentSealed: text().notNull(),
  createdBy: text().notNull(),
  createdAt: createdAt(),
});

/**
 * The rules of zones (tz database) by which future stays have been reckoned from their local times, or are
 * being: the row of the highest version says. `reckonedTo` is the unit that a pass has come to.
 */
export const zoneRules = pgTable('zone_rules', {
  /** As Node names it: `2026a`. */
  version: text().primaryKey(),
  seenAt: instantColumn().notNull(),
  passBeganAt: instantColumn().notNull(),
  reckonedTo: text().notNull().default(''),
  finishedAt: instantColumn(),
});

/** Stays that keep their old instants, since by the new rules of their zone something else is in the way. */
export const setAsideStays = pgTable('set_aside_stays', {
  reservationId: text()
    .primaryKey()
    .references(() => reservations.id),
  /** The reference of the reservation in the way; empty for time that is blocked otherwise. */
  clashesWith: text(),
  foundAt: instantColumn().notNull(),
});

/**
 * A use of a promotion code. Triggers count it against the code's limits, and give it back when the
 * reservation comes to nothing.
 */
export const promotionRedemptions = pgTable(
  'promotion_redemptions',
  {
    reservationId: text()
      .primaryKey()
      .references(() => reservations.id),
    code: text()
      .notNull()
      .references(() => promotions.code),
    emailHash: text().notNull(),
    isReleased: boolean().notNull().default(false),
  },
  (table) => [index('promotion_redemptions_by_person').on(table.code, table.emailHash)],
);
