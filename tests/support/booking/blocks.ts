import { randomUUID } from 'node:crypto';
import { staff } from '../account/staff.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';
import { newClient } from './booking.ts';

/** Asks for a block as somebody of the staff. */
export const postBlock = (stack: Stack, body: unknown, key: string = randomUUID()): Promise<Answer> =>
  stack.call('/blocks', { body, headers: { ...staff, 'Idempotency-Key': key }, from: newClient() });

/** Saves a block anew, or takes it away, by the version that was read. */
export const onBlock = (
  stack: Stack,
  method: 'PUT' | 'DELETE',
  id: string,
  version: number,
  body?: unknown,
): Promise<Answer> =>
  stack.call(`/blocks/${id}`, {
    method,
    headers: { ...staff, 'If-Match': `"${version}"` },
    from: newClient(),
    ...(body === undefined ? {} : { body }),
  });

/** When units are taken by a block, as PostgreSQL has it in UTC. */
export async function blockedPeriods(stack: Stack, id: string): Promise<string[]> {
  const { rows } = await stack.database.query<{ period: string }>(
    `select to_char(lower(period) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') || ' ' ||
       to_char(upper(period) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI') as period
     from occupancies where block_id = $1 order by 1`,
    [id],
  );
  return rows.map(({ period }) => period);
}
