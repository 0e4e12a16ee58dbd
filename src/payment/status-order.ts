import type { PaymentStatus } from './provider.ts';

/** What is later in the life of a payment outranks what is earlier. Equals are ordered by time, then by event id. */
const rank: Record<PaymentStatus, number> = {
  pending: 0,
  processing: 1,
  failed: 1,
  canceled: 2,
  succeeded: 3,
};

/** The place of a status in the order of all that may be said of a payment: compared as text, the greater one holds. */
export function statusOrder(status: PaymentStatus, occurredAt: Date, eventId: string): string {
  return `${rank[status]} ${occurredAt.toISOString()} ${eventId}`;
}
