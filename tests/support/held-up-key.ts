import { identify } from '../../src/platform/idempotency.ts';
import type { Stack } from './stack.ts';

/**
 * Runs `during` while another transaction is just writing this very idempotency key, and then takes that back: whoever is
 * carrying out a request under the key is held up in the middle of it for so long. `path` is the route's under `/api/v1`.
 */
export async function whileKeyIsHeldUp<T>(
  stack: Stack,
  path: string,
  key: string,
  during: () => Promise<T>,
): Promise<T> {
  const { keyDigest } = identify(`POST /api/v1${path}`, key, {});
  await stack.database.query('begin');
  try {
    await stack.database.query(
      `insert into idempotency_keys (key_digest, request_digest, resource_id, created_at) values ($1, '', '', now())`,
      [keyDigest],
    );
    return await during();
  } finally {
    await stack.database.query('rollback');
  }
}
