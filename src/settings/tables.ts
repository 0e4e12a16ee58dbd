import { sql } from 'drizzle-orm';
import { check, jsonb, pgTable, text } from 'drizzle-orm/pg-core';

/**
 * What the owner decides of the house, a row for each kind: all are planted by a migration, with nothing set. Of what is not
 * set, the environment and `business.json` hold. Versions are in `revisions`.
 */
export const settings = pgTable(
  'settings',
  {
    key: text().primaryKey(),
    content: jsonb().notNull(),
    /** Of the channels: what opens them, sealed with the row's key as context. It is no part of any version. */
    secretSealed: text(),
  },
  (table) => [
    check(
      'key_known',
      sql`${table.key} in ('business', 'appearance', 'notifications', 'mail-texts', 'channels')`,
    ),
    check('secret_of_channels', sql`${table.secretSealed} is null or ${table.key} = 'channels'`),
  ],
);
