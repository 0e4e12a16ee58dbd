import type { Deposit, Payment, Stay } from './books.ts';

const retryMs = 6 * 3_600_000;
const ended: readonly Deposit['status'][] = ['canceled', 'released', 'releasing', 'captured'];

/** How a security deposit follows a payment that has just got another status. */
export function expectDeposit(payment: Payment, newlyCaptured: number, now: number): void {
  const { deposit } = payment.stay;
  if (!deposit) return;
  const before = deposit.status;
  const isHolder = deposit.heldBy === payment;
  if (payment.status === 'authorized') {
    if (!ended.includes(before)) deposit.status = 'authorized';
    deposit.heldBy = payment;
  } else if (payment.status === 'succeeded') {
    deposit.status = 'captured';
    deposit.heldBy ??= payment;
    deposit.captured = Math.min(deposit.amount, Math.max(deposit.captured, newlyCaptured));
  } else if (payment.status === 'canceled' && isHolder && before === 'releasing') deposit.status = 'released';
  else if (payment.status === 'canceled' && isHolder && before === 'authorized') deposit.status = 'failed';
  else if ((payment.status === 'failed' || payment.status === 'canceled') && before === 'authorizing')
    deposit.status = 'failed';
  if (payment.status === 'failed' || payment.status === 'canceled')
    deposit.authorizeAt = Math.max(deposit.authorizeAt, now + retryMs);
}

/** What is held is released, and what is not held yet never will be. */
export function endDeposit({ deposit }: Stay): void {
  if (!deposit) return;
  if (deposit.status === 'authorized') deposit.status = 'releasing';
  else if (['scheduled', 'authorizing', 'failed'].includes(deposit.status)) deposit.status = 'canceled';
}
