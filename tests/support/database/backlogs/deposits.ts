import { syncDeposits } from '../../../../src/payment/deposit/sync-deposits.ts';
import { makeAllCalls } from '../../../../src/workflows/payment/provider-calls.ts';
import type { Stack } from '../../harness/stack.ts';
import { cardColumns, count, instant, paidByCard, pay, withDeposit } from '../due-rows.ts';
import { type Backlog, written } from './backlog.ts';

/** Payments for the deposits of stays, as what calls were or are made with. */
async function withHold(stack: Stack, ids: readonly string[], columns: string, values: string) {
  await pay(stack, ids, `purpose, ${columns}`, `'security-deposit', ${values}`);
}

/** A dead call about each payment for a deposit. */
const withDeadCalls = (stack: Stack, template: string) =>
  stack.database.query(
    `insert into outbox (id, channel, template, subject_id, status, attempts, due_at, created_at)
     select new_id('msg'), 'provider', '${template}', id, 'dead', 10, ${instant(stack, -60)}, ${instant(stack, -60)}
     from payments where purpose = 'security-deposit' and status in ('pending', 'authorized')`,
  );

/** What the schedules of security deposits and of calls to providers do. */
export const deposits: Record<string, Backlog> = {
  'deposits to ask for': {
    make: (stack, many) => withDeposit(stack, many, -60, 1440),
    left: written('guest-deposit-asked'),
    run: syncDeposits,
    seconds: 0.12,
  },
  'deposits to hold': {
    make: async (stack, many) =>
      pay(stack, await withDeposit(stack, many, -60, 1440), cardColumns, paidByCard),
    left: (stack) => count(stack, `select from security_deposits where status = 'scheduled'`),
    run: syncDeposits,
    seconds: 0.12,
  },
  'deposit forms that were left': {
    async make(stack, many) {
      const ids = await withDeposit(stack, many, -60, 1440);
      await pay(stack, ids, cardColumns, paidByCard);
      await withHold(stack, ids, 'status, provider_ref', `'pending', 'pi_left_' || id`);
    },
    left: (stack) =>
      count(stack, `select from payments where provider_ref like 'pi_left_%' and status = 'pending'`),
    run: syncDeposits,
    seconds: 0.12,
  },
  'deposit holds without a call': {
    async make(stack, many) {
      const ids = await withDeposit(stack, many, -60, 1440, 'authorizing');
      await pay(stack, ids, cardColumns, paidByCard);
      await withHold(stack, ids, 'status', `'pending'`);
      await withDeadCalls(stack, 'hold-deposit');
    },
    left: (stack) => count(stack, `select from security_deposits where status = 'authorizing'`),
    run: syncDeposits,
    seconds: 0.12,
  },
  'deposits to renew': {
    async make(stack, many) {
      const ids = await withDeposit(stack, many, -60, 10 * 1440, 'authorized');
      await withHold(stack, ids, 'status, capture_before', `'authorized', ${instant(stack, 60)}`);
      await stack.database.query(`update security_deposits d set payment_id = p.id from payments p
        where p.reservation_id = d.reservation_id and p.purpose = 'security-deposit' and d.status = 'authorized'`);
    },
    left: written('renew-deposit'),
    run: syncDeposits,
    seconds: 0.12,
  },
  'deposits to end': {
    make: (stack, many) => withDeposit(stack, many, -2880, -60),
    left: (stack) => count(stack, `select from security_deposits where status = 'scheduled'`),
    run: syncDeposits,
  },
  'dead calls': {
    async make(stack, many) {
      const ids = await withDeposit(stack, many, -2880, 1440, 'releasing');
      await withHold(stack, ids, 'status', `'authorized'`);
      await withDeadCalls(stack, 'void');
      // What is taken up is made by another schedule's run, here never: nobody would answer.
      await stack.database.query(
        `update outbox set lease_token = 'a test', lease_until = ${instant(stack, 1440)}`,
      );
    },
    left: (stack) => count(stack, `select from outbox where status = 'dead'`),
    run: (runtime, limits) => makeAllCalls(runtime, limits),
  },
};
