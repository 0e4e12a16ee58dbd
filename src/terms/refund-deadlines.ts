import * as v from 'valibot';
import { described, named } from '../platform/described.ts';
import { integer } from '../platform/text/whole-number.ts';
import type { Policy } from './item.ts';

/**
 * Until when cancelling gives back which share of what was paid, in 1/10,000. The instant is RFC 3339 with
 * the offset of the item's zone.
 */
export const refundDeadlinesSchema = v.array(
  named(
    'RefundDeadline',
    'Until when cancelling gives back which share.',
    v.object({
      until: described(v.string(), 'The last instant, RFC 3339 with the offset of the item’s zone.'),
      refundBasisPoints: described(integer, 'The share of the price that is given back, in 1/10,000.'),
    }),
  ),
);

/**
 * The share that a policy gives back at `now`, in 1/10,000: of the tiers whose notice is kept, the most
 * generous.
 */
export function refundShare(tiers: Policy['tiers'], startsAt: Date, now: Date): number {
  const noticeHours = (startsAt.getTime() - now.getTime()) / 3_600_000;
  return Math.max(
    0,
    ...tiers.filter((tier) => noticeHours >= tier.hoursBefore).map((tier) => tier.refundBasisPoints),
  );
}

/**
 * The last instants, from `now` on, at which cancelling gives back a share, the next first; none where
 * nothing comes back any more. Mails, pages and the API tell these. A tier that another outdoes for longer
 * has no instant of its own.
 */
export function refundDeadlines(
  tiers: Policy['tiers'],
  startsAt: Date,
  now: Date,
): { until: Date; refundBasisPoints: number }[] {
  const shareAt = (timeMs: number) => refundShare(tiers, startsAt, new Date(timeMs));
  return [...new Set(tiers.map(({ hoursBefore }) => startsAt.getTime() - hoursBefore * 3_600_000))]
    .filter((until) => until >= now.getTime() && shareAt(until) > shareAt(until + 1))
    .sort((one, other) => one - other)
    .map((until) => ({ until: new Date(until), refundBasisPoints: shareAt(until) }));
}
