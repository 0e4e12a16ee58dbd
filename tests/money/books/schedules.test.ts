import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { PaymentStatus, ProviderEvent, ProviderName } from '../../../src/payment/provider/provider.ts';
import { type Currency, minor } from '../../../src/platform/money/money.ts';
import { applyPaymentEvent } from '../../../src/workflows/payment/events/apply-payment-event.ts';
import { quote, reserve } from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { runs } from '../../support/harness/seeded-property.ts';
import { countTo, sized } from '../../support/harness/size.ts';
import { useStack } from '../../support/harness/stack.ts';

const schedules = 30;
const tell = countTo(sized(schedules));

const stack = useStack();
let template: string;
beforeAll(async () => {
  const { wish } = await cloneItem(stack);
  await quote(stack, wish);
  template = (await reserve(stack, wish)).id;
  await stack.functions.settled();
});

type Happening =
  | { readonly kind: 'payment'; readonly status: PaymentStatus; readonly second: number }
  | {
      readonly kind: 'refund';
      readonly share: number;
      readonly status: 'pending' | 'succeeded' | 'failed';
      readonly second: number;
    }
  | {
      readonly kind: 'dispute';
      readonly status: 'inquiry' | 'needs-response' | 'under-review' | 'won' | 'lost';
      readonly second: number;
    };

const second = fc.integer({ min: 0, max: 3 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('payment' as const),
      status: fc.constantFrom<PaymentStatus>('pending', 'processing', 'failed', 'succeeded', 'succeeded'),
      second,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      share: fc.constantFrom(0.1, 0.2, 0.3),
      status: fc.constantFrom('pending' as const, 'succeeded' as const, 'failed' as const),
      second,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('dispute' as const),
      status: fc.constantFrom(
        'inquiry' as const,
        'needs-response' as const,
        'under-review' as const,
        'won' as const,
      ),
      second,
    }),
  },
);

/** A set of happenings, and an order in which they arrive, some more than once. */
const plan = fc.array(happening, { minLength: 1, maxLength: 4 }).chain((set) =>
  fc.record({
    set: fc.constant(set),
    order: fc.shuffledSubarray([...set.keys(), ...set.keys()], { minLength: set.length }),
    provider: fc.constantFrom<ProviderName>('stripe', 'paypal'),
    currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
  }),
);

const amount = 100_000;

/** A held reservation with an open payment, made from another by the database alone. */
async function open(provider: ProviderName, currency: string) {
  const id = randomUUID().replaceAll('-', '').slice(0, 26);
  const { rows } = await stack.database.query<{ reservation: string; payment: string }>(
    `with made as (
       insert into reservations (id, reference, item_id, unit_id, status, starts_at, ends_at, turnaround_minutes, guests, language, guest_sealed, quote,
         total_minor, security_deposit_minor, currency, policy_code, policy_version, hold_expires_at, created_at, acceptance_sealed)
       select 'res_' || $1, $1, item_id, unit_id, 'held', starts_at + make_interval(days => 400 + 2 * (select count(*)::int from reservations)),
         ends_at + make_interval(days => 400 + 2 * (select count(*)::int from reservations)), 0, 1, 'en', guest_sealed, quote, $4, 0, $3, policy_code, policy_version,
         '2040-01-01', created_at, acceptance_sealed from reservations where id = $5 returning id
     ), payment as (
       insert into payments (id, reservation_id, provider, provider_ref, amount_minor, currency, created_at) select 'pay_' || $1, id, $2, 'ref_' || $1, $4, $3, '2027-03-01' from made returning id
     ) select made.id as reservation, payment.id as payment from made, payment`,
    [id, provider, currency, amount, template],
  );
  const [row] = rows;
  if (!row) throw new Error('nothing was made');
  return { ...row, ref: `ref_${id}` };
}

function eventOf(
  one: Happening,
  position: number,
  provider: ProviderName,
  currency: string,
  paymentId: string,
  ref: string,
): ProviderEvent {
  const payment = { paymentId, providerRef: ref };
  const money = { currency: currency as Currency };
  const base = {
    provider,
    eventId: `${ref}:${position}`,
    type: one.kind,
    occurredAt: new Date(Date.UTC(2027, 2, 1, 9, 0, one.second)),
  };
  if (one.kind === 'payment')
    return {
      ...base,
      fact: {
        kind: 'payment',
        ...payment,
        status: one.status,
        amount: minor(amount),
        ...money,
        captured: minor(one.status === 'succeeded' ? amount : 0),
      },
    };
  if (one.kind === 'refund')
    return {
      ...base,
      fact: {
        kind: 'refund',
        refundId: undefined,
        providerRef: `re_${ref}_${position}`,
        payment,
        amount: minor(amount * one.share * 0.5),
        ...money,
        status: one.status,
      },
    };
  return {
    ...base,
    fact: {
      kind: 'dispute',
      providerRef: `du_${ref}`,
      payment,
      amount: minor(amount),
      ...money,
      status: one.status,
      reason: 'fraudulent',
      evidenceDueAt: undefined,
    },
  };
}

/** What the set alone determines, whatever the order. */
function expectationOf(set: readonly Happening[]) {
  const refunds = set.flatMap((one) => (one.kind === 'refund' ? [one] : []));
  // What goes back or is disputed has come in.
  const isPaid = set.some((one) => one.kind !== 'payment' || one.status === 'succeeded');
  const refunded = refunds
    .filter(({ status }) => status === 'succeeded')
    .reduce((sum, { share }) => sum + amount * share * 0.5, 0);
  const refunding = refunds
    .filter(({ status }) => status !== 'failed')
    .reduce((sum, { share }) => sum + amount * share * 0.5, 0);
  const disputes = set.flatMap((one) => (one.kind === 'dispute' ? [one.status] : []));
  // An inquiry withdraws nothing, and what is won comes back.
  const isWithheld = !disputes.includes('won') && disputes.some((status) => status !== 'inquiry');
  const disputed = isWithheld ? amount : 0;
  return {
    captured: isPaid ? amount : 0,
    refunded,
    refunding,
    status: isPaid ? 'confirmed' : 'held',
    // All that went back was given back at the provider: the price is lower by as much, and nobody owes it.
    credited: refunding,
    owed: 0,
    disputed,
    withheld: disputed,
  };
}

test('events of both providers in any order, again and again, end in the state that their set determines, the books balanced, effects once', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async ({ set, order, provider, currency }) => {
      const { reservation, payment, ref } = await open(provider, currency);
      const positions = [...order, ...[...set.keys()].filter((position) => !order.includes(position))];
      for (const position of positions) {
        const one = set[position];
        if (one)
          await applyPaymentEvent(stack.runtime, eventOf(one, position, provider, currency, payment, ref));
      }
      const { rows } = await stack.database.query(
        `select r.status, p.captured_minor::float8 as captured, p.refunded_minor::float8 as refunded, p.refunding_minor::float8 as refunding, p.quarantine_reason as quarantine,
           (select count(*)::int from outbox o where o.subject_id = r.id and o.template = 'guest-confirmation') as confirmations,
           (select count(*)::int from payment_events e where e.payment_id = p.id) as events, p.disputed_minor::float8 as disputed,
           r.credited_minor::float8 as credited, (select coalesce(sum(e.amount_minor), 0)::float8 from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.reservation_id = r.id and e.account = 'guest-receivables') as owed,
           (select coalesce(sum(e.amount_minor), 0)::float8 from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.payment_id = p.id and e.account = 'disputes') as withheld,
           (select coalesce(sum(e.amount_minor), 0)::float8 from ledger_entries e join ledger_transactions t on t.id = e.transaction_id where t.payment_id = p.id and e.account = 'guest-receivables') as receivable
         from reservations r join payments p on p.reservation_id = r.id where r.id = $1`,
        [reservation],
      );
      const expected = expectationOf(set);
      expect(rows).toEqual([
        {
          ...expected,
          quarantine: null,
          confirmations: expected.status === 'confirmed' ? 1 : 0,
          events: set.length,
          receivable: expected.captured === 0 ? 0 : expected.refunding - expected.captured,
        },
      ]);
      tell();
    }),
    { ...runs(schedules), endOnFailure: true },
  );
  expect(await unbalancedTransactions(stack)).toEqual([]);
});
