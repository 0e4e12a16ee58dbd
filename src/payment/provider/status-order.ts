import { type SQL, sql } from 'drizzle-orm';
import { call } from '../../platform/database/functions.ts';
import type { PaymentStatus } from './provider.ts';

/** The place of a status in the order of all that may be said of a payment (`status_order`), as an expression. */
export function statusOrder(status: PaymentStatus, occurredAt: Date, eventId: string): SQL {
  return sql`${call('status_order', { status, occurredAt, eventId })} collate "C"`;
}
