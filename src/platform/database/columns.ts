import { sql } from 'drizzle-orm';
import { bigint, customType, timestamp } from 'drizzle-orm/pg-core';

/** An amount in minor units. */
export const minorColumn = () => bigint({ mode: 'number' });

/** An instant; Postgres keeps it in UTC. */
export const instantColumn = () => timestamp({ withTimezone: true, mode: 'string' });

export const createdAt = () => instantColumn().notNull().default(sql`now()`);

/** A half-open period of instants. */
export const instantRange = customType<{ data: string }>({ dataType: () => 'tstzrange' });

/** A half-open period of local dates. */
export const dateRange = customType<{ data: string }>({ dataType: () => 'daterange' });

export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' });
