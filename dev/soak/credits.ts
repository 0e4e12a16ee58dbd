import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { issueCredit } from '../../src/credit/issue-credit.ts';
import { firstOf } from '../../src/platform/database/database.ts';
import { type Currency, minor } from '../../src/platform/money/money.ts';
import { commonLimits } from '../../src/platform/money/payable.ts';
import { applyCredit } from '../../src/workflows/reservation/apply-credit.ts';
import { add, type Credit, type Stay } from './books.ts';
import { expectCredit, expectExpiry, lendable } from './expect-request.ts';
import { stays } from './open-stay.ts';
import { begin, nowOf, refused, type Story, same, type World } from './world.ts';

/** Issues a gift card or store credit. */
export async function issue(world: World): Promise<void> {
  const { runtime, draw } = world;
  begin(world, undefined, 'issue');
  const kind = draw.oneOf<Credit['kind']>(['gift-card', 'store-credit']);
  const currency = draw.oneOf(['EUR', 'JPY', 'LYD']);
  const amount = draw.between(1, draw.chance(0.2) ? 100 : 1_000_000);
  const { id, code } = await issueCredit(runtime, 'key:soak', {
    kind,
    amount: minor(amount),
    currency: currency as Currency, // one of the soak's three
    note: 'drawn by the soak',
  });
  world.credits.push({ id, code, kind, currency, issued: amount, balance: amount });
  add(world.settled, kind === 'gift-card' ? 'gift-card-sales' : 'goodwill', currency, amount);
  add(world.settled, `${kind}s`, currency, -amount);
}

/** Sets a credit aside for a reservation, where it can be; else it is refused. */
export async function lend(world: World, { stay }: Story): Promise<void> {
  const { runtime, draw } = world;
  const recent = world.credits.slice(-60);
  const credit = draw.chance(0.8)
    ? draw.anyOf(recent.filter(({ currency }) => currency === stay.currency))
    : draw.anyOf(recent);
  if (!credit) return;
  begin(world, stay, `lend ${credit.id}`);
  const now = nowOf(world);
  expectExpiry(stays(world), stay.itemId, now);
  const limits = commonLimits(runtime.config, stay.currency);
  const amount = lendable(stay, credit, now, limits);
  stay.history.push(`  ${credit.code} has ${credit.balance} and lends ${amount}`);
  if (amount > 0) {
    await applyCredit(runtime, stay.id, credit.code);
    expectCredit(stay, credit, amount, now, await lentPaymentOf(world, stay));
    return;
  }
  const isPayable =
    lendable(stay, { ...credit, currency: stay.currency, balance: Infinity }, now, limits) > 0;
  await refused(world, isPayable ? 'validation-failed' : 'state-conflict', () =>
    applyCredit(runtime, stay.id, credit.code),
  );
}

/** The payment that was just made of a credit. */
async function lentPaymentOf({ runtime }: World, stay: Stay): Promise<string> {
  const rows = await runtime.database.query(sql`select p.id from payments p
    where p.reservation_id = ${stay.id} and p.provider = 'credit' order by p.created_at desc, p.id desc limit 1`);
  const id = firstOf(v.object({ id: v.string() }), rows)?.id;
  same(
    'that the payment of the credit is new',
    stay.payments.some((one) => one.id === id),
    false,
  );
  return id ?? '';
}
