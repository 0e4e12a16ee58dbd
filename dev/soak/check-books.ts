import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { trialBalance } from '../../src/ledger/trial-balance.ts';
import { rowsOf } from '../../src/platform/database/database.ts';
import { minorSchema } from '../../src/platform/money/money.ts';
import { add, type Balances, balancesOf } from './books.ts';
import { checkStatement, sorted } from './check-stay.ts';
import { stays } from './open-stay.ts';
import { same, type World } from './world.ts';

const creditsSchema = v.object({ id: v.string(), balance: minorSchema });

/** Compares everything: every account with the model, every open statement, every credit, and every payment with its own limits. */
export async function checkBooks(world: World): Promise<void> {
  const { runtime, counts, settled } = world;
  counts.checks += 1;
  const expected: Balances = new Map(settled);
  for (const stay of stays(world)) {
    await checkStatement(world, stay);
    merge(expected, balancesOf(stay));
  }
  const { accounts, sums, isBalanced } = await trialBalance(runtime);
  same('whether the books balance', [isBalanced, sums.filter(({ balance }) => balance !== 0)], [true, []]);
  const stated: Balances = new Map();
  for (const { account, currency, balance } of accounts) add(stated, account, currency, balance);
  same('the trial balance', sorted(stated), sorted(expected));
  const reporting = accounts.reduce((sum, one) => sum + (one.reporting ?? 0), 0);
  same('the sum in the reporting currency', reporting, 0);
  const credits = rowsOf(
    creditsSchema,
    await runtime.database.query(sql`select id, balance_minor::float8 as balance from credits order by id`),
  );
  const balances = world.credits.map(({ id, balance }) => ({ id, balance }));
  same(
    'the credits',
    credits,
    balances.sort((one, other) => (one.id < other.id ? -1 : 1)),
  );
  const beyond = await runtime.database.query(sql`select p.id from payments p
    where p.refunding_minor > p.captured_minor or p.refunding_minor <> (select coalesce(sum(f.amount_minor) filter (where f.status <> 'failed'), 0) from refunds f where f.payment_id = p.id)`);
  same('payments of which more goes back than was captured', beyond, []);
}

export function merge(balances: Balances, more: Balances): void {
  for (const [key, amount] of more) {
    const [account = '', currency = ''] = key.split(' ');
    add(balances, account, currency, amount);
  }
}
