import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import settleOpenPaymentsFunction from '../../netlify/functions/scheduled/check-open-payments.ts';
import collectBalancesFunction from '../../netlify/functions/scheduled/collect-balances.ts';
import deliverMessages from '../../netlify/functions/scheduled/deliver-messages.ts';
import lapseHoldsFunction from '../../netlify/functions/scheduled/expire-holds.ts';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDepositsFunction from '../../netlify/functions/scheduled/sync-deposits.ts';
import { forgetExpired } from '../../src/account/security/forget-expired.ts';
import { schedule } from '../../src/http/schedule.ts';
import { syncDeposits } from '../../src/payment/deposit/sync-deposits.ts';
import { forgetIdempotencyKeys } from '../../src/platform/idempotency/forget-idempotency-keys.ts';
import type { RunLimits } from '../../src/platform/run.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { deliverAll } from '../../src/workflows/message/deliver.ts';
import { collectBalances } from '../../src/workflows/payment/collect-balances.ts';
import { makeAllCalls } from '../../src/workflows/payment/provider-calls.ts';
import { expireAllHolds } from '../../src/workflows/reservation/expire-holds.ts';
import { reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { copyStays } from '../support/database/copied-stays.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { sized } from '../support/harness/size.ts';
import { useStack } from '../support/harness/stack.ts';
import { enqueueMessages } from '../support/message/outbox.ts';

/** `npm run torture -- --only jobs` makes it a hundred thousand. */
const backlog = sized(200);
const isLong = backlog > 200;

const stack = useStack();
afterEach(async () => {
  stack.proxy.clearFaults();
  await stack.database.query('drop trigger if exists stuck on reservations');
  // What a test leaves is nothing to the next.
  await stack.database.query(`delete from outbox; update reservations set status = 'lapsed' where status = 'held';
    update security_deposits set status = 'canceled'; update payments set status = 'canceled' where status in ('pending', 'processing', 'failed');
    update reservations set balance_due_at = null`);
});

const instant = (minutes: number) =>
  `'${new Date(stack.clock.now().getTime() + minutes * 60_000).toISOString()}'::timestamptz`;

/** The database refuses every change of these reservations. */
async function stick(ids: readonly string[]): Promise<void> {
  await stack.database.query(`create or replace function stuck() returns trigger language plpgsql as $$
    begin if old.reference like 'STUCK%' then raise exception 'refused by a test'; end if; return new; end $$`);
  await stack.database.query(`update reservations set reference = 'STUCK' || id where id = any($1)`, [ids]);
  await stack.database.query(
    'create trigger stuck before update on reservations for each row execute function stuck()',
  );
}

async function count(query: string): Promise<number> {
  const { rows } = await stack.database.query<{ count: number }>(
    `select count(*)::int as count from (${query}) q`,
  );
  return rows[0]?.count ?? Number.NaN;
}

const lapsing = (many: number) => copyStays(stack, many, { hold_expires_at: instant(-20) });
const unpaid = (many: number) =>
  copyStays(stack, many, {
    status: `'confirmed'`,
    confirmed_at: instant(-60),
    due_now_minor: '1',
    balance_due_at: instant(-4 * 1440),
  });
const reminded = (many: number) =>
  copyStays(stack, many, {
    status: `'confirmed'`,
    confirmed_at: instant(-60),
    due_now_minor: '1',
    balance_due_at: instant(60),
  });

async function withDeposit(many: number, authorizeAt: number, releaseAt: number): Promise<string[]> {
  const ids = await copyStays(stack, many, { status: `'confirmed'`, confirmed_at: instant(-60) });
  await stack.database.query(
    `insert into security_deposits (reservation_id, amount_minor, currency, authorize_at, release_at, changed_at)
     select id, 100, 'EUR', ${instant(authorizeAt)}, ${instant(releaseAt)}, ${instant(0)} from unnest($1::text[]) id`,
    [ids],
  );
  return ids;
}

/** Payments of reservations, with the method by which a hold can be made again. */
async function pay(ids: readonly string[], columns: string, values: string): Promise<void> {
  // Without their books, which take longer to make than what is measured here.
  await stack.database.query('set session_replication_role = replica');
  await stack.database.query(
    `insert into payments (id, reservation_id, provider, amount_minor, currency, created_at, ${columns})
     select new_id('pay'), id, 'stripe', 100, 'EUR', ${instant(-60)}, ${values} from unnest($1::text[]) id`,
    [ids],
  );
  await stack.database.query('reset session_replication_role');
}

const paidByCard = `'succeeded', 100, 'cus_1', 'pm_1'`;
const cardColumns = 'status, captured_minor, saved_customer, saved_method';

describe('what cannot go on fills no batch', () => {
  /** For each schedule: rows that may stay as they are, more than a step takes, and one behind them that can go on. Answers whether it did. */
  const jobs: Record<string, () => Promise<boolean>> = {
    async 'sync-deposits'() {
      await withDeposit(60, -60, 1440);
      const open = await withDeposit(60, -60, 1440);
      await pay(open, cardColumns, paidByCard);
      await pay(open, 'status, purpose, provider_ref', `'processing', 'security-deposit', 'pi_' || id`);
      const good = await withDeposit(1, -1, 1440);
      await pay(good, cardColumns, paidByCard);
      for (let run = 0; run < 2; run += 1) expect(await fireSchedule(stack, keepDepositsFunction)).toBe(204);
      return (
        (await count(
          `select from security_deposits where status = 'authorizing' and reservation_id = '${good}'`,
        )) === 1
      );
    },
    async 'collect-balances'() {
      const stuck = await unpaid(60);
      const [good] = await unpaid(1);
      await stack.database.query(
        `update reservations set balance_due_at = ${instant(-4 * 1440 + 60)} where id = $1`,
        [good],
      );
      await stick(stuck);
      // The schedule is seen to fail, for those that are stuck.
      expect(await fireSchedule(stack, collectBalancesFunction)).toBe(500);
      return (await count(`select from reservations where status = 'cancelled' and id = '${good}'`)) === 1;
    },
    async 'expire-holds'() {
      const stuck = await lapsing(60);
      const good = await lapsing(60);
      await stick(stuck);
      expect(await fireSchedule(stack, lapseHoldsFunction)).toBe(500);
      return (
        (await count(`select from reservations where status = 'lapsed' and id = any('{${good}}')`)) === 60
      );
    },
    async 'check-open-payments'() {
      // Nobody has approved them, so they stay; the provider does not even know them.
      const waiting = await copyStays(stack, 40, { hold_expires_at: instant(60) });
      await pay(waiting, 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
      const good = await copyStays(stack, 1, { hold_expires_at: instant(-20) });
      await pay(good, 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
      expect(await fireSchedule(stack, settleOpenPaymentsFunction)).toBe(204);
      return (
        (await count(`select from payments where status = 'canceled' and reservation_id = '${good}'`)) === 1
      );
    },
    async 'deliver-messages'() {
      const good = await reserve(stack, (await cloneItem(stack)).wish);
      await stack.functions.settled();
      await enqueueMessages(stack, 'res_00000000000000000000000000', 60, { dueInSeconds: -60 });
      const [id = ''] = await enqueueMessages(stack, good.id, 1, { template: 'guest-refund' });
      expect(await fireSchedule(stack, deliverMessages)).toBe(204);
      return (await count(`select from outbox where status = 'sent' and id = '${id}'`)) === 1;
    },
    async 'make-provider-calls'() {
      await enqueueMessages(stack, 'missing', 60, { template: 'refund', dueInSeconds: -60 });
      const [good] = await copyStays(stack, 1, { hold_expires_at: instant(60) });
      await pay([good ?? ''], 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
      await stack.database.query(
        `insert into outbox (id, template, subject_id, due_at, created_at)
         select new_id('msg'), 'void', id, ${instant(0)}, ${instant(0)} from payments where reservation_id = $1`,
        [good],
      );
      await stack.database.query(`update outbox set channel = 'provider'`);
      expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
      return (await count(`select from outbox where status = 'sent' and template = 'void'`)) === 1;
    },
  };

  test.each(Object.entries(jobs))('%s', async (_name, goesOn) => {
    expect(await goesOn()).toBe(true);
  });

  test('every schedule is here, but for those that have tests of their own', async () => {
    const folder = join(import.meta.dirname, '../../netlify/functions/scheduled');
    const modules = await Promise.all(
      (await readdir(folder)).map(async (file) => [file, await import(join(folder, file))] as const),
    );
    const scheduled = modules
      .filter(([, { config }]) => config.schedule)
      .map(([file]) => file.replace('.ts', ''));
    // The lists of providers are walked to their end (reconcile), stays unit by unit (reckon-stays) and the log seal by seal
    // (check-audit-log) behind a mark.
    expect(scheduled.sort()).toEqual(
      [...Object.keys(jobs), 'reckon-stays', 'reconcile', 'check-audit-log'].sort(),
    );
  });
});

/** A clock on which each look takes so long: in a torture the true time, else a part of a second for each statement. */
function passing(): Runtime {
  let looks = 0;
  const begunMs = performance.now();
  const startMs = stack.clock.now().getTime();
  const elapsedMs = () => (isLong ? performance.now() - begunMs : 10 * looks);
  const now = () => {
    looks += 1;
    return new Date(startMs + elapsedMs());
  };
  return { ...stack.runtime, clock: { now } };
}

interface Backlog {
  readonly make: () => Promise<unknown>;
  readonly left: () => Promise<number>;
  readonly run: (runtime: Runtime, limits: RunLimits) => Promise<void>;
  /** How long a run is outside a torture; longer where other parts take their share of it. */
  readonly seconds?: number;
}

const old = -100 * 1440;
const backlogs: Record<string, Backlog> = {
  holds: {
    make: () => lapsing(backlog),
    left: () => count(`select from reservations where status = 'held' and hold_expires_at < ${instant(0)}`),
    run: expireAllHolds,
  },
  'idempotency keys': {
    make: () =>
      stack.database.query(
        `insert into idempotency_keys select 'key ' || n, '', '', ${instant(old)} from generate_series(1, $1::int) n`,
        [backlog],
      ),
    left: () => count(`select from idempotency_keys where key_digest like 'key %'`),
    run: forgetIdempotencyKeys,
  },
  budgets: {
    make: () =>
      stack.database.query(
        `insert into attempt_budgets (key, used, window_ends_at) select 'old ' || n, 1, ${instant(old)} from generate_series(1, $1::int) n`,
        [backlog],
      ),
    left: () => count(`select from attempt_budgets where key like 'old %'`),
    run: forgetExpired,
  },
  'balance reminders': {
    make: () => reminded(backlog),
    left: async () => backlog - (await count(`select from outbox where template = 'guest-balance-reminder'`)),
    run: collectBalances,
  },
  'unpaid balances': {
    make: () => unpaid(backlog),
    left: () => count(`select from reservations where status = 'confirmed' and balance_due_at is not null`),
    run: collectBalances,
    seconds: 0.12,
  },
  'deposits to ask for': {
    make: () => withDeposit(backlog, -60, 1440),
    left: async () => backlog - (await count(`select from outbox where template = 'guest-deposit-asked'`)),
    run: syncDeposits,
    seconds: 0.12,
  },
  'deposits to hold': {
    make: async () => pay(await withDeposit(backlog, -60, 1440), cardColumns, paidByCard),
    left: () => count(`select from security_deposits where status = 'scheduled'`),
    run: syncDeposits,
    seconds: 0.12,
  },
  'deposits to end': {
    make: () => withDeposit(backlog, -2880, -60),
    left: () => count(`select from security_deposits where status = 'scheduled'`),
    run: syncDeposits,
  },
};

test.each(Object.entries(backlogs))(
  'a backlog of %s is done in steps, by runs that stop in time and say what is left, at most ten of them',
  async (_name, { make, left, run, seconds = 0.05 }) => {
    await make();
    expect(await left()).toBe(backlog);
    // Outside a torture, steps and time are such that no run gets through.
    const limits = isLong ? {} : { step: 20, seconds };
    const after: number[] = [];
    stack.logLines.length = 0;
    const begunMs = performance.now();
    while (after.length < 10 && (after.at(-1) ?? backlog) > 0) {
      await run(passing(), limits);
      after.push(await left());
    }
    if (isLong)
      process.stdout.write(`${_name}: ${after} after ${Math.round(performance.now() - begunMs)} ms\n`);
    expect(after.at(-1)).toBe(0);
    if (!isLong) expect(after.length).toBeGreaterThan(1);
    const said = stack.logLines.flatMap((line) => JSON.parse(line).left ?? []);
    for (const number of after) if (number > 0) expect(said).toContain(number);
  },
);

test('a backlog of mails goes out in runs that stop in time, in a torture at fifty a second or more', async () => {
  const mails = isLong ? 3000 : 40;
  const good = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  await stack.database.query('delete from outbox');
  await enqueueMessages(stack, good.id, mails, { template: 'guest-refund', dueInSeconds: -60 });
  const begunMs = performance.now();
  await deliverAll(passing());
  const seconds = (performance.now() - begunMs) / 1000;
  const sent = await count(`select from outbox where status = 'sent'`);
  if (!isLong) return expect(sent).toBe(mails);
  process.stdout.write(`mails: ${sent} in ${seconds.toFixed(1)} s\n`);
  expect(seconds).toBeLessThan(26);
  expect(sent / seconds).toBeGreaterThan(50);
});

test('of the jobs of one schedule one that fails keeps none of the others from being done', async () => {
  await stack.database.query(
    `insert into idempotency_keys values ('behind', '', '', ${instant(old)}); insert into attempt_budgets (key, used, window_ends_at) values ('behind', 1, ${instant(old)})`,
  );
  stack.proxy.faults({
    database: stack.databaseName,
    matching: /from reservations r/,
    failBefore: 'close',
    next: 99,
  });
  expect(await fireSchedule(stack, lapseHoldsFunction)).toBe(500);
  expect(await count(`select from idempotency_keys where key_digest = 'behind'`)).toBe(0);
  expect(await count(`select from attempt_budgets where key = 'behind'`)).toBe(0);
});

test('a run that waits for a host that hangs is answered in time, and calls to the other provider are made meanwhile', async () => {
  const ids = await copyStays(stack, 2, { hold_expires_at: instant(60) });
  await pay(ids, 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
  await stack.database.query(`update payments set provider = 'paypal' where reservation_id = $1`, [ids[1]]);
  stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'hang' } });
  const never = schedule(() => new Promise<never>(() => {}), 1);
  expect(await fireSchedule(stack, never)).toBe(204);
  await stack.database.query(
    `insert into outbox (id, channel, template, subject_id, due_at, created_at)
     select new_id('msg'), 'provider', 'void', id, ${instant(0)}, ${instant(0)} from payments where reservation_id = any($1)`,
    [ids],
  );
  const { promise: told, resolve } = Promise.withResolvers<void>();
  const runtime: Runtime = {
    ...stack.runtime,
    log: (level, message, fields) => {
      stack.runtime.log(level, message, fields);
      if (message === 'job run') resolve();
    },
  };
  const running = makeAllCalls(runtime);
  await told;
  expect(
    await count(
      `select from outbox o join payments p on p.id = o.subject_id where p.provider = 'paypal' and o.status = 'sent'`,
    ),
  ).toBe(1);
  stack.stripe.chaos({ apiFault: null });
  await running;
});
