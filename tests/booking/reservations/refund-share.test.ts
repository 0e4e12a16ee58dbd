import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { refundDeadlines, refundShare } from '../../../src/terms/refund-deadlines.ts';
import { runs } from '../../support/harness/seeded-property.ts';
import { useStack } from '../../support/harness/stack.ts';

const stack = useStack();

const hourMs = 3_600_000;
const tier = fc.record({
  hoursBefore: fc.oneof(fc.nat(72), fc.nat(20_000)),
  refundBasisPoints: fc.nat(10_000),
});

/** A policy, a start, and an instant: anywhere around it, or at a limit of the policy, or a millisecond beside one. */
const draw = fc
  .record({
    tiers: fc.array(tier, { maxLength: 6 }),
    startsAt: fc.integer({
      min: Date.parse('2020-01-01T00:00:00Z'),
      max: Date.parse('2060-01-01T00:00:00Z'),
    }),
    tierAt: fc.nat(5),
    besideMs: fc.constantFrom(-1, 0, 1),
    anywhereMs: fc.integer({ min: -100 * hourMs, max: 21_000 * hourMs }),
    isAtLimit: fc.boolean(),
  })
  .map(({ tiers, startsAt, tierAt, besideMs, anywhereMs, isAtLimit }) => {
    const limit = tiers[tierAt];
    const before = isAtLimit && limit ? limit.hoursBefore * hourMs + besideMs : anywhereMs;
    return { tiers, startsAt: new Date(startsAt), at: new Date(startsAt - before) };
  });

test('the share that cancelling gives back by the database is what pages and mails say, for any policy at any instant', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(draw, { minLength: 1, maxLength: 100 }), async (draws) => {
      const { rows } = await stack.database.query<{ share: number }>(
        `select refund_share(d.tiers, d."startsAt", d.at) as share
         from rows from (jsonb_to_recordset($1::jsonb) as (tiers jsonb, "startsAt" timestamptz, at timestamptz)) with ordinality d order by d.ordinality`,
        [JSON.stringify(draws)],
      );
      const told = draws.map(({ tiers, startsAt, at }) => refundShare(tiers, startsAt, at));
      expect(rows.map(({ share }) => share)).toEqual(told);
      // The first deadline that is told is of the share that cancelling gives now.
      expect(told).toEqual(
        draws.map(
          ({ tiers, startsAt, at }) => refundDeadlines(tiers, startsAt, at)[0]?.refundBasisPoints ?? 0,
        ),
      );
    }),
    runs(20),
  );
});
