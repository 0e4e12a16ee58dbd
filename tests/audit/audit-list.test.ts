import { beforeAll, expect, test } from 'vitest';
import { auditEventsSchema } from '../../src/audit/audit-list.ts';
import { staff } from '../support/account/staff.ts';
import { bodyOf, book, type CreatedReservation, newClient, settledAll } from '../support/booking/booking.ts';
import { cloneItem } from '../support/booking/cloned-item.ts';
import { useStack } from '../support/harness/stack.ts';

const stack = useStack();
let booked: CreatedReservation;

beforeAll(async () => {
  booked = await book(stack, (await cloneItem(stack)).wish);
  await settledAll(stack);
  const credit = { kind: 'gift-card', amount: 5000, currency: 'EUR', note: 'for Ada' };
  await stack.call('/credits', { body: credit, headers: staff });
});

const list = async (query: Readonly<Record<string, string>>) =>
  bodyOf(
    await stack.call(`/audit-events?${new URLSearchParams(query)}`, { headers: staff, from: newClient() }),
    200,
    auditEventsSchema,
  );

test('the log is found by subject, by deed and by who did it, the latest first', async () => {
  const { events } = await list({ subject: booked.id });
  expect(events.map(({ action }) => action)).toEqual(['reservation.confirmed', 'reservation.held']);
  expect(events.map(({ sequence }) => Number(sequence))).toEqual(
    events.map(({ sequence }) => Number(sequence)).sort((a, b) => b - a),
  );
  expect((await list({ action: 'reservation.held' })).events.map(({ subject }) => subject)).toEqual([
    booked.id,
  ]);
  const issued = (await list({ action: 'credit.issued' })).events[0];
  expect(issued?.actor).toMatch(/^key:/);
  expect((await list({ actor: issued?.actor ?? '' })).events).toEqual([issued]);
  expect((await list({ actor: 'user:usr_nobody' })).events).toEqual([]);
  expect((await list({ to: '2020-01-01T00:00:00Z' })).events).toEqual([]);
});

test('every deed comes once, page by page', async () => {
  const seen: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof list>> = await list({ limit: '2', ...(cursor ? { cursor } : {}) });
    seen.push(...page.events.map(({ sequence }) => sequence));
    cursor = page.nextCursor;
  }
  expect(seen).toEqual((await list({ limit: '200' })).events.map(({ sequence }) => sequence));
  expect(seen.length).toBeGreaterThan(3);
});
