import { type Cost, measureCosts } from './cost.ts';
import { growItems } from './grow.ts';
import { growBookings } from './grow-bookings.ts';
import type { BenchStack } from './stack.ts';

/** How much there is when it is measured. */
export interface Size {
  readonly reservations: number;
  readonly items: number;
}

/** What each endpoint of a booking costs, and how long one client waits, as the database grows. Linux only. */
export async function measureGrowth(
  stack: BenchStack,
  sizes: readonly Size[],
  tell: (size: Size, costs: readonly Cost[], rows: number) => void,
): Promise<void> {
  // One booking, of which all others are copies.
  await measureCosts(stack);
  const { rows } = await stack.database.query<{ id: string }>(
    "select id from reservations where status = 'confirmed' order by created_at desc limit 1",
  );
  for (const size of sizes) {
    await growItems(stack.database, size.items);
    await growBookings(stack.database, rows[0]?.id ?? '', size.reservations);
    await stack.services.flushRedis();
    const costs = await measureCosts(stack);
    tell(size, costs, await rowsOf(stack));
  }
}

/** The rows of all tables, as PostgreSQL counted them last. */
async function rowsOf(stack: BenchStack): Promise<number> {
  const { rows } = await stack.database.query<{ count: string }>(
    "select sum(n_live_tup) as count from pg_stat_user_tables where schemaname = 'public'",
  );
  return Number(rows[0]?.count ?? 0);
}
