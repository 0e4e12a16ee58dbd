import { sql } from 'drizzle-orm';
import { eventFromResponse } from '../../src/payment/provider/event-from-response.ts';
import type { ProviderName } from '../../src/payment/provider/provider.ts';
import { statusOrder } from '../../src/payment/provider/status-order.ts';
import { newId } from '../../src/platform/ids.ts';
import { type Currency, minor } from '../../src/platform/money/money.ts';
import { applyEvent } from './apply-event.ts';
import { dueOfHold, owed, type Payment, type Stay } from './books.ts';
import { eventOf, openRemote, paymentFact, type Remote, refundFact } from './remote.ts';
import { begin, nowOf, pass, paymentOf, type Story, unique, type World } from './world.ts';

const isOpen = ({ status }: Payment) =>
  status === 'pending' || status === 'processing' || status === 'failed';

/** What can be paid of a stay now. */
function due(stay: Stay, now: number): number {
  if (stay.status === 'held' && stay.holdExpiresAt > now) return dueOfHold(stay);
  return stay.status === 'confirmed' ? owed(stay) : 0;
}

/** A payment as the model begins it. */
export function newPayment(
  stay: Stay,
  id: string,
  provider: ProviderName,
  purpose: Payment['purpose'],
  amount: number,
  now: number,
): Payment {
  return {
    id,
    stay,
    provider,
    purpose,
    amount,
    currency: stay.currency,
    createdAt: now,
    credit: undefined,
    ref: undefined,
    status: 'pending',
    statusOrder: [-1, 0, ''],
    captured: 0,
    quarantine: null,
    refunds: [],
    disputes: new Map(),
    events: new Set(),
  };
}

/** Opens a payment of what is due, in place of the one that was open, as the way of the guest does; that one may be paid all the same. */
export async function openPayment(world: World, { stay, remotes }: Story): Promise<void> {
  const { runtime, draw } = world;
  pass(world, stay, 'open a payment');
  const now = world.clock.now();
  const amount = due(stay, now.getTime());
  const open = stay.payments.filter(isOpen);
  const isUnderWay = open.some(
    ({ purpose, status }) => purpose === 'security-deposit' || status === 'processing',
  );
  if (amount <= 0 || isUnderWay) return;
  world.counts.operations += 1;
  const provider = draw.oneOf<ProviderName>(['stripe', 'paypal']);
  const purpose = stay.status === 'held' ? 'booking' : 'balance';
  const payment = newPayment(
    stay,
    newId('payment', now, runtime.random),
    provider,
    purpose,
    amount,
    now.getTime(),
  );
  const remote = openRemote(provider, payment.id, amount, stay.currency, false);
  // Whether the provider's id is noted before its first event comes.
  if (draw.chance(0.5)) payment.ref = remote.ref;
  const at = now.toISOString();
  await runtime.database.batch([
    sql`update payments set status = 'canceled', changed_at = ${at}, status_order = greatest(status_order collate "C", ${statusOrder('canceled', now, 'replaced')})
      where reservation_id = ${stay.id} and status in ('pending', 'failed')`,
    sql`insert into payments (id, reservation_id, provider, provider_ref, purpose, amount_minor, currency, created_at, changed_at)
      values (${payment.id}, ${stay.id}, ${provider}, ${payment.ref ?? null}, ${purpose}, ${amount}, ${stay.currency}, ${at}, ${at})`,
  ]);
  for (const one of open) cancelLocally(one, now.getTime(), 'replaced');
  stay.payments.push(payment);
  remotes.set(payment.id, remote);
}

/** A payment that we give up ourselves. */
export function cancelLocally(payment: Payment, now: number, eventId: string): void {
  payment.status = 'canceled';
  payment.statusOrder = [2, now, eventId];
}

/** One of the events that are under way arrives: in any order. */
export async function deliver(world: World, { stay }: Story, remote: Remote): Promise<void> {
  const { draw } = world;
  const event = draw.anyOf(remote.underWay);
  if (!event) return;
  begin(world, stay, `deliver ${event.eventId}`);
  remote.underWay.splice(remote.underWay.indexOf(event), 1);
  if (remote.delivered.length < 20) remote.delivered.push(event);
  await applyEvent(world, paymentOf(stay, remote.paymentId), event);
}

/** An event that has arrived arrives once more. */
export async function deliverAgain(world: World, { stay }: Story, remote: Remote): Promise<void> {
  const event = world.draw.anyOf(remote.delivered);
  if (!event) return;
  begin(world, stay, `deliver ${event.eventId} again`);
  await applyEvent(world, paymentOf(stay, remote.paymentId), event);
  world.counts.refused += 1;
}

/** The hourly comparison takes over what the provider says of the payment now. */
export async function compareNow(world: World, { stay }: Story, remote: Remote): Promise<void> {
  begin(world, stay, `compare ${remote.paymentId}`);
  await applyEvent(
    world,
    paymentOf(stay, remote.paymentId),
    eventFromResponse(world.runtime, remote.provider, 'reconciled', paymentFact(remote)),
  );
}

/** Something that is not so, signed by the provider all the same: it is set aside, and moves no money. */
export async function deliverWrong(world: World, { stay }: Story, remote: Remote): Promise<void> {
  const { draw } = world;
  const payment = paymentOf(stay, remote.paymentId);
  begin(world, stay, `deliver what is wrong of ${remote.paymentId}`);
  const other = stay.currency === 'EUR' ? 'JPY' : 'EUR';
  const currency = other as Currency; // one of the soak's three
  const paid = { ...paymentFact(remote), status: 'succeeded' as const, captured: minor(remote.amount) };
  const refund = refundFact(remote, {
    ref: unique(world, 're_wrong'),
    refundId: undefined,
    amount: payment.captured + draw.between(1, 1000),
    status: 'succeeded',
  });
  const wrong = [
    { ...paid, currency },
    { ...refund, currency },
    ...(payment.ref ? [{ ...paid, providerRef: unique(world, 'pi_wrong') }] : []),
    ...(payment.captured > 0 ? [refund] : []),
  ];
  const fact = draw.anyOf(wrong);
  if (fact) await applyEvent(world, payment, eventOf(remote, fact, unique(world, 'evt_wrong'), nowOf(world)));
  world.counts.refused += 1;
}
