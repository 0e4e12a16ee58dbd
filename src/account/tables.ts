import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import { createdAt, instantColumn } from '../platform/database/columns.ts';

/**
 * People with an account. A row is there only once the mail address is proved to be theirs: a registration
 * that nobody has confirmed is a row of `one_time_tokens` and can neither sign in nor squat. A closed account
 * keeps its id for the books and nothing that tells who it was.
 */
export const users = pgTable(
  'users',
  {
    id: text().primaryKey(),
    /** In lower case; empty once the account is closed. */
    email: text().unique(),
    /** The keyed digest by which reservations made as a guest are found. */
    emailHash: text(),
    /** bcrypt; empty for those who sign in by a passkey or a provider alone. */
    passwordHash: text(),
    role: text().notNull().default('guest'),
    status: text().notNull().default('active'),
    language: text().notNull(),
    /** Name and phone, sealed with the id as context. */
    profileSealed: text(),
    /** Which mails beyond those about a booking or the account itself are wished for. */
    notifications: jsonb().notNull().default({}),
    createdAt: createdAt(),
    closedAt: instantColumn(),
  },
  (table) => [
    check('role_known', sql`${table.role} in ('guest', 'staff', 'manager', 'owner')`),
    check('status_known', sql`${table.status} in ('active', 'banned', 'closed')`),
    check('language_known', sql`${table.language} in ('en', 'fr', 'es')`),
    check('email_in_lower_case', sql`${table.email} = lower(${table.email}) and ${table.email} like '%_@_%'`),
    check('open_has_email', sql`(${table.status} = 'closed') = (${table.email} is null)`),
    check(
      'closed_tells_nothing',
      sql`${table.status} <> 'closed' or num_nonnulls(${table.emailHash}, ${table.passwordHash}, ${table.profileSealed}) = 0`,
    ),
    check('closed_has_instant', sql`(${table.status} = 'closed') = (${table.closedAt} is not null)`),
    check('password_is_bcrypt', sql`${table.passwordHash} ~ '^\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}$'`),
    index('users_by_email_hash').on(table.emailHash),
    index('users_by_role').on(table.role, table.id).where(sql`${table.role} <> 'guest'`),
  ],
);

/**
 * What an account was that somebody closed, as the rows of its tables had it: hashes and what was sealed stay
 * so. Kept for fourteen days, in which its owner can have it back; while the row is there, and no longer, the
 * database lets the account be opened.
 */
export const closedAccounts = pgTable(
  'closed_accounts',
  {
    userId: text()
      .primaryKey()
      .references(() => users.id),
    kept: jsonb().notNull(),
    closedAt: instantColumn().notNull(),
  },
  (table) => [index('closed_accounts_by_age').on(table.closedAt)],
);

/** A sign-in and everything refreshed from it: one family of refresh tokens, of which one is good. */
export const sessions = pgTable(
  'sessions',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id),
    /** SHA-256 of the refresh token that is good, and of the one before it. */
    refreshHash: text().notNull().unique(),
    previousHash: text(),
    refreshedAt: instantColumn().notNull(),
    /** When the person last gave a proof of who they are, for what needs a fresh one. */
    authenticatedAt: instantColumn().notNull(),
    /** By what that proof was given, as `methods`. */
    authenticatedBy: text().array().notNull(),
    /** By what (RFC 8176): `pwd`, `otp`, `hwk`, `sms`, `fed`. */
    methods: text().array().notNull(),
    /** As people know it: "Firefox on Windows". */
    device: text().notNull(),
    /** City and country, as far as Netlify knows them. */
    place: text(),
    createdAt: createdAt(),
    expiresAt: instantColumn().notNull(),
    endedAt: instantColumn(),
    endReason: text(),
  },
  (table) => [
    check('ended_has_reason', sql`(${table.endedAt} is null) = (${table.endReason} is null)`),
    check(
      'end_reason_known',
      sql`${table.endReason} in ('signed-out', 'refresh-token-reused', 'password-changed', 'recovered', 'secured', 'banned', 'closed')`,
    ),
    index('sessions_of_user').on(table.userId, table.createdAt).where(sql`${table.endedAt} is null`),
    index('sessions_by_end').on(sql`least(${table.expiresAt}, ${table.endedAt})`),
  ],
);

/** An account at an identity provider that signs this person in. */
export const identities = pgTable(
  'identities',
  {
    provider: text().notNull(),
    subject: text().notNull(),
    userId: text()
      .notNull()
      .references(() => users.id),
    linkedAt: instantColumn().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.subject] }),
    uniqueIndex('identity_once_per_provider').on(table.userId, table.provider),
  ],
);

/** What proves a person beside or instead of the password. */
export const factors = pgTable(
  'factors',
  {
    id: text().primaryKey(),
    userId: text()
      .notNull()
      .references(() => users.id),
    kind: text().notNull(),
    /** As its owner calls it. */
    name: text().notNull(),
    /** The seed of a TOTP or the number of a phone, sealed with the factor's id as context. */
    secretSealed: text(),
    /** The last time step of a TOTP that was accepted: none is accepted twice (RFC 6238, 5.2). */
    lastStep: bigint({ mode: 'number' }),
    credentialId: text().unique(),
    publicKey: text(),
    signatureCount: bigint({ mode: 'number' }),
    transports: text().array(),
    isBackedUp: boolean(),
    createdAt: createdAt(),
    /** Before this it proves nothing. */
    confirmedAt: instantColumn(),
    lastUsedAt: instantColumn(),
  },
  (table) => [
    check('kind_known', sql`${table.kind} in ('totp', 'passkey', 'sms')`),
    check('name_short', sql`char_length(${table.name}) between 1 and 64`),
    check(
      'passkey_whole',
      sql`num_nonnulls(${table.credentialId}, ${table.publicKey}, ${table.signatureCount}) = case when ${table.kind} = 'passkey' then 3 else 0 end`,
    ),
    check('secret_where_shared', sql`(${table.kind} = 'passkey') = (${table.secretSealed} is null)`),
    check('passkey_confirmed', sql`${table.kind} <> 'passkey' or ${table.confirmedAt} is not null`),
    uniqueIndex('one_totp').on(table.userId).where(sql`${table.kind} = 'totp' and confirmed_at is not null`),
    index('factors_of_user').on(table.userId),
  ],
);

/** Codes for the day on which the phone is lost; each opens once. */
export const backupCodes = pgTable(
  'backup_codes',
  {
    userId: text()
      .notNull()
      .references(() => users.id),
    hash: text().notNull(),
    createdAt: createdAt(),
    usedAt: instantColumn(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.hash] })],
);

/**
 * Everything that opens something once: links of mails, codes, states, challenges. Hashed, bound to its
 * purpose, expiring, and consumed by one conditional update.
 */
export const oneTimeTokens = pgTable(
  'one_time_tokens',
  {
    id: text().primaryKey(),
    purpose: text().notNull(),
    /** Keyed digest of the secret under this purpose. */
    hash: text().notNull(),
    userId: text().references(() => users.id),
    /** The address that a mail with it goes to, in lower case. */
    email: text(),
    /** What it brings about; secrets and names in it are sealed. */
    data: jsonb().notNull().default({}),
    /** Wrong tries at what it guards. */
    attempts: integer().notNull().default(0),
    createdAt: createdAt(),
    expiresAt: instantColumn().notNull(),
    consumedAt: instantColumn(),
  },
  (table) => [
    check(
      'purpose_known',
      sql`${table.purpose} in ('registration', 'resend', 'password-reset', 'email-change', 'invitation', 'secure-account', 'reopening', 'second-factor', 'sms-code', 'phone', 'identity-state', 'identity-nonce', 'passkey-sign-in', 'passkey-registration')`,
    ),
    check('attempts_capped', sql`${table.attempts} between 0 and 5`),
    uniqueIndex('one_time_token_by_hash').on(table.purpose, table.hash),
    index('one_time_tokens_of_user').on(table.userId, table.purpose),
    index('one_time_tokens_by_email').on(table.email, table.purpose),
    index('one_time_tokens_by_expiry').on(table.expiresAt),
  ],
);

/** How much of a limit of attempts is used up: in Postgres, so that it never opens. */
export const attemptLimits = pgTable(
  'attempt_limits',
  {
    key: text().primaryKey(),
    used: integer().notNull(),
    windowEndsAt: instantColumn().notNull(),
  },
  (table) => [index('attempt_limits_by_end').on(table.windowEndsAt)],
);

/** Devices from which a person has signed in before; they keep a limit of their own. */
export const knownDevices = pgTable(
  'known_devices',
  {
    userId: text()
      .notNull()
      .references(() => users.id),
    deviceHash: text().notNull(),
    firstSeenAt: instantColumn().notNull(),
    lastSeenAt: instantColumn().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.deviceHash] })],
);

/**
 * What a person agreed to or took back, in which version, and when. Append-only: the newest row of a document
 * counts.
 */
export const consents = pgTable(
  'consents',
  {
    sequence: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    userId: text()
      .notNull()
      .references(() => users.id),
    document: text().notNull(),
    version: text().notNull(),
    isGiven: boolean().notNull(),
    at: instantColumn().notNull(),
  },
  (table) => [index('consents_of_user').on(table.userId, table.document, table.sequence)],
);

/** Keys of machines: named, scoped, expiring. Of the key itself only a digest is here. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: text().primaryKey(),
    name: text().notNull(),
    hash: text().notNull().unique(),
    scopes: text().array().notNull(),
    createdBy: text(),
    createdAt: createdAt(),
    expiresAt: instantColumn(),
    revokedAt: instantColumn(),
    /** When it was last let in, to ten minutes or so: not every request writes. */
    lastUsedAt: instantColumn(),
  },
  (table) => [
    check('name_short', sql`char_length(${table.name}) between 1 and 64`),
    check('scopes_some', sql`cardinality(${table.scopes}) > 0`),
  ],
);

/**
 * Which generations of the key that signs access tokens are good. The keys themselves are derived from the
 * configuration's secrets and stand nowhere.
 */
export const signingKeyGenerations = pgTable('signing_key_generations', {
  generation: integer().primaryKey(),
  createdAt: createdAt(),
  /** From then on nothing that it signed is accepted; empty for the one that signs. */
  retiresAt: instantColumn(),
});
