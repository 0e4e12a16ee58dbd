import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import settleOpenPaymentsFunction from '../../netlify/functions/scheduled/check-open-payments.ts';
import collectBalancesFunction from '../../netlify/functions/scheduled/collect-balances.ts';
import deliverMessages from '../../netlify/functions/scheduled/deliver-messages.ts';
import expireHoldsFunction from '../../netlify/functions/scheduled/expire-holds.ts';
import makeProviderCalls from '../../netlify/functions/scheduled/make-provider-calls.ts';
import keepDepositsFunction from '../../netlify/functions/scheduled/sync-deposits.ts';
import { schedule } from '../../src/http/schedule.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import { makeAllCalls } from '../../src/workflows/payment/provider-calls.ts';
import { reserve } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { copyStays } from '../support/database/copied-stays.ts';
import {
  cardColumns,
  count,
  instant,
  lapsing,
  nothingDue,
  paidByCard,
  pay,
  unpaid,
  withDeposit,
} from '../support/database/due-rows.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { enqueueMessages } from '../support/message/outbox.ts';

const stack = useStack();
afterEach(async () => {
  stack.proxy.clearFaults();
  await stack.database.query('drop trigger if exists stuck on reservations');
  await nothingDue(stack);
});

/** The database refuses every change of these reservations. */
async function stick(ids: readonly string[]): Promise<void> {
  await stack.database.query(`create or replace function stuck() returns trigger language plpgsql as $$
    begin if old.reference like 'STUCK%' then raise exception 'refused by a test'; end if; return new; end $$`);
  await stack.database.query(`update reservations set reference = 'STUCK' || id where id = any($1)`, [ids]);
  await stack.database.query(
    'create trigger stuck before update on reservations for each row execute function stuck()',
  );
}

describe('what cannot go on fills no batch', () => {
  /** For each schedule: rows that may stay as they are, more than a step takes, and one behind them that can go on. Answers whether it did. */
  const jobs: Record<string, () => Promise<boolean>> = {
    async 'sync-deposits'() {
      await withDeposit(stack, 60, -60, 1440);
      const open = await withDeposit(stack, 60, -60, 1440);
      await pay(stack, open, cardColumns, paidByCard);
      await pay(
        stack,
        open,
        'status, purpose, provider_ref',
        `'processing', 'security-deposit', 'pi_' || id`,
      );
      const good = await withDeposit(stack, 1, -1, 1440);
      await pay(stack, good, cardColumns, paidByCard);
      for (let run = 0; run < 2; run += 1) expect(await fireSchedule(stack, keepDepositsFunction)).toBe(204);
      return (
        (await count(
          stack,
          `select from security_deposits where status = 'authorizing' and reservation_id = '${good}'`,
        )) === 1
      );
    },
    async 'collect-balances'() {
      const stuck = await unpaid(stack, 60, -4 * 1440);
      const [good] = await unpaid(stack, 1, -4 * 1440);
      await stack.database.query(
        `update reservations set balance_due_at = ${instant(stack, -4 * 1440 + 60)} where id = $1`,
        [good],
      );
      await stick(stuck);
      // The schedule is seen to fail, for those that are stuck.
      expect(await fireSchedule(stack, collectBalancesFunction)).toBe(500);
      return (
        (await count(stack, `select from reservations where status = 'cancelled' and id = '${good}'`)) === 1
      );
    },
    async 'expire-holds'() {
      const stuck = await lapsing(stack, 60);
      const good = await lapsing(stack, 60);
      await stick(stuck);
      expect(await fireSchedule(stack, expireHoldsFunction)).toBe(500);
      return (
        (await count(
          stack,
          `select from reservations where status = 'expired' and id = any('{${good}}')`,
        )) === 60
      );
    },
    async 'check-open-payments'() {
      // Nobody has approved them, so they stay; the provider does not even know them.
      const waiting = await copyStays(stack, 40, { hold_expires_at: instant(stack, 60) });
      await pay(stack, waiting, 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
      const good = await copyStays(stack, 1, { hold_expires_at: instant(stack, -20) });
      await pay(stack, good, 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
      expect(await fireSchedule(stack, settleOpenPaymentsFunction)).toBe(204);
      return (
        (await count(
          stack,
          `select from payments where status = 'canceled' and reservation_id = '${good}'`,
        )) === 1
      );
    },
    async 'deliver-messages'() {
      const good = await reserve(stack, (await cloneItem(stack)).wish);
      await stack.functions.settled();
      await enqueueMessages(stack, 'res_00000000000000000000000000', 60, { dueInSeconds: -60 });
      const [id = ''] = await enqueueMessages(stack, good.id, 1, { template: 'guest-refund' });
      expect(await fireSchedule(stack, deliverMessages)).toBe(204);
      return (await count(stack, `select from outbox where status = 'sent' and id = '${id}'`)) === 1;
    },
    async 'make-provider-calls'() {
      await enqueueMessages(stack, 'missing', 60, { template: 'refund', dueInSeconds: -60 });
      const [good] = await copyStays(stack, 1, { hold_expires_at: instant(stack, 60) });
      await pay(stack, [good ?? ''], 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
      await stack.database.query(
        `insert into outbox (id, template, subject_id, due_at, created_at)
         select new_id('msg'), 'void', id, ${instant(stack, 0)}, ${instant(stack, 0)} from payments where reservation_id = $1`,
        [good],
      );
      await stack.database.query(`update outbox set channel = 'provider'`);
      expect(await fireSchedule(stack, makeProviderCalls)).toBe(204);
      return (await count(stack, `select from outbox where status = 'sent' and template = 'void'`)) === 1;
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

test('of the jobs of one schedule one that fails keeps none of the others from being done', async () => {
  await stack.database.query(
    `insert into idempotency_keys values ('behind', '', '', ${instant(stack, -100 * 1440)}); insert into attempt_limits (key, used, window_ends_at) values ('behind', 1, ${instant(stack, -100 * 1440)})`,
  );
  stack.proxy.faults({
    database: stack.databaseName,
    matching: /from reservations r/,
    failBefore: 'close',
    next: 99,
  });
  expect(await fireSchedule(stack, expireHoldsFunction)).toBe(500);
  expect(await count(stack, `select from idempotency_keys where key_digest = 'behind'`)).toBe(0);
  expect(await count(stack, `select from attempt_limits where key = 'behind'`)).toBe(0);
});

test('a run that waits for a host that hangs is answered in time, and calls to the other provider are made meanwhile', async () => {
  const ids = await copyStays(stack, 2, { hold_expires_at: instant(stack, 60) });
  await pay(stack, ids, 'status, provider_ref', `'pending', 'pi_unknown_' || id`);
  await stack.database.query(`update payments set provider = 'paypal' where reservation_id = $1`, [ids[1]]);
  stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'hang' } });
  const never = schedule(() => new Promise<never>(() => {}), 1);
  expect(await fireSchedule(stack, never)).toBe(204);
  await stack.database.query(
    `insert into outbox (id, channel, template, subject_id, due_at, created_at)
     select new_id('msg'), 'provider', 'void', id, ${instant(stack, 0)}, ${instant(stack, 0)} from payments where reservation_id = any($1)`,
    [ids],
  );
  const { promise: told, resolve } = Promise.withResolvers<void>();
  const said: string[] = [];
  const runtime: Runtime = {
    ...stack.runtime,
    log: (level, message, fields) => {
      stack.runtime.log(level, message, fields);
      said.push(message);
      if (message === 'job run') resolve();
    },
  };
  const running = makeAllCalls(runtime);
  await told;
  // While the one that hangs is not given up yet.
  expect(said).toEqual(['job run']);
  expect(
    await count(
      stack,
      `select from outbox o join payments p on p.id = o.subject_id where p.provider = 'paypal' and o.status = 'sent'`,
    ),
  ).toBe(1);
  stack.stripe.chaos({ apiFault: null });
  await running;
});
