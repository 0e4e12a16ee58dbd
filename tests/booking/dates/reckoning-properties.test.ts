import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reckonUnit } from '../../../src/booking/occupancy/reckoning.ts';
import { hourMs } from '../../support/booking/occupied.ts';
import { runs } from '../../support/harness/seeded-property.ts';

const now = new Date('2027-06-01T00:00:00Z');
const at = (hours: number) => new Date(now.getTime() + hours * hourMs);
const localOf = (hours: number) => `${at(hours).toISOString().slice(0, 16)}[UTC]`;

/** Stays and blocked time one after the other, some of which are to begin and end up to two hours off. */
const unit = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 2 }),
      hours: fc.integer({ min: 1, max: 4 }),
      turnaround: fc.integer({ min: 0, max: 1 }),
      off: fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })),
      isBlocked: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((parts) => {
    let hour = 4;
    return parts.map(({ gap, hours, turnaround, off, isBlocked }, index) => {
      const from = hour + gap;
      const to = from + hours;
      hour = to + turnaround;
      const stay = {
        startsAt: at(from),
        endsAt: at(to),
        turnaroundMinutes: turnaround * 60,
        local: { startsAt: localOf(from + off[0]), endsAt: localOf(to + off[1]) },
        isSetAside: false,
      };
      const id = `res_${String(index).padStart(2, '0')}`;
      return {
        reservationId: id,
        reference: id,
        from: at(from),
        to: at(hour),
        stay: isBlocked ? null : stay,
      };
    });
  });

test('after reckoning no two stays of a unit overlap, and each that differs has moved or is set aside', () => {
  const property = fc.property(unit, (taken) => {
    const { moves, clashes } = reckonUnit(taken, now);
    const spans = taken
      .map(({ reservationId, from, to, stay }) => {
        const move = moves.find(({ id }) => id === reservationId);
        const turnaroundMs = (stay?.turnaroundMinutes ?? 0) * 60_000;
        return move ? [move.startsAt.getTime(), move.endsAt.getTime() + turnaroundMs] : [+from, +to];
      })
      .sort(([one = 0], [other = 0]) => one - other);
    for (const [index, [from = 0, to = 0]] of spans.entries()) {
      expect(to).toBeGreaterThan(from);
      expect(from).toBeGreaterThanOrEqual(spans[index - 1]?.[1] ?? from);
    }
    const differing = taken.filter(
      ({ stay }) =>
        stay &&
        (stay.local.startsAt !== `${stay.startsAt.toISOString().slice(0, 16)}[UTC]` ||
          stay.local.endsAt !== `${stay.endsAt.toISOString().slice(0, 16)}[UTC]`),
    );
    expect([...moves, ...clashes].map(({ id }) => id).sort()).toEqual(
      differing.map(({ reservationId }) => reservationId).sort(),
    );
  });
  fc.assert(property, runs(2_000));
});

test('stays that all move by the same time all move, however they lie', () => {
  const property = fc.property(unit, fc.constantFrom(-1, 1), (taken, shift) => {
    const stays = taken.map((one) => {
      const { from, to } = one;
      const [start, end] = [from, to].map((instant) => (+instant - +now) / hourMs + shift);
      const local = { startsAt: localOf(start ?? 0), endsAt: localOf(end ?? 0) };
      return {
        ...one,
        stay: { startsAt: from, endsAt: to, turnaroundMinutes: 0, local, isSetAside: false },
      };
    });
    const { moves, clashes } = reckonUnit(stays, now);
    expect([moves.length, clashes]).toEqual([stays.length, []]);
  });
  fc.assert(property, runs(500));
});
