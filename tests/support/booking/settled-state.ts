import type { Stack } from '../harness/stack.ts';

/** What a payment has come to, as the database keeps it. */
export interface PaymentState {
  readonly status: string;
  readonly captured: number;
  readonly refunded: number;
  readonly quarantine: string | null;
  readonly providerRef: string | null;
}

export async function paymentState(stack: Stack, paymentId: string): Promise<PaymentState> {
  const { rows } = await stack.database.query<PaymentState>(
    `select status, captured_minor::float8 as captured, refunded_minor::float8 as refunded,
       quarantine_reason as quarantine, provider_ref as "providerRef" from payments where id = $1`,
    [paymentId],
  );
  return only(rows);
}

export interface ReservationState {
  readonly status: string;
  readonly unitId: string;
  /** What we decided to send back, whatever has become of it. */
  readonly refundDue: number;
  readonly refundReason: string | null;
}

export async function reservationState(stack: Stack, reservationId: string): Promise<ReservationState> {
  const { rows } = await stack.database.query<ReservationState>(
    `select r.status, r.unit_id as "unitId", coalesce(f.amount, 0)::float8 as "refundDue", f.reason as "refundReason"
     from reservations r left join lateral (select sum(f.amount_minor) as amount, min(f.reason) as reason from refunds f join payments p on p.id = f.payment_id
       where p.reservation_id = r.id and f.reason <> 'provider') f on true where r.id = $1`,
    [reservationId],
  );
  return only(rows);
}

/** The templates of all messages written about a reservation, payment or enquiry, sorted. */
export async function messagesAbout(stack: Stack, subjectId: string): Promise<string[]> {
  const { rows } = await stack.database.query<{ template: string }>(
    'select template from outbox where subject_id = $1 order by template',
    [subjectId],
  );
  return rows.map((row) => row.template);
}

/** The mails that went out about a reservation or payment: `template to address`, sorted. */
export async function mailsAbout(stack: Stack, subjectId: string): Promise<string[]> {
  const { rows } = await stack.database.query<{ id: string; template: string }>(
    'select id, template from outbox where subject_id = $1',
    [subjectId],
  );
  const mails = stack.mailbox.messages();
  const sent = rows.flatMap(({ id, template }) =>
    mails
      .filter((mail) => mail.messageId?.includes(id))
      .flatMap((mail) => mail.to.map((address) => `${template} to ${address}`)),
  );
  return sent.sort();
}

/** The balance of every account that a payment has moved and not moved back, in minor units: debits are positive. */
export async function balancesOf(stack: Stack, paymentId: string): Promise<Record<string, number>> {
  const { rows } = await stack.database.query<{ account: string; balance: number }>(
    `select account, sum(amount_minor)::float8 as balance from ledger_entries e
     join ledger_transactions t on t.id = e.transaction_id where t.payment_id = $1 group by account having sum(amount_minor) <> 0`,
    [paymentId],
  );
  return Object.fromEntries(rows.map(({ account, balance }) => [account, balance]));
}

/** The balances when `collected` has come in and not gone back. */
export function balancesFor(collected: number): Record<string, number> {
  return collected === 0 ? {} : { 'provider-clearing:stripe': collected, 'guest-receivables': -collected };
}

/** Ledger transactions, over all payments, whose entries do not sum to zero in a currency. */
export async function unbalancedTransactions(stack: Stack): Promise<string[]> {
  const { rows } = await stack.database.query<{ transaction_id: string }>(
    'select transaction_id from ledger_entries group by transaction_id, currency having sum(amount_minor) <> 0',
  );
  return rows.map((row) => row.transaction_id);
}

export async function countOf(
  stack: Stack,
  table: 'payments' | 'payment_events' | 'outbox' | 'audit_events',
): Promise<number> {
  const { rows } = await stack.database.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return only(rows).count;
}

function only<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined || rows.length > 1) throw new Error(`expected one row, got ${rows.length}`);
  return row;
}
