import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { depositHoldBetween } from '../../../src/booking/owed/deposit-hold.ts';
import { reservationResponseSchema } from '../../../src/booking/present-reservation.ts';
import { refundDeadlines, refundShare } from '../../../src/terms/refund-deadlines.ts';
import {
  authorized,
  bodyOf,
  book,
  type CreatedReservation,
  newClient,
  quote,
  reserve,
} from '../../support/booking/booking.ts';
import { cloneItem, localDate } from '../../support/booking/cloned-item.ts';
import { patienceMs } from '../../support/harness/patience.ts';
import { runs } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();
beforeEach(() => stack.clock.set('2027-03-01T09:00:00Z'));

const columns = {
  policy_code: 'moderate',
  policy_version: 1,
  time_zone: 'Europe/Paris',
  currency: 'EUR',
  security_deposit_minor: 400_000,
  deposit_lead_hours: 48,
};

async function read(reservation: CreatedReservation) {
  const answer = await stack.call(`/reservations/${reservation.id}`, {
    headers: authorized(reservation),
    from: newClient(),
  });
  return bodyOf(answer, 200, reservationResponseSchema);
}

test('until when cancelling gives back how much is what cancelling gives at that instant, and no longer one after it', () => {
  const tiers = fc.array(fc.record({ hoursBefore: fc.nat(2000), refundBasisPoints: fc.nat(10_000) }), {
    maxLength: 5,
  });
  const startsAt = new Date('2027-06-01T16:00:00Z');
  fc.assert(
    fc.property(tiers, fc.nat(2200 * 60), (all, minutesBefore) => {
      const now = new Date(startsAt.getTime() - minutesBefore * 60_000);
      const told = refundDeadlines(all, startsAt, now);
      for (const { until, refundBasisPoints } of told) {
        expect(refundShare(all, startsAt, until)).toBe(refundBasisPoints);
        expect(refundShare(all, startsAt, new Date(until.getTime() + 1))).toBeLessThan(refundBasisPoints);
        expect(until.getTime()).toBeGreaterThanOrEqual(now.getTime());
      }
      // The first is what cancelling gives now; without one it gives nothing.
      expect(told[0]?.refundBasisPoints ?? 0).toBe(refundShare(all, startsAt, now));
      expect(told.map(({ until }) => until.getTime())).toEqual(
        told.map(({ until }) => until.getTime()).sort((one, other) => one - other),
      );
    }),
    runs(200),
  );
});

test('quote and reservation tell until when a refund can be had and from when to when the deposit is held, and that is what is done and mailed', async () => {
  const { wish } = await cloneItem(stack, { columns });
  const offer = await quote(stack, wish);
  const { refundDeadlines: deadlines, securityDepositHold: hold } = offer;
  const tiers = offer.cancellationPolicy.tiers;
  expect(deadlines.length).toBeGreaterThan(0);
  expect(deadlines.map(({ until, ...share }) => ({ until: new Date(until), ...share }))).toEqual(
    refundDeadlines(tiers, new Date(offer.startsAt), stack.clock.now()),
  );
  expect(deadlines.every(({ until }) => /\+0[12]:00$/.test(until))).toBe(true);
  const hours = 3_600_000;
  expect(hold && [hold.from, hold.until].map((at) => Date.parse(at))).toEqual([
    Date.parse(offer.startsAt) - 48 * hours,
    Date.parse(offer.endsAt) + 48 * hours,
  ]);
  const made = await book(stack, wish);
  expect(made).toMatchObject({ refundDeadlines: deadlines, securityDepositHold: hold });
  // What the owner changes later is for others.
  const confirmed = await read(made);
  expect(confirmed).toMatchObject({
    status: 'confirmed',
    refundDeadlines: deadlines,
    securityDepositHold: hold,
  });
  const { rows } = await stack.database.query(
    'select authorize_at, release_at from security_deposits where reservation_id = $1',
    [made.id],
  );
  expect(rows.map((row) => [row.authorize_at, row.release_at].map((at) => new Date(at).getTime()))).toEqual([
    hold && [hold.from, hold.until].map((at) => Date.parse(at)),
  ]);
  const mail = await stack.mailbox.waitFor(
    ({ subject, text }) => subject.includes(made.reference) && (text ?? '').includes('held from'),
    { timeoutMs: patienceMs },
  );
  expect(mail.text?.replace(/\s+/g, ' ')).toMatch(/held from .*29 March 2027.* to .*3 April 2027/);
  stack.clock.advance({ days: 29 });
  expect((await read(made)).refundDeadlines.length).toBeLessThan(deadlines.length);
});

test('a stay that begins sooner than its deposit is held says that it is held at once; one without says nothing', async () => {
  const { wish } = await cloneItem(stack, { columns: { ...columns, deposit_lead_hours: 720 } });
  const now = stack.clock.now();
  const soon = { ...wish, from: localDate(now, 20), to: localDate(now, 21) };
  const held = await reserve(stack, soon);
  expect(Date.parse(held.securityDepositHold?.from ?? '')).toBe(now.getTime());
  const free = await cloneItem(stack, { columns: { ...columns, security_deposit_minor: 0 } });
  expect((await quote(stack, free.wish)).securityDepositHold).toBeNull();
  expect(depositHoldBetween(now, now, 24, now).from).toEqual(now);
});
