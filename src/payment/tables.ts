import { sql } from 'drizzle-orm';
import {
  char,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  real,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { reservations } from '../booking/tables.ts';
import { credits } from '../credit/tables.ts';
import { createdAt, instantColumn, minorColumn } from '../platform/database/columns.ts';

/**
 * One attempt to collect or to hold an amount for a reservation through a provider, or by a gift card or
 * store credit, or a bank transfer or cash that the staff recorded, whose `providerRef` is the bank's reference or
 * that of our own receipt. Its
 * id is the provider's idempotency key. What it captures and holds is posted to the ledger by a trigger.
 */
export const payments = pgTable(
  'payments',
  {
    id: text().primaryKey(),
    reservationId: text()
      .notNull()
      .references(() => reservations.id),
    provider: text().notNull(),
    /**
     * What is paid: the share that confirms, the balance of a confirmed reservation, or the hold of a
     * security deposit.
     */
    purpose: text().notNull().default('booking'),
    /** The provider's own id of the payment; empty until it is known. */
    providerRef: text(),
    /** PayPal's ids of the authorization and of the capture, on which later calls work. */
    authorizationRef: text(),
    captureRef: text(),
    /**
     * The page of one of our sites that asked for it last, to which its guest comes back from the provider's.
     */
    returnUrl: text(),
    /**
     * With what a later hold may be made without the guest: the provider's ids of the customer and the
     * method.
     */
    savedCustomer: text(),
    savedMethod: text(),
    /** The gift card or store credit that pays, for the provider `credit`. */
    creditId: text().references(() => credits.id),
    amountMinor: minorColumn().notNull(),
    currency: char({ length: 3 }).notNull(),
    status: text().notNull().default('pending'),
    /**
     * The rank, time and id of the event that gave the status: a later state replaces an earlier one, in any
     * order of arrival.
     */
    statusOrder: text().notNull().default(''),
    capturedMinor: minorColumn().notNull().default(0),
    /** Given back: the sum of the refunds that have succeeded, kept by a trigger. */
    refundedMinor: minorColumn().notNull().default(0),
    /** The same with the refunds that are under way. It never passes what was captured. */
    refundingMinor: minorColumn().notNull().default(0),
    /** Withheld by disputes that are open or lost, kept by a trigger. */
    disputedMinor: minorColumn().notNull().default(0),
    /** The end of a hold, as the provider says it. */
    captureBefore: instantColumn(),
    /** Since when the money has been on its way, by a method that takes days. */
    processingSince: instantColumn(),
    quarantineReason: text(),
    /**
     * When the schedule last looked whether something has become of it: those wait longest that were looked
     * at last.
     */
    lookedAt: instantColumn(),
    createdAt: createdAt(),
    changedAt: instantColumn(),
  },
  (table) => [
    unique('payments_provider_ref').on(table.provider, table.providerRef),
    // One open attempt for an amount and a way of paying: asking again finds it instead of making a second. A
    // card in one tab and PayPal in another stand side by side until one of them is paid.
    uniqueIndex('payments_one_open_each')
      .on(table.reservationId, table.provider, table.purpose, table.amountMinor)
      .where(sql`${table.status} in ('pending', 'processing', 'failed')`),
    index('payments_by_reservation').on(table.reservationId),
    // The list of the staff.
    index('payments_by_time').on(table.createdAt, table.id),
    index('payments_open')
      .on(table.lookedAt)
      .where(sql`${table.status} in ('pending', 'processing', 'failed')`),
    check(
      'payments_provider_known',
      sql`${table.provider} in ('stripe', 'paypal', 'credit', 'transfer', 'cash')`,
    ),
    check('purpose_known', sql`${table.purpose} in ('booking', 'balance', 'security-deposit')`),
    check(
      'payments_status_known',
      sql`${table.status} in ('pending', 'processing', 'failed', 'authorized', 'canceled', 'succeeded')`,
    ),
    check('credit_named', sql`(${table.provider} = 'credit') = (${table.creditId} is not null)`),
    check(
      'refunds_within_capture',
      sql`${table.refundingMinor} between ${table.refundedMinor} and ${table.capturedMinor}`,
    ),
    check(
      'amounts_sensible',
      sql`${table.amountMinor} > 0 and ${table.capturedMinor} >= 0 and ${table.refundedMinor} between 0 and ${table.capturedMinor}`,
    ),
  ],
);

/**
 * Every event that a provider has signed, stored once. What it changed was changed in the same transaction.
 */
export const paymentEvents = pgTable(
  'payment_events',
  {
    provider: text().notNull(),
    eventId: text().notNull(),
    type: text().notNull(),
    paymentId: text().references(() => payments.id),
    occurredAt: instantColumn().notNull(),
    receivedAt: instantColumn().notNull(),
    /** What the event says, translated: amounts, status, the provider's id. No personal data. */
    content: jsonb().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.eventId] }),
    index('payment_events_by_payment').on(table.paymentId),
  ],
);

/**
 * Money that goes back, or is to go. Its id is the provider's idempotency key: asked again after a lost
 * answer it stays one.
 */
export const refunds = pgTable(
  'refunds',
  {
    id: text().primaryKey(),
    paymentId: text()
      .notNull()
      .references(() => payments.id),
    amountMinor: minorColumn().notNull(),
    currency: char({ length: 3 }).notNull(),
    reason: text().notNull(),
    /** Why, in the words of the staff. */
    note: text(),
    requestedBy: text().notNull(),
    status: text().notNull().default('pending'),
    /** The provider's own id; empty until it is known. */
    providerRef: text(),
    createdAt: createdAt(),
    changedAt: instantColumn().notNull(),
  },
  (table) => [
    unique('refunds_provider_ref').on(table.paymentId, table.providerRef),
    index('refunds_by_time').on(table.createdAt, table.id),
    index('refunds_pending').on(table.createdAt).where(sql`${table.status} = 'pending'`),
    check('amount_positive', sql`${table.amountMinor} > 0`),
    check('status_known', sql`${table.status} in ('pending', 'succeeded', 'failed')`),
    check(
      'reason_known',
      sql`${table.reason} in ('cancelled', 'late-payment', 'duplicate-payment', 'overpayment', 'refused', 'changed', 'staff', 'provider')`,
    ),
    check('staff_says_why', sql`${table.reason} <> 'staff' or ${table.note} is not null`),
  ],
);

/**
 * The life of a reservation's security deposit, from its schedule to its release. The holds themselves are
 * payments.
 */
export const securityDeposits = pgTable(
  'security_deposits',
  {
    reservationId: text()
      .primaryKey()
      .references(() => reservations.id),
    amountMinor: minorColumn().notNull(),
    currency: char({ length: 3 }).notNull(),
    status: text().notNull().default('scheduled'),
    /** When it is to be held; after a failed attempt, when the next one is. */
    authorizeAt: instantColumn().notNull(),
    /** When what is held goes back by itself, if nobody has taken anything of it. */
    releaseAt: instantColumn().notNull(),
    failures: integer().notNull().default(0),
    /** The payment that holds it now. */
    paymentId: text().references(() => payments.id),
    /** What was taken, why, and where the evidence is. */
    capturedMinor: minorColumn().notNull().default(0),
    captureReason: text(),
    evidenceNote: text(),
    changedAt: instantColumn().notNull(),
  },
  (table) => [
    check(
      'status_known',
      sql`${table.status} in ('scheduled', 'authorizing', 'authorized', 'failed', 'capturing', 'captured', 'releasing', 'released', 'canceled')`,
    ),
    check(
      'amounts_sensible',
      sql`${table.amountMinor} > 0 and ${table.capturedMinor} between 0 and ${table.amountMinor}`,
    ),
    check(
      'capture_has_reason',
      sql`${table.capturedMinor} = 0 or (${table.captureReason} is not null and ${table.evidenceNote} is not null)`,
    ),
    index('security_deposits_due').on(table.status, table.authorizeAt),
    index('security_deposits_by_payment').on(table.paymentId),
    // The list of the staff.
    index('security_deposits_by_time').on(table.authorizeAt, table.reservationId),
  ],
);

/** A payment that the guest's bank or PayPal has been asked to take back. */
export const disputes = pgTable(
  'disputes',
  {
    id: text().primaryKey(),
    paymentId: text()
      .notNull()
      .references(() => payments.id),
    provider: text().notNull(),
    providerRef: text().notNull(),
    amountMinor: minorColumn().notNull(),
    currency: char({ length: 3 }).notNull(),
    status: text().notNull(),
    /** The rank, time and id of the event that gave the status, as with payments. */
    statusOrder: text().notNull(),
    reason: text().notNull(),
    evidenceDueAt: instantColumn(),
    createdAt: createdAt(),
    changedAt: instantColumn().notNull(),
  },
  (table) => [
    unique('disputes_provider_ref').on(table.provider, table.providerRef),
    index('disputes_by_payment').on(table.paymentId),
    // The list of the staff.
    index('disputes_by_time').on(table.createdAt, table.id),
    check('amount_positive', sql`${table.amountMinor} > 0`),
    check(
      'status_known',
      sql`${table.status} in ('inquiry', 'needs-response', 'under-review', 'won', 'lost')`,
    ),
  ],
);

/**
 * What was thought of the risk of a payment attempt, with the figures it was thought from: the next model
 * learns from them.
 */
export const paymentAssessments = pgTable(
  'payment_assessments',
  {
    id: text().primaryKey(),
    paymentId: text()
      .notNull()
      .references(() => payments.id),
    /** Before the provider was called, or on its event. */
    phase: text().notNull(),
    outcome: text().notNull(),
    score: real().notNull(),
    probability: real().notNull(),
    reasons: jsonb().notNull(),
    signals: jsonb().notNull(),
    modelVersion: text().notNull(),
    rulesVersion: text().notNull(),
    /** Keyed digests: the same address, mail, device or card can be told again, and none of them read. */
    addressDigest: text(),
    emailHash: text(),
    deviceDigest: text(),
    cardDigest: text(),
    /** What the staff decided about a review, and who. */
    decision: text(),
    decidedBy: text(),
    decidedAt: instantColumn(),
    createdAt: createdAt(),
  },
  (table) => [
    unique('payment_assessments_once').on(table.paymentId, table.phase),
    // Each holds what is counted by it alone: most attempts have no device, and none has a card before its event.
    index('payment_assessments_by_address')
      .on(table.addressDigest, table.createdAt)
      .where(sql`${table.phase} = 'before'`),
    index('payment_assessments_by_mail')
      .on(table.emailHash, table.createdAt)
      .where(sql`${table.phase} = 'before'`),
    index('payment_assessments_by_device')
      .on(table.deviceDigest, table.createdAt)
      .where(sql`${table.deviceDigest} is not null`),
    index('payment_assessments_by_card')
      .on(table.cardDigest, table.createdAt)
      .where(sql`${table.cardDigest} is not null`),
    index('payment_assessments_to_review')
      .on(table.createdAt)
      .where(sql`${table.outcome} = 'review' and ${table.decision} is null`),
    check('phase_known', sql`${table.phase} in ('before', 'event')`),
    check('outcome_known', sql`${table.outcome} in ('allow', 'review', 'refuse')`),
    check('decision_known', sql`${table.decision} in ('approve', 'refuse')`),
    check(
      'decision_whole',
      sql`num_nonnulls(${table.decision}, ${table.decidedBy}, ${table.decidedAt}) in (0, 3)`,
    ),
  ],
);

/** One comparison of our books with a provider's own list. */
export const reconciliations = pgTable(
  'reconciliations',
  {
    id: text().primaryKey(),
    provider: text().notNull(),
    fromAt: instantColumn().notNull(),
    toAt: instantColumn().notNull(),
    startedAt: instantColumn().notNull(),
    finishedAt: instantColumn(),
    /** How many facts the provider listed, and how many of them we had missed and took over. */
    factCount: integer().notNull().default(0),
    healedCount: integer().notNull().default(0),
    /** Movements of other business on the same account. */
    foreignCount: integer().notNull().default(0),
  },
  (table) => [index('reconciliations_by_provider').on(table.provider, table.toAt)],
);

/** What a comparison found and could not prove away. Open until a later one no longer finds it. */
export const reconciliationDifferences = pgTable(
  'reconciliation_differences',
  {
    provider: text().notNull(),
    kind: text().notNull(),
    providerRef: text().notNull(),
    paymentId: text().references(() => payments.id),
    currency: char({ length: 3 }).notNull(),
    theirsMinor: minorColumn().notNull(),
    oursMinor: minorColumn().notNull(),
    firstSeenAt: instantColumn().notNull(),
    lastSeenAt: instantColumn().notNull(),
    resolvedAt: instantColumn(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.kind, table.providerRef] }),
    index('reconciliation_differences_open').on(table.provider).where(sql`${table.resolvedAt} is null`),
    // The list of the staff.
    index('reconciliation_differences_by_time').on(
      table.firstSeenAt,
      sql`(${table.provider} || ':' || ${table.kind} || ':' || ${table.providerRef})`,
    ),
  ],
);
