import type { DisputeFact, PaymentStatus } from './provider.ts';

/**
 * What is later in the life of a payment outranks what is earlier. Equals are ordered by time, then by event
 * id.
 */
const paymentRank: Record<PaymentStatus, string> = {
  pending: '0',
  processing: '1',
  failed: '1',
  authorized: '1.5',
  canceled: '2',
  succeeded: '3',
};

/**
 * The place of a status in the order of all that may be said of a payment: compared as text, the greater one
 * holds.
 */
export function statusOrder(status: PaymentStatus, occurredAt: Date, eventId: string): string {
  return `${paymentRank[status]} ${occurredAt.toISOString()} ${eventId}`;
}

const disputeRank: Record<DisputeFact['status'], string> = {
  // Before '0', as text.
  inquiry: '-',
  'needs-response': '0',
  'under-review': '1',
  won: '2',
  lost: '2',
};

/** The same for a dispute. */
export function disputeOrder(status: DisputeFact['status'], occurredAt: Date, eventId: string): string {
  return `${disputeRank[status]} ${occurredAt.toISOString()} ${eventId}`;
}
