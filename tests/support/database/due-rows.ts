import type { Stack } from '../harness/stack.ts';
import { copyStays } from './copied-stays.ts';

/** Rows for which a job has something to do, many at once, and none of their kind that came before. */

/** An instant so many minutes from now, as SQL. */
export const instant = ({ clock }: Stack, minutes: number) =>
  `'${new Date(clock.now().getTime() + minutes * 60_000).toISOString()}'::timestamptz`;

export async function count({ database }: Stack, query: string): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`select count(*)::int as count from (${query}) q`);
  return rows[0]?.count ?? Number.NaN;
}

/** Holds that have run out. */
export const lapsing = (stack: Stack, many: number) =>
  copyStays(stack, many, { hold_expires_at: instant(stack, -20) });

/** Confirmed stays of which all but the smallest unit is to be paid, by so many minutes from now. */
export const unpaid = (stack: Stack, many: number, dueAt: number) =>
  copyStays(stack, many, {
    status: `'confirmed'`,
    confirmed_at: instant(stack, -60),
    due_now_minor: '1',
    balance_due_at: instant(stack, dueAt),
  });

/** Confirmed stays with a deposit to be held and to be released at these times. */
export async function withDeposit(
  stack: Stack,
  many: number,
  authorizeAt: number,
  releaseAt: number,
  status = 'scheduled',
): Promise<string[]> {
  const ids = await copyStays(stack, many, { status: `'confirmed'`, confirmed_at: instant(stack, -60) });
  await stack.database.query(
    `insert into security_deposits (reservation_id, amount_minor, currency, status, authorize_at, release_at, changed_at)
     select id, 100, 'EUR', '${status}', ${instant(stack, authorizeAt)}, ${instant(stack, releaseAt)}, ${instant(stack, 0)} from unnest($1::text[]) id`,
    [ids],
  );
  return ids;
}

/** Payments of reservations, without their books, which take longer to make than what is looked at here. */
export async function pay(
  stack: Stack,
  ids: readonly string[],
  columns: string,
  values: string,
  provider = 'stripe',
): Promise<void> {
  await stack.database.query('set session_replication_role = replica');
  await stack.database.query(
    `insert into payments (id, reservation_id, provider, amount_minor, currency, created_at, ${columns})
     select new_id('pay'), id, '${provider}', 100, 'EUR', ${instant(stack, -60)}, ${values} from unnest($1::text[]) id`,
    [ids],
  );
  await stack.database.query('reset session_replication_role');
}

/** A payment with the method by which a hold can be made without the guest: its columns and their values. */
export const cardColumns = 'status, captured_minor, saved_customer, saved_method';
export const paidByCard = `'succeeded', 100, 'cus_1', 'pm_1'`;

/** What was left by a test is nothing to the next: past the triggers, which would take long with very many. */
export async function nothingDue({ database }: Stack): Promise<void> {
  await database.query('set session_replication_role = replica');
  await database.query(`delete from outbox; delete from occupancies;
    update reservations set status = 'expired' where status in ('held', 'confirmed');
    update security_deposits set status = 'canceled' where status <> 'canceled';
    update payments set status = 'canceled' where status in ('pending', 'processing', 'failed', 'authorized');
    update refunds set status = 'failed' where status = 'pending'`);
  await database.query('reset session_replication_role');
}
