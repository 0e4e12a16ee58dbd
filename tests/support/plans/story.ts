import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import checkOpenPayments from '../../../netlify/functions/scheduled/check-open-payments.ts';
import collectBalances from '../../../netlify/functions/scheduled/collect-balances.ts';
import deliverMessages from '../../../netlify/functions/scheduled/deliver-messages.ts';
import expireHolds from '../../../netlify/functions/scheduled/expire-holds.ts';
import makeProviderCalls from '../../../netlify/functions/scheduled/make-provider-calls.ts';
import reckonStays from '../../../netlify/functions/scheduled/reckon-stays.ts';
import reconcile from '../../../netlify/functions/scheduled/reconcile.ts';
import syncDeposits from '../../../netlify/functions/scheduled/sync-deposits.ts';
import { issuedCreditSchema } from '../../../src/credit/issue-credit.ts';
import { call } from '../../../src/platform/database/functions.ts';
import { blockSchema } from '../../../src/workflows/block/block.ts';
import { signedInUser } from '../account/accounts.ts';
import { staff } from '../account/staff.ts';
import { onBlock, postBlock } from '../booking/blocks.ts';
import {
  approve,
  authorized,
  bodyOf,
  newClient,
  openPayment,
  openPaypalPayment,
  pay,
  postReservation,
  quote,
  reserve,
  settledAll,
} from '../booking/booking.ts';
import { cloneItem } from '../booking/cloned-item.ts';
import { answered, arrived, listed, saved, written } from '../enquiry/enquiries.ts';
import { fireSchedule } from '../harness/fire-schedule.ts';
import type { Stack } from '../harness/stack.ts';
import { booked, openDispute, payDue, refundAtProvider, said } from '../payment/at-provider.ts';
import { decide, payDelayed } from '../payment/slow-payment.ts';
import { deliver, openSubject, refundEvent, secondsOf } from '../payment/stripe-events.ts';
import { atTheDesk } from './desk-story.ts';
import { changed, decided, edited } from './owner-story.ts';

/**
 * What happens to a booking, so that every statement of the functions is run once. Nothing of it is looked at here: that it is right
 * has tests of its own.
 */
export async function liveThrough(stack: Stack): Promise<void> {
  for (const chapter of [
    held,
    paidInShares,
    slow,
    late,
    twice,
    atRisk,
    secured,
    wrong,
    lookedAt,
    edited,
    decided,
    blocked,
    wrote,
    changed,
    atTheDesk,
  ]) {
    await chapter(stack);
    await settledAll(stack);
  }
}

const schedules = [
  checkOpenPayments,
  collectBalances,
  expireHolds,
  syncDeposits,
  makeProviderCalls,
  deliverMessages,
  reckonStays,
  reconcile,
];

async function sweep(stack: Stack): Promise<void> {
  for (const one of schedules) await fireSchedule(stack, one);
  await settledAll(stack);
}

const hold = async (stack: Stack, promotionCode?: string) =>
  reserve(stack, { ...(await cloneItem(stack)).wish, ...(promotionCode && { promotionCode }) });

/** Something that a guest does with a reservation, or the staff. */
const post = (stack: Stack, path: string, body: object, headers: Readonly<Record<string, string>> = staff) =>
  stack.call(path, { method: 'POST', body, headers, from: newClient() });

/** A hold that is asked for twice, taken, and runs out. */
async function held(stack: Stack): Promise<void> {
  const { wish } = await cloneItem(stack);
  const { quote: token } = await quote(stack, wish);
  const key = randomUUID();
  for (const again of [key, key, randomUUID()]) await postReservation(stack, token, again);
  stack.clock.advance({ minutes: 16 });
  await sweep(stack);
}

/** Time that the staff block: asked for twice, over a booking, saved anew, taken away. */
async function blocked(stack: Stack): Promise<void> {
  const { slug, unitIds, wish } = await cloneItem(stack);
  await reserve(stack, wish);
  const body = { item: slug, from: '2040-01-01', to: '2040-01-02', reason: 'own-use' };
  const key = randomUUID();
  for (const again of [key, key]) await postBlock(stack, body, again);
  await postBlock(stack, { ...body, from: wish.from, to: '2040-03-01' });
  const made = await postBlock(stack, {
    everything: true,
    from: '2041-01-01',
    to: '2041-01-02',
    reason: 'closure',
  });
  const { id } = bodyOf(made, 201, blockSchema);
  await onBlock(stack, 'PUT', id, 1, {
    unit: unitIds[0],
    from: '2042-01-01',
    to: '2042-01-02',
    reason: 'own-use',
  });
  await onBlock(stack, 'DELETE', id, 2);
}

/** Somebody who writes: given to somebody, answered twice at once and again, and called spam. */
async function wrote(stack: Stack): Promise<void> {
  const { id: user } = await signedInUser(stack, 'staff');
  const id = await written(stack, { item: 'riad-zahra' });
  await saved(stack, id, 1, { status: 'open', assignee: user });
  const key = randomUUID();
  for (const again of [key, key, randomUUID()]) await answered(stack, id, 2, 'Yes.', { key: again });
  await arrived(stack, id, 'And?', '<and@mail.example>');
  await answered(stack, id, 4, 'Yes too.');
  await listed(stack, { status: 'open' });
  await listed(stack, { unanswered: 'yes' });
  await listed(stack, { assignee: user });
  await listed(stack, { item: 'riad-zahra', email: 'grace@guests.example', assignee: 'none' });
  await saved(stack, id, 5, { status: 'spam', assignee: null });
}

/** A share and the balance, of which some goes back, is disputed, and the rest when it is cancelled. */
async function paidInShares(stack: Stack): Promise<void> {
  const share = { due_now_basis_points: 3000, balance_due_days: 10, policy_code: 'flexible' };
  for (const provider of ['stripe', 'paypal'] as const) {
    const { reservation, ref } = await booked(stack, provider, share);
    await payDue(stack, provider, reservation);
    await said(stack, reservation);
    await refundAtProvider(stack, provider, ref, 100);
    const end = await openDispute(stack, provider, ref, 1000);
    await post(stack, `/reservations/${reservation.id}/cancel`, {}, authorized(reservation));
    await sweep(stack);
    await end('won');
    await sweep(stack);
    const other = await booked(stack, provider, share);
    await (await openDispute(stack, provider, other.ref, 1000))('lost');
  }
}

/** Money that takes days, and arrives or does not. */
async function slow(stack: Stack): Promise<void> {
  for (const arrives of [true, false]) {
    const reservation = await hold(stack);
    const ref = await payDelayed(stack, 'stripe', reservation);
    await decide(stack, 'stripe', ref, arrives);
  }
}

async function giftCard(stack: Stack, amount: number): Promise<{ code: string }> {
  const card = { kind: 'gift-card', amount, currency: 'EUR', note: 'a birthday' };
  const answer = await post(stack, '/credits', card, { ...staff, 'Idempotency-Key': randomUUID() });
  return { code: bodyOf(answer, 201, issuedCreditSchema).code };
}

/** Money that comes when the hold has run out, which gave back a code and a gift card; and once somebody else has the time. */
async function late(stack: Stack): Promise<void> {
  const code = 'LATE';
  await stack.database.query(
    `insert into promotions (code, description, percent_basis_points, valid_from, valid_to) values ($1, 'x', 1000, '2020-01-01', '2040-01-01')`,
    [code],
  );
  const reservation = await hold(stack, code);
  const card = await giftCard(stack, 10_000);
  await post(stack, `/reservations/${reservation.id}/credit`, card, authorized(reservation));
  const { intentId } = await openPayment(stack, reservation);
  stack.clock.advance({ minutes: 16 });
  await fireSchedule(stack, expireHolds);
  await pay(stack, intentId);

  const { wish } = await cloneItem(stack);
  const first = await openPayment(stack, await reserve(stack, wish));
  stack.clock.advance({ minutes: 16 });
  await reserve(stack, wish);
  await pay(stack, first.intentId);
}

/** A payment at one provider while another is open, and then that one too. */
async function twice(stack: Stack): Promise<void> {
  const reservation = await hold(stack);
  const { orderId } = await openPaypalPayment(stack, reservation);
  await payDue(stack, 'stripe', reservation);
  await approve(stack, orderId);
}

/** Thresholds that no guest of many bookings comes near. */
export const trusting = {
  reviewScore: 999,
  refuseScore: 1000,
  reviewProbability: 0.9999,
  refuseProbability: 1,
  littleLeadHours: 1,
  attemptsByAddressPerHour: 1000,
  attemptsByDevicePerDay: 1000,
  declinesByMailPerDay: 1000,
  attemptsByCardPerDay: 1000,
  attemptsByMailPerDay: 1000,
};

/** Payments that the staff look at before the money has come, and after. */
async function atRisk(stack: Stack): Promise<void> {
  const decisions = [
    ['approve', true],
    ['refuse', true],
    ['approve', false],
  ] as const;
  for (const [decision, isPaid] of decisions) {
    const reservation = await hold(stack);
    const { id, intentId } = await openPayment(stack, reservation);
    await settledAll(stack);
    await doubt(stack, reservation.id, id);
    if (isPaid) await pay(stack, intentId, 'pm_card_br');
    await post(stack, `/payments/${id}/review`, { decision });
  }
}

/** Judges an attempt as it is judged once it looks doubtful. */
async function doubt(stack: Stack, reservation: string, payment: string): Promise<void> {
  const { rows } = await stack.database.query<{ assessment: object }>(
    'delete from payment_assessments a where payment_id = $1 returning to_jsonb(a) as assessment',
    [payment],
  );
  const now = stack.clock.now();
  const assessment = { ...rows[0]?.assessment, outcome: 'review' };
  const known = { address: 'an address', device: 'a device', card: 'a card', isStored: true };
  await stack.runtime.database.batch([
    sql`select ${call('keep_assessment', { assessment, now })}`,
    sql`select ${call('risk_signals', { reservation, amountMinor: 1, ...known, now })}`,
  ]);
}

/** A deposit that is held, in part kept, and one that the guest has to hold. */
async function secured(stack: Stack): Promise<void> {
  const { reservation } = await booked(stack, 'stripe');
  const byCard = await hold(stack);
  await post(
    stack,
    `/reservations/${byCard.id}/credit`,
    await giftCard(stack, 1_000_000),
    authorized(byCard),
  );
  await settledAll(stack);
  await stack.database.query('update security_deposits set authorize_at = $1', [stack.clock.now()]);
  await sweep(stack);
  const opened = await post(
    stack,
    '/payment-intents',
    { reservation: byCard.id, purpose: 'security-deposit' },
    authorized(byCard),
  );
  if (opened.status !== 201) throw new Error(opened.text);
  const damage = { amount: 4200, reason: 'a broken vase', evidenceNote: 'photographs 1 to 3' };
  await post(stack, `/security-deposits/${reservation.id}/capture`, damage);
  await sweep(stack);
}

/** What a provider tells that cannot be, and a call that is given up. */
async function wrong(stack: Stack): Promise<void> {
  const reservation = await hold(stack);
  const subject = await openSubject(stack, reservation);
  await pay(stack, subject.intentId, 'pm_card_br');
  await deliver(stack, refundEvent(subject, 10 * subject.amount, { created: secondsOf(stack) }));
  const other = await booked(stack, 'stripe');
  stack.stripe.chaos({ apiFault: { effect: 'before', answer: 'error' } });
  await post(stack, `/reservations/${other.reservation.id}/cancel`, {}, authorized(other.reservation));
  await settledAll(stack);
  await stack.database.query(
    `update outbox set attempts = 9, due_at = $1 where channel = 'provider' and status = 'pending'`,
    [stack.clock.now()],
  );
  await sweep(stack);
  stack.stripe.chaos({ apiFault: null });
}

/** What the staff and whoever passes by look at: every list. */
async function lookedAt(stack: Stack): Promise<void> {
  const document = (await stack.call('/openapi.json')).json();
  const { paths } = v.parse(v.object({ paths: v.record(v.string(), v.looseObject({})) }), document);
  const lists = Object.keys(paths).filter((path) => 'get' in (paths[path] ?? {}) && !path.includes('{'));
  for (const path of [...lists, '/items?text=villa&from=2027-06-01&to=2027-06-08&guests=2&near=Nice'])
    await stack.call(path.replace(/^\/api\/v1/, ''), { headers: staff, from: newClient() });
}
