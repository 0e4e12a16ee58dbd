import { beforeEach, expect, test } from 'vitest';
import checkAuditLog from '../../netlify/functions/scheduled/check-audit-log.ts';
import { newClient } from '../support/booking/booking.ts';
import { fireSchedule } from '../support/harness/fire-schedule.ts';
import { useStack } from '../support/harness/stack.ts';
import { expectRefusal } from '../support/http/refusal.ts';

/** Ten seconds of work come to what the database is waited for: together a quarter of one. */
const databaseWaitMs = -9_750;

const stack = useStack({ parts: { databaseWaitMs, redisTimeoutMs: 250 } });
beforeEach(() => stack.logLines.splice(0));

/** What a run has logged as a bug of ours. */
const bugs = () => stack.logLines.filter((line) => JSON.parse(line).message === 'bug');

test.each(['close', 'hang'] as const)(
  'a database that stops in the midst of its answer (%s) is away, which is told as such, and no bug of ours',
  async (failWithin) => {
    stack.proxy.faults({ database: stack.databaseName, matching: /from items/, failWithin, next: 1 });
    expectRefusal(await stack.call('/items?text=piano', { from: newClient() }), 503, 'unavailable');
    expect(bugs()).toEqual([]);
  },
);

test.each([{ hang: true }, { refuse: '503' }, { refuse: 'close' }] as const)(
  'a schedule that cannot reach Redis (%o) has failed, and its log says what was away',
  async (fault) => {
    stack.redis.faults({ ...fault, next: 2 });
    expect(await fireSchedule(stack, checkAuditLog)).toBe(500);
    expect(bugs()).toEqual([]);
    expect(stack.logLines.join('\n')).toContain('"code":"unavailable"');
  },
);
