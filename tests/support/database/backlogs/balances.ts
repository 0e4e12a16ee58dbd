import { collectBalances } from '../../../../src/workflows/payment/collect-balances.ts';
import type { Stack } from '../../harness/stack.ts';
import { copyStays } from '../copied-stays.ts';
import { count, instant, pay, unpaid } from '../due-rows.ts';
import { type Backlog, written } from './backlog.ts';

/** Confirmed stays that all begin within the last day, one after another. */
const beginning = (stack: Stack, many: number, columns: Readonly<Record<string, string>> = {}) =>
  copyStays(stack, many, {
    status: `'confirmed'`,
    confirmed_at: instant(stack, -60),
    due_now_minor: '1',
    balance_due_at: instant(stack, -60),
    turnaround_minutes: '0',
    starts_at: `${instant(stack, 60)} + n * interval '0.5 s'`,
    ends_at: `${instant(stack, 60)} + n * interval '0.5 s' + interval '0.4 s'`,
    ...columns,
  });

/** What the schedule of balances does. */
export const balances: Record<string, Backlog> = {
  'balance reminders': {
    make: (stack, many) => unpaid(stack, many, 60),
    left: written('guest-balance-reminder'),
    run: collectBalances,
    seconds: 0.2,
  },
  'unpaid balances': {
    make: (stack, many) => unpaid(stack, many, -4 * 1440),
    left: (stack) =>
      count(stack, `select from reservations where status = 'confirmed' and balance_due_at is not null`),
    run: collectBalances,
    seconds: 0.12,
  },
  'owners told of what is unpaid': {
    make: (stack, many) => beginning(stack, many),
    left: written('owner-balance-unpaid'),
    run: collectBalances,
    seconds: 0.3,
  },
  'owners told of what cannot be paid': {
    make: (stack, many) => beginning(stack, many, { currency: `'IRR'` }),
    left: written('owner-balance-unpayable'),
    run: collectBalances,
    seconds: 0.2,
  },
  'owners told of money on its way': {
    make: async (stack, many) =>
      pay(stack, await beginning(stack, many), 'status, purpose', `'processing', 'balance'`),
    left: written('owner-balance-in-process'),
    run: collectBalances,
    seconds: 0.2,
  },
  'transfers to send back': {
    async make(stack, many) {
      const ids = await copyStays(stack, many, { hold_expires_at: instant(stack, 60) });
      await pay(
        stack,
        ids,
        'status, captured_minor, refunding_minor, provider_ref',
        `'succeeded', 100, 100, id`,
        'transfer',
      );
      const at = instant(stack, -4 * 1440);
      await stack.database.query('set session_replication_role = replica');
      await stack.database.query(`insert into refunds (id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at)
        select new_id('rfd'), id, 100, 'EUR', 'cancelled', 'system', ${at}, ${at} from payments where provider = 'transfer'`);
      await stack.database.query('reset session_replication_role');
    },
    left: written('owner-transfer-back'),
    run: collectBalances,
    seconds: 0.12,
  },
};
