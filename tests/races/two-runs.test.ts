import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { syncDeposits } from '../../src/payment/deposit/sync-deposits.ts';
import { parseConfig } from '../../src/platform/config/config.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { consumeText, TextCapError } from '../../src/workflows/message/text-cap.ts';
import { collectBalances } from '../../src/workflows/payment/collect-balances.ts';
import { expireAllHolds } from '../../src/workflows/reservation/expire-holds.ts';
import { openPayment, reserve, settledAll } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { copyStays } from '../support/database/copied-stays.ts';
import { someoneWaits } from '../support/database/someone-waits.ts';
import { useStack } from '../support/harness/stack.ts';
import { quietOutbox } from '../support/message/quiet-outbox.ts';

// Netlify may fire a schedule while its last run goes on. What one run has just done is seen by the other, though both had begun before.

const stack = useStack();
/** A connection of its own: what a transaction sees of who waits is as it was when it first looked. */
let holder: Client;
beforeAll(async () => {
  await quietOutbox(stack);
  holder = new Client({ connectionString: stack.databaseUrl });
  await holder.connect();
});
afterAll(() => holder.end());
afterEach(async () => {
  await stack.database.query(`delete from outbox; update reservations set status = 'cancelled', cancelled_at = now() where status in ('held', 'confirmed');
    update security_deposits set status = 'canceled'; update payments set status = 'canceled' where status <> 'succeeded'`);
});

const many = 3;
const instant = (minutes: number) =>
  `'${new Date(stack.clock.now().getTime() + minutes * 60_000).toISOString()}'::timestamptz`;

const confirmed = (columns: Readonly<Record<string, string>> = {}) =>
  copyStays(stack, many, { status: `'confirmed'`, confirmed_at: instant(-60), ...columns });

const withBalance = (dueMinutes: number, columns: Readonly<Record<string, string>> = {}) =>
  confirmed({ due_now_minor: '1', balance_due_at: instant(dueMinutes), ...columns });

async function withDeposit(columns: string, values: string): Promise<string[]> {
  const ids = await confirmed();
  await stack.database.query(
    `insert into security_deposits (reservation_id, amount_minor, currency, release_at, changed_at, ${columns})
     select id, 100, 'EUR', ${instant(14_400)}, ${instant(0)}, ${values} from unnest($1::text[]) id`,
    [ids],
  );
  return ids;
}

async function pay(ids: readonly string[], columns: string, values: string): Promise<void> {
  await stack.database.query(
    `insert into payments (id, reservation_id, amount_minor, currency, created_at, ${columns})
     select new_id('pay'), id, 100, 'EUR', ${instant(-60)}, ${values} from unnest($1::text[]) id`,
    [ids],
  );
}

const cardColumns = 'provider, status, captured_minor, saved_customer, saved_method';
const paidByCard = `'stripe', 'succeeded', 100, 'cus_1', 'pm_1'`;

interface Job {
  readonly run: (runtime: Runtime) => Promise<unknown>;
  /** Makes some rows that are due. */
  readonly make: () => Promise<unknown>;
  /** The table whose rows a run of it locks. */
  readonly table: string;
  /** What is written to the outbox, once for each row. */
  readonly writes: readonly string[];
}

const jobs: Record<string, Job> = {
  'balance reminders': {
    run: collectBalances,
    make: () => withBalance(60),
    table: 'reservations',
    writes: ['guest-balance-reminder'],
  },
  'balances unpaid at the start': {
    run: collectBalances,
    make: () =>
      withBalance(-60, {
        starts_at: `${instant(0)} + make_interval(hours => 2 * n::int)`,
        ends_at: `${instant(60)} + make_interval(hours => 2 * n::int)`,
        turnaround_minutes: '0',
      }),
    table: 'reservations',
    writes: ['guest-balance-reminder', 'owner-balance-unpaid'],
  },
  'unpaid balances': {
    run: collectBalances,
    make: () => withBalance(-4 * 1440),
    table: 'reservations',
    writes: ['guest-balance-cancelled', 'owner-cancellation'],
  },
  'transfers to send back': {
    run: collectBalances,
    async make() {
      await pay(await confirmed(), 'provider, status, captured_minor', `'transfer', 'succeeded', 100`);
      await stack.database.query(
        `insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at)
         select new_id('rfd'), id, 10, 'EUR', 'late-payment', 'system', ${instant(-5 * 1440)}, ${instant(-5 * 1440)} from payments where provider = 'transfer'`,
      );
    },
    table: 'refunds',
    writes: ['owner-transfer-back'],
  },
  'deposits to ask for': {
    run: syncDeposits,
    make: () => withDeposit('authorize_at', instant(-60)),
    table: 'security_deposits',
    writes: ['guest-deposit-asked', 'owner-deposit-asked'],
  },
  'deposits to hold': {
    run: syncDeposits,
    make: async () => pay(await withDeposit('authorize_at', instant(-60)), cardColumns, paidByCard),
    table: 'security_deposits',
    writes: ['hold-deposit'],
  },
  'deposits to renew': {
    run: syncDeposits,
    async make() {
      const ids = await withDeposit('authorize_at, status', `${instant(-60)}, 'scheduled'`);
      await pay(
        ids,
        'provider, purpose, status, provider_ref, capture_before',
        `'stripe', 'security-deposit', 'authorized', 'pi_' || id, ${instant(60)}`,
      );
      await stack.database.query(
        `update security_deposits d set status = 'authorized', payment_id = p.id from payments p
         where p.reservation_id = d.reservation_id and p.purpose = 'security-deposit' and d.reservation_id = any($1)`,
        [ids],
      );
    },
    table: 'security_deposits',
    writes: ['renew-deposit'],
  },
  'deposits to end': {
    run: syncDeposits,
    async make() {
      await jobs['deposits to renew']?.make();
      await stack.database.query(
        `update security_deposits set release_at = ${instant(-1)} where status = 'authorized'`,
      );
    },
    table: 'security_deposits',
    writes: ['void'],
  },
};

test.each(Object.entries(jobs))(
  'two runs at once do each of the %s once',
  async (_name, { run, make, table, writes }) => {
    await make();
    await stack.database.query(`delete from outbox`);
    await holder.query('begin');
    await holder.query(`select from ${table} for update`);
    const runs = [run(stack.runtime), run(stack.runtime)];
    await someoneWaits(stack, 2);
    await holder.query('commit');
    await Promise.all(runs);
    const { rows } = await stack.database.query<{ template: string; count: number }>(
      'select template, count(*)::int as count from outbox group by template order by template',
    );
    expect(rows).toEqual(writes.map((template) => ({ template, count: many })));
  },
);

test('the owner hears once of a cap on text messages that many reach at once', async () => {
  const limits = { perPrefixPerHour: 99, perCountryPerHour: 0, perHour: 99, perDay: 99 };
  const variables = { ...stack.environment, TEXT_LIMITS: JSON.stringify(limits) };
  const runtime: Runtime = { ...stack.runtime, config: parseConfig(variables, 'dev') };
  const consume = () => consumeText(runtime, '+33612345678').catch((error: unknown) => error);
  expect(await consume()).toBeInstanceOf(TextCapError);
  await stack.database.query('delete from outbox');
  stack.clock.advance({ hours: 7 });
  await holder.query('begin');
  await holder.query('select from attempt_limits for update');
  const spent = [consume(), consume()];
  await someoneWaits(stack, 2);
  await holder.query('commit');
  for (const error of await Promise.all(spent)) expect(error).toBeInstanceOf(TextCapError);
  const { rows } = await stack.database.query(`select from outbox where template = 'owner-texts-capped'`);
  expect(rows).toHaveLength(1);
});

test('a share that is being settled while the schedule ends its hold keeps the hold, or goes back', async () => {
  // More than one payment takes.
  const { wish } = await cloneItem(stack, { columns: { rate_minor: 150_000_000 } });
  const reservation = await reserve(stack, wish);
  const { id, intentId } = await openPayment(stack, reservation);
  await stack.functions.settled();
  stack.clock.advance({ minutes: 14 });
  await holder.query('begin');
  await holder.query('select from payments where id = $1 for update', [id]);
  stack.stripe.pay(intentId, 'success');
  await someoneWaits(stack);
  stack.clock.advance({ minutes: 2 });
  const lapsing = expireAllHolds(stack.runtime);
  await Promise.race([lapsing, someoneWaits(stack, 2)]);
  await holder.query('commit');
  await lapsing;
  await settledAll(stack);
  const { rows } = await stack.database.query<{ status: string; captured: string; refunding: string }>(
    `select r.status, p.captured_minor as captured, p.refunding_minor as refunding from reservations r join payments p on p.reservation_id = r.id where p.id = $1`,
    [id],
  );
  expect(Number(rows[0]?.captured)).toBeGreaterThan(0);
  expect(rows[0]?.status === 'held' || rows[0]?.refunding === rows[0]?.captured, JSON.stringify(rows)).toBe(
    true,
  );
});

test('of two late payments of one person at once, whose code is for one use, one confirms and the other goes back at the first word', async () => {
  await stack.database.query(
    `insert into promotions (code, description, percent_basis_points, valid_from, valid_to, max_per_person) values ('ONEEACH', 'x', 1000, '2020-01-01', '2040-01-01', 1)`,
  );
  const late = [];
  for (let stay = 0; stay < 2; stay += 1) {
    const { wish } = await cloneItem(stack);
    const reservation = await reserve(stack, { ...wish, promotionCode: 'ONEEACH' });
    const { intentId } = await openPayment(stack, reservation);
    await stack.functions.settled();
    stack.clock.advance({ minutes: 16 });
    await expireAllHolds(stack.runtime);
    late.push({ id: reservation.id, intentId });
  }
  stack.logLines.length = 0;
  await holder.query('begin');
  await holder.query(`select from promotions where code = 'ONEEACH' for update`);
  for (const { intentId } of late) stack.stripe.pay(intentId, 'success');
  await someoneWaits(stack, 2);
  await holder.query('commit');
  await settledAll(stack);
  const { rows } = await stack.database.query<{ status: string }>(
    'select status from reservations where id = any($1) order by status',
    [late.map(({ id }) => id)],
  );
  expect(rows.map(({ status }) => status)).toEqual(['confirmed', 'expired']);
  expect(stack.logLines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
});
