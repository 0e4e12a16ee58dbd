import { newClient, reserve } from '../booking/booking.ts';
import { cloneItem } from '../booking/cloned-item.ts';
import { ask, bookAtDesk } from '../booking/desk.ts';
import type { Stack } from '../harness/stack.ts';

/** What the desk does, so that every statement of its functions is run once. */
export async function atTheDesk(stack: Stack): Promise<void> {
  const post = (id: string, name: string, body: object) => ask(stack, `/reservations/${id}/${name}`, body);
  const reason = 'for the plans';
  const { wish, unitIds } = await cloneItem(stack, { units: 3 });
  const { reservation } = await bookAtDesk(stack, wish, { unit: unitIds[1] });
  const key = 'desk-plans';
  await ask(stack, `/reservations/${reservation.id}/staff-cancellations`, { refund: 'none', reason }, key);
  await ask(stack, `/reservations/${reservation.id}/staff-cancellations`, { refund: 'none', reason }, key);
  const { id: held } = await reserve(stack, wish);
  await post(held, 'cash', { amount: 500, currency: 'EUR' });
  for (const amount of [100, 100_000_000])
    await post(held, 'staff-cancellations', { refund: 'amount', amount, reason });
  await post(held, 'confirm', { reason });
  await post(held, 'no-show', { reason });
  await post('res_none', 'confirm', { reason });
  for (const kind of ['return', 'handover', 'handover', 'return'])
    await post(held, 'handovers', { kind, mileage: 1 });
  await post('res_none', 'handovers', { kind: 'return' });
  const { id: lapsed } = await reserve(stack, wish);
  stack.clock.advance({ days: 3 });
  await post(lapsed, 'confirm', { reason });
  await post(lapsed, 'confirm', { reason });
  await post(lapsed, 'staff-cancellations', { refund: 'all', reason });
  await post(lapsed, 'staff-cancellations', { refund: 'all', reason });
  await post('res_none', 'staff-cancellations', { refund: 'all', reason });
  await stack.call(`/reservations/${held}/staff-cancellations`, { from: newClient() });
}
