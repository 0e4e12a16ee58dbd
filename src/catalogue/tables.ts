import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  time,
} from 'drizzle-orm/pg-core';
import {
  createdAt,
  dateRange,
  instantColumn,
  minorColumn,
  searchVector,
} from '../platform/database/columns.ts';

/**
 * The words that guests read in other languages, `{ fr: { name: … } }`; where one is missing, those of the
 * row itself stand.
 */
const translationsColumn = () => jsonb().notNull().default({});

/**
 * The terms of cancelling. A version never changes (a trigger refuses it); a new wording is a new version.
 */
export const cancellationPolicies = pgTable(
  'cancellation_policies',
  {
    code: text().notNull(),
    version: integer().notNull(),
    name: text().notNull(),
    text: text().notNull(),
    /**
     * `[{ hoursBefore, refundBasisPoints }]`, the longest notice first; less notice than the last gives
     * nothing back.
     */
    tiers: jsonb().notNull(),
    translations: translationsColumn(),
    /** When it was saved, and who did, as the audit log names them; empty for what SQL has planted. */
    changedAt: instantColumn(),
    changedBy: text(),
  },
  (table) => [
    primaryKey({ columns: [table.code, table.version] }),
    check('version_positive', sql`${table.version} > 0`),
  ],
);

/** Every day of the week, as ISO 8601 counts: 1 is Monday, 7 Sunday. */
const weekdays = [1, 2, 3, 4, 5, 6, 7];
const weekdaysColumn = () => smallint().array();
/** Weekdays, at least one. A null among them is none of these days and is refused too. */
const areWeekdays = (column: AnyPgColumn) =>
  sql`(${column} <@ array[1,2,3,4,5,6,7]::smallint[] and cardinality(${column}) > 0)`;

/** At most one price of weekends: a percentage or an amount. */
const isWeekendPrice = (table: {
  weekendPercentBasisPoints: AnyPgColumn;
  weekendFixedAmountMinor: AnyPgColumn;
}) =>
  sql`num_nonnulls(${table.weekendPercentBasisPoints}, ${table.weekendFixedAmountMinor}) <= 1 and coalesce(${table.weekendPercentBasisPoints} > -10000, true) and coalesce(${table.weekendFixedAmountMinor} > 0, true)`;

/**
 * A zone by its region and city, or UTC. Other names (`CET`, `+02:00`) mean other things to PostgreSQL than
 * to Intl.
 */
const isZoneName = (column: AnyPgColumn) =>
  sql`(${column} ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' or ${column} = 'UTC')`;

/** Who sells: the company on the invoice. Its zone decides in which year a document falls. */
export const legalEntities = pgTable(
  'legal_entities',
  {
    code: text().primaryKey(),
    name: text().notNull(),
    addressLines: text().array().notNull(),
    taxId: text(),
    email: text().notNull(),
    timeZone: text().notNull(),
    /** What its document numbers begin with. */
    numberPrefix: text().notNull().unique(),
  },
  (table) => [
    check('zone_shape', isZoneName(table.timeZone)),
    check('prefix_shape', sql`${table.numberPrefix} ~ '^[A-Z0-9]{1,8}$'`),
  ],
);

/** The kinds of things that there are, as the owner orders and names them. */
export const categories = pgTable(
  'categories',
  {
    code: text().primaryKey(),
    /** By language, English always among them. */
    names: jsonb().notNull(),
    position: integer().notNull(),
  },
  (table) => [
    check('code_shape', sql`${table.code} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
    check('named', sql`${table.names} ->> 'en' is not null`),
  ],
);

const byName = (name: AnyPgColumn) => sql`${name} collate "und-x-icu"`;

/** A thing that can be reserved, with the rules of reserving it. */
export const items = pgTable(
  'items',
  {
    id: text().primaryKey(),
    slug: text().notNull().unique(),
    category: text()
      .notNull()
      .references(() => categories.code),
    name: text().notNull(),
    summary: text().notNull(),
    description: text().notNull(),
    features: text().array().notNull(),
    translations: translationsColumn(),
    city: text().notNull(),
    country: char({ length: 2 }).notNull(),
    timeZone: text().notNull(),
    currency: char({ length: 3 }).notNull(),
    capacity: integer().notNull(),
    rateUnit: text().notNull(),
    rateMinor: minorColumn().notNull(),
    startTime: time().notNull(),
    endTime: time().notNull(),
    gridMinutes: integer().notNull(),
    /** In rate units. A season may ask for another, as it may for the columns that follow. */
    minimumStay: integer().notNull(),
    maximumStay: integer().notNull(),
    /** On which weekdays a stay may begin and end. */
    arrivalDays: weekdaysColumn().notNull().default(weekdays),
    departureDays: weekdaysColumn().notNull().default(weekdays),
    /**
     * The days, and nights that begin on them, of a weekend; they cost more or less where one of the next two
     * says so.
     */
    weekendDays: weekdaysColumn().notNull().default([5, 6]),
    weekendPercentBasisPoints: integer(),
    weekendFixedAmountMinor: minorColumn(),
    leadTimeMinutes: integer().notNull(),
    turnaroundMinutes: integer().notNull(),
    horizonDays: integer().notNull(),
    securityDepositMinor: minorColumn().notNull(),
    /** How long before the start the security deposit is held. */
    depositLeadHours: integer().notNull().default(24),
    /**
     * The share of the price that is paid on reserving, in 1/10,000; the balance is due so many days before
     * the start.
     */
    dueNowBasisPoints: integer().notNull().default(10_000),
    balanceDueDays: integer().notNull().default(30),
    /** Takes no method whose money is on its way for days, such as a bank debit. */
    isInstantPaymentOnly: boolean().notNull().default(false),
    legalEntity: text()
      .notNull()
      .default('main')
      .references(() => legalEntities.code),
    policyCode: text().notNull(),
    policyVersion: integer().notNull(),
    isListed: boolean().notNull().default(true),
    /** When it was put away: it is on no list of the staff's either, unless they ask for it. */
    archivedAt: instantColumn(),
    createdAt: createdAt(),
    /**
     * The words of its texts and of its place as `search_query` compares them; the functions are in a written
     * migration.
     */
    search: searchVector().generatedAlwaysAs(
      sql`search_document(variadic array[name, summary, description, city, country_names(country)] || features || translated_texts(translations, '$.*.*[*]')) || search_glued(variadic array[name, city] || translated_texts(translations, '$.*.name'))`,
    ),
    placeSearch: searchVector().generatedAlwaysAs(
      sql`search_document(city, country, country_names(country)) || search_glued(city)`,
    ),
  },
  (table) => [
    foreignKey({
      columns: [table.policyCode, table.policyVersion],
      foreignColumns: [cancellationPolicies.code, cancellationPolicies.version],
    }),
    check('zone_shape', isZoneName(table.timeZone)),
    // 24:00 is the next day's midnight, which is another day for who stays the night.
    check(
      'hours_sensible',
      sql`${table.startTime} < '24:00' and (${table.endTime} < '24:00' or ${table.rateUnit} <> 'night')`,
    ),
    check('slug_shape', sql`${table.slug} ~ '^[a-z0-9]+(-[a-z0-9]+)*$'`),
    check('rate_unit_known', sql`${table.rateUnit} in ('hour', 'day', 'night')`),
    check('currency_shape', sql`${table.currency} ~ '^[A-Z]{3}$'`),
    check('amounts_sensible', sql`${table.rateMinor} > 0 and ${table.securityDepositMinor} >= 0`),
    check('stay_sensible', sql`${table.minimumStay} >= 1 and ${table.maximumStay} >= ${table.minimumStay}`),
    check(
      'weekdays_sensible',
      sql`${areWeekdays(table.arrivalDays)} and ${areWeekdays(table.departureDays)} and ${areWeekdays(table.weekendDays)}`,
    ),
    check('weekend_sensible', isWeekendPrice(table)),
    check(
      'times_sensible',
      sql`${table.gridMinutes} between 5 and 1440 and ${table.leadTimeMinutes} >= 0 and ${table.turnaroundMinutes} between 0 and 10080 and ${table.horizonDays} between 1 and 1095`,
    ),
    check(
      'payment_plan_sensible',
      sql`${table.dueNowBasisPoints} between 1 and 10000 and ${table.balanceDueDays} between 0 and 365 and ${table.depositLeadHours} between 0 and 720`,
    ),
    check('capacity_positive', sql`${table.capacity} > 0`),
    check('archived_unlisted', sql`${table.archivedAt} is null or not ${table.isListed}`),
    index('items_search').using('gin', table.search),
    index('items_place_search').using('gin', table.placeSearch),
    // The orders of a search, names as people order them: a page is read from the index, however many there are.
    index('items_by_name').on(byName(table.name), table.id).where(sql`${table.isListed}`),
    index('items_by_category').on(table.category, byName(table.name), table.id).where(sql`${table.isListed}`),
    // Those of the staff's lists.
    index('items_kept_by_name').on(byName(table.name), table.id).where(sql`${table.archivedAt} is null`),
    index('items_kept_by_category')
      .on(table.category, byName(table.name), table.id)
      .where(sql`${table.archivedAt} is null`),
    index('items_unlisted_by_name').on(byName(table.name), table.id).where(sql`not ${table.isListed}`),
    index('items_by_price').on(table.currency, table.rateMinor, table.id).where(sql`${table.isListed}`),
  ],
);

/** One of the physical things behind an item: this car, that boat. */
export const units = pgTable(
  'units',
  {
    id: text().primaryKey(),
    itemId: text()
      .notNull()
      .references(() => items.id),
    name: text().notNull(),
    isActive: boolean().notNull().default(true),
  },
  (table) => [index('units_by_item').on(table.itemId)],
);

/**
 * Dates at another price or under other rules; where a rule is empty, the item's holds. Two seasons of one
 * item cannot overlap (exclusion constraint in a written migration).
 */
export const seasons = pgTable(
  'seasons',
  {
    itemId: text()
      .notNull()
      .references(() => items.id),
    name: text().notNull(),
    translations: translationsColumn(),
    period: dateRange().notNull(),
    percentBasisPoints: integer(),
    fixedAmountMinor: minorColumn(),
    /** Of stays that begin in the season. */
    minimumStay: integer(),
    arrivalDays: weekdaysColumn(),
    /** Of stays whose last night or day lies in the season. */
    departureDays: weekdaysColumn(),
    weekendDays: weekdaysColumn(),
    weekendPercentBasisPoints: integer(),
    weekendFixedAmountMinor: minorColumn(),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.period] }),
    check('minimum_positive', sql`${table.minimumStay} >= 1`),
    check(
      'weekdays_sensible',
      sql`${areWeekdays(table.arrivalDays)} and ${areWeekdays(table.departureDays)} and ${areWeekdays(table.weekendDays)}`,
    ),
    check('weekend_sensible', isWeekendPrice(table)),
    check('one_adjustment', sql`num_nonnulls(${table.percentBasisPoints}, ${table.fixedAmountMinor}) = 1`),
    check(
      'adjustment_sensible',
      sql`coalesce(${table.percentBasisPoints} > -10000, true) and coalesce(${table.fixedAmountMinor} > 0, true)`,
    ),
    check(
      'period_bounded',
      sql`not isempty(${table.period}) and not lower_inf(${table.period}) and not upper_inf(${table.period})`,
    ),
  ],
);

export const extras = pgTable(
  'extras',
  {
    itemId: text()
      .notNull()
      .references(() => items.id),
    code: text().notNull(),
    name: text().notNull(),
    translations: translationsColumn(),
    per: text().notNull(),
    amountMinor: minorColumn().notNull(),
    maxQuantity: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.code] }),
    check('per_known', sql`${table.per} in ('booking', 'day', 'person')`),
    check('extra_sensible', sql`${table.amountMinor} >= 0 and ${table.maxQuantity} > 0`),
  ],
);

/** A tax on what is sold: on the stay, on extras, or on both. */
export const taxes = pgTable(
  'taxes',
  {
    itemId: text()
      .notNull()
      .references(() => items.id),
    name: text().notNull(),
    translations: translationsColumn(),
    basisPoints: integer().notNull(),
    /** Already inside the prices, as consumer prices are in the EU, the UK and Japan. */
    isIncluded: boolean().notNull(),
    onStay: boolean().notNull().default(true),
    /**
     * The codes of the extras that it is on; on all of them where empty (null), on none with an empty list.
     */
    onExtras: text().array(),
    onTouristTax: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.name] }),
    check('rate_sensible', sql`${table.basisPoints} between 0 and 10000`),
    check(
      'on_something',
      sql`${table.onStay} or ${table.onTouristTax} or ${table.onExtras} is null or cardinality(${table.onExtras}) > 0`,
    ),
  ],
);

/**
 * What a town asks of each person and night, such as the French taxe de séjour: collected for it with the
 * price, outside every discount. It counts nights, so an item by the hour has it for the midnights that a
 * stay passes.
 */
export const touristTaxes = pgTable(
  'tourist_taxes',
  {
    itemId: text()
      .notNull()
      .references(() => items.id),
    name: text().notNull(),
    translations: translationsColumn(),
    /** For one person and night, in the item's currency. */
    amountMinor: minorColumn().notNull(),
    /** Who is younger pays nothing; everybody pays where empty. */
    exemptBelowAge: integer(),
    /** The nights that are charged at most; all where empty. */
    maximumNights: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.itemId, table.name] }),
    check('tourist_tax_positive', sql`${table.amountMinor} > 0`),
    check(
      'exemptions_sensible',
      sql`coalesce(${table.exemptBelowAge} between 1 and 18, true) and coalesce(${table.maximumNights} >= 1, true)`,
    ),
  ],
);

export const promotions = pgTable(
  'promotions',
  {
    code: text().primaryKey(),
    description: text().notNull(),
    percentBasisPoints: integer(),
    fixedAmountMinor: minorColumn(),
    minimumAmountMinor: minorColumn(),
    /** Of the fixed amount and the minimum; a percentage alone needs none. */
    currency: char({ length: 3 }),
    validFrom: instantColumn().notNull(),
    validTo: instantColumn().notNull(),
    /** How often it may be used in all, and by one person; no limit where empty. A trigger holds both. */
    maxRedemptions: integer(),
    maxPerPerson: integer(),
    redeemedCount: integer().notNull().default(0),
  },
  (table) => [
    check('one_discount', sql`num_nonnulls(${table.percentBasisPoints}, ${table.fixedAmountMinor}) = 1`),
    check(
      'discount_sensible',
      sql`coalesce(${table.percentBasisPoints} between 1 and 10000, true) and coalesce(${table.fixedAmountMinor} > 0, true)`,
    ),
    check(
      'currency_with_amounts',
      sql`${table.currency} is not null or (${table.fixedAmountMinor} is null and ${table.minimumAmountMinor} is null)`,
    ),
    check('validity_ordered', sql`${table.validFrom} < ${table.validTo}`),
    check(
      'promotion_limit',
      sql`${table.redeemedCount} between 0 and coalesce(${table.maxRedemptions}, ${table.redeemedCount})`,
    ),
  ],
);

/**
 * What of the catalogue the CDN keeps and has changed since, by the tag of the pages that show it. Triggers
 * write it, the schedule purges and takes it away.
 */
export const cachePurges = pgTable('cache_purges', {
  tag: text().primaryKey(),
  /** The transaction that changed it last: what another has changed while it was purged stays. */
  changedBy: text().notNull(),
});

/** Imports of many items at once, each with the versions before and after, by which it is undone. */
export const imports = pgTable('imports', {
  id: text().primaryKey(),
  /** `[{ id, before, after }]`; `before` is null of an item that it created. */
  items: jsonb().notNull(),
  createdAt: instantColumn().notNull(),
  createdBy: text().notNull(),
  undoneAt: instantColumn(),
  undoneBy: text(),
});
