import { sql } from 'drizzle-orm';
import { add } from './books.ts';
import { begin, unique, type World } from './world.ts';

/** The providers' lists name fees and payouts, posted as `reconcile` posts them; one that was listed before is not posted again. */
export async function listMovement(world: World): Promise<void> {
  const { runtime, draw } = world;
  begin(world, undefined, 'list');
  const at = world.clock.now().toISOString();
  const provider = draw.oneOf(['stripe', 'paypal']);
  const currency = draw.oneOf(['EUR', 'JPY', 'LYD']);
  const kind = draw.oneOf(['fee', 'payout']);
  const amount = draw.between(-50, 100_000);
  const known = draw.chance(0.2) ? draw.anyOf(world.movements) : undefined;
  const source = known ?? `${kind}:${provider}:${unique(world, 'txn')}`;
  const account = kind === 'fee' ? `provider-fees:${provider}` : 'bank';
  const clearing = `provider-clearing:${provider}`;
  await runtime.database.query(sql`select post_movement(${source}, ${kind}, null, null, ${at}, ${currency},
    array[${account}, ${clearing}]::text[], array[${amount}, ${-amount}]::bigint[])::text`);
  if (known) {
    world.counts.refused += 1;
    return;
  }
  if (amount !== 0 && world.movements.push(source) > 1000) world.movements.shift();
  add(world.settled, account, currency, amount);
  add(world.settled, clearing, currency, -amount);
}
