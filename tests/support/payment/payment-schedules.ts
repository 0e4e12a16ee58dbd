import fc from 'fast-check';
import type { IntentEventType } from './stripe-events.ts';

/** An event in the life of a payment, before it is known which payment. Time is in whole seconds, as Stripe's. */
export type Happening =
  | { readonly kind: IntentEventType; readonly second: number }
  | { readonly kind: 'charge.refunded'; readonly second: number; readonly share: number };

export interface Schedule {
  /** Positions in the set of events: in this order, those of one group at once. Every position occurs, some twice. */
  readonly groups: readonly (readonly number[])[];
  /** From which group on the events come after the hold has run out. */
  readonly lateFrom: number;
}

/** Few seconds, so that events of the same second are the rule. */
const second = fc.integer({ min: 0, max: 1 });
const attempt: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom(
    'payment_intent.created',
    'payment_intent.requires_action',
    'payment_intent.processing',
    'payment_intent.payment_failed',
  ),
  second,
});
const payment: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('payment_intent.succeeded' as const),
  second,
});
const refund: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant('charge.refunded' as const),
  second,
  share: fc.constantFrom(0.25, 0.5, 1),
});

const size = { minLength: 1, maxLength: 7 };
/** Lives that end unpaid, paid, and any mixture: what is later in a life must not hide what is earlier in all of them. */
const lives = fc.oneof(
  fc.array(attempt, size),
  fc.array(fc.oneof(attempt, payment), size),
  fc.array(fc.oneof(attempt, payment, refund), size),
);

function scheduleOf(size: number): fc.Arbitrary<Schedule> {
  const once = Array.from({ length: size }, (_, position) => position);
  return fc
    .subarray(once)
    .chain((again) => {
      const all = [...once, ...again];
      const bits = { minLength: all.length, maxLength: all.length };
      return fc.tuple(fc.shuffledSubarray(all, bits), fc.array(fc.boolean(), bits));
    })
    .chain(([order, joins]) => {
      const groups = grouped(order, joins);
      return fc.record({ groups: fc.constant(groups), lateFrom: fc.integer({ min: 0, max: groups.length }) });
    });
}

/** Cuts a list into groups: an element joins the one before it where `joins` says so. */
function grouped(order: readonly number[], joins: readonly boolean[]): number[][] {
  const groups: number[][] = [];
  for (const [index, position] of order.entries()) {
    const last = groups.at(-1);
    if (last && joins[index]) last.push(position);
    else groups.push([position]);
  }
  return groups;
}

/** A set of events and two schedules of it. */
export const plans = lives.chain((set) =>
  fc.record({ set: fc.constant(set), one: scheduleOf(set.length), other: scheduleOf(set.length) }),
);
