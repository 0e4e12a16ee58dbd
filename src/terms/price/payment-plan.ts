import type { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { described, named } from '../../platform/described.ts';
import {
  basisPointsOf,
  type Currency,
  type Minor,
  minor,
  minorSchema,
  moneySchema,
} from '../../platform/money/money.ts';
import { inSteps } from '../../platform/money/payable.ts';
import type { Limits } from '../../platform/money/provider-limits.ts';
import type { Item } from '../item.ts';

/** A balance that would be due sooner than this is not worth waiting for: the whole is due now. */
const shortestWaitDays = 3;

/**
 * What is paid on reserving and what later, in minor units; together the total. `balanceDueAt` is an instant,
 * RFC 3339.
 */
export const paymentPlanSchema = v.object({
  dueNow: minorSchema,
  balance: minorSchema,
  balanceDueAt: v.nullable(v.string()),
});

export type PaymentPlan = v.InferOutput<typeof paymentPlanSchema>;

/**
 * The plan of an item for a total: its share now and the balance so many days before the start, or the whole
 * when that is near. Each part can be paid by itself; where one could not, the whole is due now.
 */
export function planPayments(
  item: Item,
  total: Minor,
  startsAt: Temporal.Instant,
  now: Date,
  { step, least }: Limits,
): PaymentPlan {
  const whole = { dueNow: total, balance: minor(0), balanceDueAt: null };
  if (item.dueNowBasisPoints === 10_000) return whole;
  const dueAt = startsAt
    .toZonedDateTimeISO(item.timeZone)
    .subtract({ days: item.balanceDueDays })
    .toInstant();
  const dueNow = minor(Math.max(least, inSteps(basisPointsOf(total, item.dueNowBasisPoints), step)));
  const isNear = dueAt.epochMilliseconds < now.getTime() + shortestWaitDays * 86_400_000;
  if (isNear || total - dueNow < least) return whole;
  return { dueNow, balance: minor(total - dueNow), balanceDueAt: dueAt.toString() };
}

/**
 * The plan as a guest sees it: what is paid on reserving, what later, and the instant until which, with the
 * offset of the item's zone.
 */
export const shownPlanSchema = named(
  'PaymentPlan',
  'What is paid when. Both parts add up to the total.',
  v.object({
    dueNow: described(moneySchema, 'What is paid on reserving.'),
    balance: described(moneySchema, 'What is due later.'),
    balanceDueAt: described(
      v.nullable(v.string()),
      'Until when the balance is due, RFC 3339 with the offset of the item’s zone; null where there is none.',
    ),
  }),
);

/** The plan of a quote as its guest sees it, with the instant in the item's zone. */
export function presentPlan(
  { currency, paymentPlan: plan }: { readonly currency: Currency; readonly paymentPlan: PaymentPlan },
  inZone: (instant: string) => string,
): v.InferOutput<typeof shownPlanSchema> {
  return {
    dueNow: { amount: plan.dueNow, currency },
    balance: { amount: plan.balance, currency },
    balanceDueAt: plan.balanceDueAt === null ? null : inZone(plan.balanceDueAt),
  };
}
