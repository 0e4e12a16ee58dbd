import { identify } from '../../../src/platform/idempotency/idempotency.ts';
import type { Stack } from '../harness/stack.ts';

/**
 * Runs `during` while another transaction is just writing this very idempotency key, and then takes that back: whoever is
 * carrying out a request under the key is held up in the middle of it for so long. `path` is the route's under `/api/v1`.
 */
export function whileKeyIsHeldUp<T>(
  stack: Stack,
  path: string,
  key: string,
  during: () => Promise<T>,
): Promise<T> {
  const { keyDigest } = identify(`POST /api/v1${path}`, key, {});
  const write = `insert into idempotency_keys (key_digest, request_digest, resource_id, created_at) values ($1, '', '', now())`;
  return whileWritten(stack, write, keyDigest, during);
}

/** The same for the settlement of a payment: another transaction is just posting the movement of its whole amount. */
export function whileSettlementIsHeldUp<T>(
  stack: Stack,
  paymentId: string,
  amountMinor: number,
  during: () => Promise<T>,
): Promise<T> {
  const write = 'insert into ledger_transactions (id, source, posted_at) values ($1, $1, now())';
  return whileWritten(stack, write, `capture:${paymentId}:${amountMinor}`, during);
}

async function whileWritten<T>(
  stack: Stack,
  write: string,
  unique: string,
  during: () => Promise<T>,
): Promise<T> {
  await stack.database.query('begin');
  try {
    await stack.database.query(write, [unique]);
    return await during();
  } finally {
    await stack.database.query('rollback');
  }
}
