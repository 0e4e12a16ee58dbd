import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { statementOf } from '../../src/ledger/statement.ts';
import { firstOf } from '../../src/platform/database/database.ts';
import { minorSchema } from '../../src/platform/money/money.ts';
import {
  add,
  type Balances,
  balancesOf,
  disputed,
  keepsWithinCaptures,
  type Payment,
  refunded,
  refunding,
  type Stay,
} from './books.ts';
import { checkFresh } from './check-fresh.ts';
import { heldForUs, type Remote, refundedRemotely } from './remote.ts';
import { type Story, same, type World } from './world.ts';

const stateSchema = v.object({
  status: v.string(),
  credited: minorSchema,
  payments: v.array(
    v.object({
      id: v.string(),
      purpose: v.string(),
      status: v.string(),
      captured: minorSchema,
      refunding: minorSchema,
      refunded: minorSchema,
      disputed: minorSchema,
      quarantine: v.nullable(v.string()),
    }),
  ),
  balances: v.record(v.string(), minorSchema),
});

/** After an operation: nothing was posted that does not balance or belongs to others, and the reservation is as the model says. */
export async function checkTouched(world: World, stay: Stay): Promise<void> {
  await Promise.all([checkStay(world, stay), checkFresh(world, stay)]);
}

/** Compares a reservation, its payments and its balances with the model. */
async function checkStay({ runtime, counts }: World, stay: Stay): Promise<void> {
  counts.checks += 1;
  const rows =
    await runtime.database.query(sql`select json_build_object('status', r.status, 'credited', r.credited_minor,
      'payments', (select coalesce(json_agg(json_build_object('id', p.id, 'purpose', p.purpose, 'status', p.status, 'captured', p.captured_minor,
        'refunding', p.refunding_minor, 'refunded', p.refunded_minor, 'disputed', p.disputed_minor, 'quarantine', p.quarantine_reason) order by p.id), '[]')
        from payments p where p.reservation_id = r.id),
      'balances', (select coalesce(json_object_agg(account, amount), '{}') from (
        select e.account || ' ' || e.currency as account, sum(e.amount_minor) as amount from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
        where t.reservation_id = r.id group by 1 having sum(e.amount_minor) <> 0) balance)) as state
    from reservations r where r.id = ${stay.id}`);
  const state = firstOf(v.object({ state: stateSchema }), rows)?.state;
  same('the reservation', [state?.status, state?.credited], [stay.status, stay.credited]);
  const known = new Map(stay.payments.map((payment) => [payment.id, payment]));
  const figures = (state?.payments ?? []).map(({ id, purpose, status, ...money }) => {
    // How far a hold has come is seen in the accounts; attempts that were given up again are not the model's.
    const isHold = purpose === 'security-deposit';
    return { id, status: isHold ? undefined : status, ...money, isKnown: known.delete(id) || isHold };
  });
  same(
    'the payments',
    figures,
    expectedFigures(
      stay,
      figures.map(({ id }) => id),
    ),
  );
  same('payments that are missing', [...known.keys()], []);
  same('the balances', sorted(new Map(Object.entries(state?.balances ?? {}))), sorted(balancesOf(stay)));
  if (!keepsWithinCaptures(stay)) throw new Error('more goes back than was captured');
}

function expectedFigures(stay: Stay, ids: readonly string[]) {
  return ids.map((id) => {
    const payment = stay.payments.find((one) => one.id === id);
    return {
      id,
      status: payment && payment.purpose !== 'security-deposit' ? payment.status : undefined,
      captured: payment?.captured ?? 0,
      refunding: payment ? refunding(payment) : 0,
      refunded: payment ? refunded(payment) : 0,
      disputed: payment ? disputed(payment) : 0,
      quarantine: payment?.quarantine ?? null,
      isKnown: true,
    };
  });
}

export const sorted = (balances: Balances) => [...balances].sort(([one], [other]) => (one < other ? -1 : 1));

/** Compares the statement that the staff and the guest read with the model. */
export async function checkStatement({ runtime, counts }: World, stay: Stay): Promise<Balances> {
  counts.checks += 1;
  const statement = await statementOf(runtime, stay.id);
  const balances: Balances = new Map();
  for (const { account, amount } of statement.movements.flatMap(({ legs }) => legs))
    add(balances, account, amount.currency, amount.amount);
  const expected = balancesOf(stay);
  same('the statement', sorted(balances), sorted(expected));
  same('the balance', statement.balance.amount, expected.get(`guest-receivables ${stay.currency}`) ?? 0);
  const refundsOf = (rows: readonly { amount: number; status: string }[]) =>
    rows.map(({ amount, status }) => `${status} ${amount}`).sort();
  const stated = statement.refunds.map(({ amount, status }) => ({ amount: amount.amount, status }));
  same('the refunds', refundsOf(stated), refundsOf(stay.payments.flatMap(({ refunds }) => refunds)));
  if (stay.deposit)
    same('taken of the deposit', statement.securityDeposit?.captured.amount, stay.deposit.captured);
  return balances;
}

/** Compares the statement of a story that is over with what the providers have. */
export async function checkProviders(world: World, { stay, remotes }: Story): Promise<void> {
  const stated = await checkStatement(world, stay);
  const held: Balances = new Map();
  for (const remote of remotes.values()) {
    compare(
      stay.payments.find(({ id }) => id === remote.paymentId),
      remote,
    );
    add(held, `provider-clearing:${remote.provider}`, stay.currency, heldForUs(remote));
  }
  const clearing = [...stated].filter(([account]) => account.startsWith('provider-clearing:'));
  same('what the providers hold', sorted(new Map(clearing)), sorted(held));
}

function compare(payment: Payment | undefined, remote: Remote): void {
  const figures = payment && [payment.captured, refunded(payment)];
  same(`the provider's payment ${remote.ref}`, figures ?? [0, 0], [
    remote.captured,
    refundedRemotely(remote),
  ]);
}
