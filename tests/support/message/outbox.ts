import { newId } from '../../../src/platform/ids.ts';
import { systemRandom } from '../../../src/platform/random.ts';
import type { Stack } from '../harness/stack.ts';

/** A row of the outbox as a test looks at it. */
interface OutboxRow {
  readonly id: string;
  readonly status: 'pending' | 'sent' | 'dead';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly leaseToken: string | null;
  readonly lastError: string | null;
}

/** Puts messages about one subject into the outbox, due now or some seconds later, and answers their ids in order. */
export async function enqueueMessages(
  stack: Stack,
  subjectId: string,
  count: number,
  { template = 'guest-confirmation', dueInSeconds = 0 }: { template?: string; dueInSeconds?: number } = {},
): Promise<string[]> {
  const now = stack.clock.now();
  const dueAt = new Date(now.getTime() + dueInSeconds * 1000);
  const ids = Array.from({ length: count }, () => newId('message', now, systemRandom)).sort();
  await stack.database.query(
    `insert into outbox (id, template, subject_id, due_at, created_at)
     select id, $2, $3, $4, $5 from unnest($1::text[]) id`,
    [ids, template, subjectId, dueAt, now],
  );
  return ids;
}

/** The whole outbox, in the order of the ids. */
export async function outboxRows(stack: Stack): Promise<OutboxRow[]> {
  const { rows } = await stack.database.query<OutboxRow>(
    `select id, status, attempts, due_at as "dueAt", lease_token as "leaseToken", last_error as "lastError"
     from outbox order by id`,
  );
  return rows;
}

export async function emptyOutbox(stack: Stack): Promise<void> {
  await stack.database.query('delete from outbox');
}
