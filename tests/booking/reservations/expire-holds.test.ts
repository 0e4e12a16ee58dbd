import { expect, test } from 'vitest';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import { book, openPayment, reserve, settledAll } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

async function statusOf(id: string): Promise<unknown> {
  const { rows } = await stack.database.query('select status from reservations where id = $1', [id]);
  return rows[0]?.status;
}

test('the schedule ends holds that have run out, with an audit event, and leaves the others', async () => {
  const old = await reserve(stack, (await cloneItem(stack)).wish);
  const paid = await book(stack, (await cloneItem(stack)).wish);
  stack.clock.advance({ minutes: 10 });
  const young = await reserve(stack, (await cloneItem(stack)).wish);
  stack.clock.advance({ minutes: 6 });
  await stack.functions.settled();

  expect(await fireSchedule(stack, expireHolds)).toBe(204);
  expect([await statusOf(old.id), await statusOf(paid.id), await statusOf(young.id)]).toEqual([
    'expired',
    'confirmed',
    'held',
  ]);
  const { rows } = await stack.database.query(
    `select subject_id from audit_events where action = 'reservation.expired'`,
  );
  expect(rows).toEqual([{ subject_id: old.id }]);
});

test('a share that came goes back when the hold ends, but for one that was set aside for a person to look at', async () => {
  const came = async (quarantine: string | null) => {
    const reservation = await reserve(stack, (await cloneItem(stack)).wish);
    const { id } = await openPayment(stack, reservation);
    await stack.functions.settled();
    const columns = `status = 'succeeded', captured_minor = 100, quarantine_reason = $2, changed_at = $3`;
    const at = stack.clock.now().toISOString();
    await stack.database.query(`update payments set ${columns} where id = $1`, [id, quarantine, at]);
    return id;
  };
  const [share, setAside] = [await came(null), await came('amount-mismatch')];
  stack.clock.advance({ minutes: 16 });
  expect(await fireSchedule(stack, expireHolds)).toBe(204);
  const { rows } = await stack.database.query(
    'select payment_id, amount_minor::int, reason from refunds where payment_id = any($1)',
    [[share, setAside]],
  );
  expect(rows).toEqual([{ payment_id: share, amount_minor: 100, reason: 'late-payment' }]);
});

test('it forgets keys of requests after two days, not before', async () => {
  const keep = async (key: string, hoursAgo: number) =>
    stack.database.query(`insert into idempotency_keys values ($1, 'request', 'resource', $2)`, [
      key,
      new Date(stack.clock.now().getTime() - hoursAgo * 3_600_000).toISOString(),
    ]);
  await keep('old', 49);
  await keep('young', 47);
  expect(await fireSchedule(stack, expireHolds)).toBe(204);
  const { rows } = await stack.database.query(
    `select key_digest from idempotency_keys where request_digest = 'request'`,
  );
  expect(rows).toEqual([{ key_digest: 'young' }]);
});

test('a schedule that fails says so with 500 and in the log, so that Netlify shows it', async () => {
  // What earlier answers set off is through, so that the outage strikes the schedule.
  await settledAll(stack);
  // An outage passes: the next run does what this one did not.
  stack.proxy.faults({ database: stack.databaseName, failBefore: 'close', next: 1 });
  expect(await fireSchedule(stack, expireHolds)).toBe(500);
  expect(stack.logLines.at(-1)).toMatch(/"level":"warn".*"run failed"/);
  await stack.database.query('alter table reservations rename column hold_expires_at to missing');
  try {
    expect(await fireSchedule(stack, expireHolds)).toBe(500);
    expect(stack.logLines.at(-1)).toMatch(/"level":"error"/);
  } finally {
    await stack.database.query('alter table reservations rename column missing to hold_expires_at');
  }
});
