import { randomUUID } from 'node:crypto';
import type * as v from 'valibot';
import { changedReservationSchema } from '../../../src/workflows/reservation/change/change-reservation.ts';
import { changePreviewSchema } from '../../../src/workflows/reservation/change/preview-change.ts';
import { staff } from '../account/staff.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';
import { bodyOf, newClient } from './booking.ts';

interface Known {
  readonly id: string;
}

/** Asks what a change of a reservation would come to. */
export const postPreview = (stack: Stack, { id }: Known, body: object): Promise<Answer> =>
  stack.call(`/reservations/${id}/change-previews`, { body, headers: staff, from: newClient() });

/** The same, where it is not refused. */
export async function preview(
  stack: Stack,
  reservation: Known,
  body: object,
): Promise<v.InferOutput<typeof changePreviewSchema>> {
  return bodyOf(await postPreview(stack, reservation, body), 200, changePreviewSchema);
}

/** Does a change as it was previewed. */
export const postChange = (
  stack: Stack,
  { id }: Known,
  change: string,
  key: string = randomUUID(),
): Promise<Answer> =>
  stack.call(`/reservations/${id}/changes`, {
    body: { change, reason: 'The guest asked for it.' },
    headers: { ...staff, 'Idempotency-Key': key },
    from: newClient(),
  });

/** Previews a change and does it. */
export async function change(stack: Stack, reservation: Known, body: object) {
  const before = await preview(stack, reservation, body);
  const answer = await postChange(stack, reservation, before.change);
  return { preview: before, ...bodyOf(answer, 201, changedReservationSchema) };
}

/** How the books of a reservation stand: what is sold, what its documents come to, and what it takes. */
export async function booksOf(stack: Stack, { id }: Known) {
  const { rows } = await stack.database.query<{
    sold: number;
    ledger: number;
    invoiced: number;
    period: string | null;
    occupied: string | null;
  }>(
    `select (case when r.confirmed_at is null then 0 else r.total_minor - r.credited_minor end)::float8 as sold,
       (select coalesce(-sum(e.amount_minor), 0) from ledger_entries e join ledger_transactions t on t.id = e.transaction_id
         where t.reservation_id = r.id and t.kind in ('sale', 'sale-reduced', 'sale-restored')
           and e.account <> 'guest-receivables')::float8 as ledger,
       (select coalesce(sum(case d.kind when 'credit-note' then -d.amount_minor when 'receipt' then 0 else d.amount_minor end), 0)
         from documents d where d.reservation_id = r.id)::float8 as invoiced,
       case when r.status in ('held', 'confirmed')
         then r.unit_id || occupied_period(r.starts_at, r.ends_at, r.turnaround_minutes)::text end as period,
       (select o.unit_id || o.period::text from occupancies o where o.reservation_id = r.id) as occupied
     from reservations r where r.id = $1`,
    [id],
  );
  const [books] = rows;
  if (!books) throw new Error(`no reservation ${id}`);
  return books;
}
