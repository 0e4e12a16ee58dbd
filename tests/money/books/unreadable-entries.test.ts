import * as v from 'valibot';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import { staff } from '../../support/account/staff.ts';
import {
  approve,
  bodyOf,
  type CreatedReservation,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  reserve,
  settledAll,
} from '../../support/booking/booking.ts';
import { cloneItem } from '../../support/booking/cloned-item.ts';
import { unbalancedTransactions } from '../../support/booking/settled-state.ts';
import { fireSchedule } from '../../support/harness/fire-schedule.ts';
import { useStack } from '../../support/harness/stack.ts';
import { quietMails } from '../../support/message/quiet-outbox.ts';

const stack = useStack();
beforeAll(() => quietMails(stack));
beforeEach(() => {
  stack.clock.advance({ days: 9 });
  stack.stripe.chaos({ drop: 'all', apiFault: null });
  stack.paypal.chaos({ drop: 'all', apiFault: null });
});

const euros = (value: string) => ({ currency_code: 'EUR', value });
type Provider = 'stripe' | 'paypal';

interface Paid {
  readonly reservation: CreatedReservation;
  readonly id: string;
  /** The PaymentIntent, or the capture. */
  readonly ref: string;
}

/** A payment whose webhooks are lost: the comparison alone can find it. */
async function paidUnheard(provider: Provider): Promise<Paid> {
  const reservation = await reserve(stack, (await cloneItem(stack)).wish);
  if (provider === 'stripe') {
    const { id, intentId } = await openPayment(stack, reservation);
    await pay(stack, intentId);
    return { reservation, id, ref: intentId };
  }
  const { id, orderId } = await openPaypalPayment(stack, reservation);
  await approve(stack, orderId);
  await stack.call(`/payments/${id}/capture`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${reservation.manageToken}` },
    from: newClient(),
  });
  await settledAll(stack);
  // As if the answer had been lost: what is known, PayPal's list says.
  return { reservation, id, ref: stack.paypal.capturesOf(orderId)[0] ?? '' };
}

const stripeEntries: Record<string, (paid: Paid) => string> = {
  'a payment of a status that is new': ({ ref }) => {
    stack.stripe.rewrite(ref, { status: 'requires_patience' });
    return ref;
  },
  'a refund of a status that is new': ({ ref }) => {
    const { id } = stack.stripe.refundInDashboard(ref, 100);
    stack.stripe.rewrite(id, { status: 'wandering' });
    return id;
  },
  'a dispute of a status that is new': ({ ref }) => {
    const { id } = stack.stripe.openDispute(ref, { amount: 100 });
    stack.stripe.rewrite(id, { status: 'in_mediation' });
    return id;
  },
  // https://docs.stripe.com/currencies#special-cases: ISK is written with two decimals, of which fees may use both.
  'a fee in hundredths of a króna': () =>
    stack.stripe.bookMovement({ amount: -1_250, currency: 'isk', source: null, category: 'fee' }),
  'a fee in hundredths of a shilling': () =>
    stack.stripe.bookMovement({ amount: -333, currency: 'ugx', source: null, category: 'fee' }),
  'a movement of a stablecoin': () =>
    stack.stripe.bookMovement({ amount: -5_000, currency: 'usdc', source: null, category: 'fee' }),
  'a movement of a category that is not known': () =>
    stack.stripe.bookMovement({ amount: -700, currency: 'eur', source: null, category: 'climate_levy' }),
  'a charge that Stripe does not have': () =>
    stack.stripe.bookMovement({ amount: 700, currency: 'eur', source: 'ch_gone', category: 'charge' }),
};

let madeTransactions = 0;
function paypalTransaction(code: string, about: Record<string, unknown>): string {
  madeTransactions += 1;
  const id = `9XU${String(madeTransactions).padStart(14, '0')}`;
  stack.paypal.book({
    transaction_id: id,
    transaction_event_code: code,
    transaction_amount: euros('12.00'),
    ...about,
  });
  return id;
}

const paypalEntries: Record<string, (paid: Paid) => string> = {
  ...Object.fromEntries(
    // https://developer.paypal.com/docs/transaction-search/transaction-event-codes: no captures, and yet with our mark.
    ['T0000', 'T0002', 'T0003', 'T0013'].map((code) => [
      `a ${code} that bears our mark and is no capture`,
      ({ id }: Paid) => paypalTransaction(code, { custom_field: id }),
    ]),
  ),
  'a refund that bears our mark and is not shown': ({ id }) =>
    paypalTransaction('T1107', { custom_field: id, transaction_amount: euros('-12.00') }),
  'a code that is not known': () => paypalTransaction('T9801', {}),
  'an adjustment of a payment of ours': ({ id }) => paypalTransaction('T1299', { custom_field: id }),
  'an amount that is none in its currency': () =>
    paypalTransaction('T0400', { transaction_amount: { currency_code: 'JPY', value: '10.50' } }),
  'an entry without an amount': () => paypalTransaction('T0400', { transaction_amount: undefined }),
  'a capture of a status that is new': ({ ref }) => {
    stack.paypal.rewrite(ref, { status: 'REROUTED' });
    return ref;
  },
  'a dispute of a status that is new': ({ ref }) => {
    const { dispute_id } = stack.paypal.openDispute(ref, euros('1.00'));
    stack.paypal.rewrite(dispute_id, { status: 'IN_MEDIATION' });
    return dispute_id;
  },
  'a dispute of an outcome that is new': ({ ref }) => {
    const { dispute_id } = stack.paypal.openDispute(ref, euros('1.00'));
    stack.paypal.resolveDispute(dispute_id, 'won');
    stack.paypal.rewrite(dispute_id, { dispute_outcome: { outcome_code: 'SPLIT' } });
    return dispute_id;
  },
};

const reportSchema = v.looseObject({
  differences: v.array(v.looseObject({ provider: v.string(), kind: v.string(), providerRef: v.string() })),
});
async function openDifferences(provider: Provider): Promise<string[]> {
  const answer = await stack.call('/reconciliations', { headers: staff, from: newClient() });
  return bodyOf(answer, 200, reportSchema)
    .differences.filter((one) => one.provider === provider && one.kind === 'entry')
    .map(({ providerRef }) => providerRef);
}

async function amountOf(account: string): Promise<number> {
  const { rows } = await stack.database.query(
    'select coalesce(sum(amount_minor), 0)::int as sum from ledger_entries where account = $1',
    [account],
  );
  return rows[0].sum;
}

async function reservationStatus({ reservation }: Paid): Promise<string> {
  const { rows } = await stack.database.query('select status from reservations where id = $1', [
    reservation.id,
  ]);
  return rows[0].status;
}

describe.each([
  ...Object.entries(stripeEntries).map(([what, make]) => ({ provider: 'stripe' as const, what, make })),
  ...Object.entries(paypalEntries).map(([what, make]) => ({ provider: 'paypal' as const, what, make })),
])('at $provider, $what', ({ provider, make }) => {
  test('is set aside as a difference: what else is listed is booked, a payout too, and health does not say ok', async () => {
    const odd = make(await paidUnheard(provider));
    const lost = await paidUnheard('stripe');
    const bank = await amountOf('bank');
    payOut(provider);
    expect(await fireSchedule(stack, reconcile)).toBe(204);
    stack.clock.advance({ hours: 1 });
    expect(await fireSchedule(stack, reconcile)).toBe(204);
    expect(await openDifferences(provider)).toContain(odd);
    expect(await reservationStatus(lost)).toBe('confirmed');
    expect((await amountOf('bank')) - bank).toBe(900);
    expect((await stack.call('/health', { from: newClient() })).json()).toMatchObject({
      reconciliation: 'different',
    });
    expect(await unbalancedTransactions(stack)).toEqual([]);
  });
});

let payouts = 0;
function payOut(provider: Provider): void {
  payouts += 1;
  const source = `po_test${payouts}`;
  if (provider === 'paypal') stack.paypal.withdraw('EUR', 900);
  else stack.stripe.bookMovement({ amount: -900, currency: 'eur', source, category: 'payout' });
}

test('costs of the card networks and taxes on fees are fees, and what a network holds in reserve moves nothing', async () => {
  const fees = async () => {
    const { rows } = await stack.database.query<{ sum: number }>(
      `select coalesce(sum(amount_minor), 0)::int as sum from ledger_entries where account = 'provider-fees:stripe' and currency = 'EUR'`,
    );
    return rows[0]?.sum ?? 0;
  };
  await fireSchedule(stack, reconcile);
  const before = await fees();
  const movement = { amount: -12, currency: 'eur', source: null };
  const made = ['network_cost', 'tax', 'payment_network_reserve_hold', 'payment_network_reserve_release'].map(
    (category) => stack.stripe.bookMovement({ ...movement, category }),
  );
  expect(await fireSchedule(stack, reconcile)).toBe(204);
  expect((await fees()) - before).toBe(24);
  for (const id of made) expect(await openDifferences('stripe')).not.toContain(id);
});

test('what was set aside is closed when a later comparison can read it, days afterwards, and it is booked', async () => {
  const paid = await paidUnheard('stripe');
  stack.stripe.rewrite(paid.ref, { status: 'requires_patience' });
  await fireSchedule(stack, reconcile);
  for (let day = 0; day < 3; day += 1) {
    stack.clock.advance({ days: 1 });
    expect(await fireSchedule(stack, reconcile)).toBe(204);
    expect(await openDifferences('stripe')).toContain(paid.ref);
  }
  stack.stripe.rewrite(paid.ref, { status: 'succeeded' });
  expect(await fireSchedule(stack, reconcile)).toBe(204);
  expect(await openDifferences('stripe')).not.toContain(paid.ref);
  const { rows } = await stack.database.query('select status from payments where id = $1', [paid.id]);
  expect(rows).toEqual([{ status: 'succeeded' }]);
});

test.each(['stripe', 'paypal'] as const)(
  'while %s is away, the other is compared, and health says that there is one with whom nobody has compared for a day',
  async (away) => {
    const other = away === 'stripe' ? 'paypal' : 'stripe';
    await fireSchedule(stack, reconcile);
    const lost = away === 'stripe' ? undefined : await paidUnheard('stripe');
    if (away === 'stripe') stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'error' } });
    else stack.paypal.chaos({ apiFault: { effect: 'before', answer: 'error' } });
    const bank = await amountOf('bank');
    payOut(other);
    for (let hours = 0; hours < 30; hours += 10) {
      stack.clock.advance({ hours: 10 });
      expect(await fireSchedule(stack, reconcile)).toBe(500);
    }
    expect((await amountOf('bank')) - bank).toBe(900);
    if (lost) expect(['confirmed', 'expired']).toContain(await reservationStatus(lost));
    expect((await stack.call('/health', { from: newClient() })).json()).toMatchObject({
      reconciliation: 'late',
    });
  },
);

test('an entry about which the provider does not answer just now keeps nothing back, and is asked for again', async () => {
  const { ref } = await paidUnheard('paypal');
  stack.paypal.chaos({
    apiFault: { effect: 'before', answer: 'error', route: 'GET /v2/payments/captures/:id' },
  });
  const bank = await amountOf('bank');
  payOut('paypal');
  expect(await fireSchedule(stack, reconcile)).toBe(500);
  expect((await amountOf('bank')) - bank).toBe(900);
  stack.paypal.chaos({ apiFault: null });
  stack.clock.advance({ hours: 30 });
  expect(await fireSchedule(stack, reconcile)).toBe(204);
  expect(await openDifferences('paypal')).not.toContain(ref);
});
