import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { syncDeposits } from '../../src/payment/deposit/sync-deposits.ts';
import { eventFromResponse } from '../../src/payment/provider/event-from-response.ts';
import { rowsOf } from '../../src/platform/database/database.ts';
import { minor, minorSchema } from '../../src/platform/money/money.ts';
import { limitsOf } from '../../src/platform/money/provider-limits.ts';
import { captureDepositPart, releaseDeposit } from '../../src/workflows/deposit/decide-deposit.ts';
import { applyEvent } from './apply-event.ts';
import type { Payment } from './books.ts';
import { isLater } from './books.ts';
import { endDeposit } from './expect-deposit.ts';
import { stays } from './open-stay.ts';
import { cancelLocally, newPayment } from './payments.ts';
import { openRemote, paymentFact } from './remote.ts';
import { begin, nowOf, refused, type Story, same, type World } from './world.ts';

/** The schedule sets going what is due of all security deposits. */
export async function keep(world: World): Promise<void> {
  begin(world, undefined, 'keep deposits');
  const now = nowOf(world);
  await syncDeposits(world.runtime);
  for (const stay of stays(world)) {
    const { deposit } = stay;
    if (deposit?.status !== 'failed' || deposit.authorizeAt > now) continue;
    for (const payment of stay.payments)
      if (payment.purpose === 'security-deposit' && payment.status === 'failed') giveUp(payment, now);
  }
  await learnHolds(world, now);
}

function giveUp(payment: Payment, now: number): void {
  const { statusOrder } = payment;
  cancelLocally(payment, now, 'given-up');
  if (isLater(statusOrder, payment.statusOrder)) payment.statusOrder = statusOrder;
}

const holdSchema = v.object({
  reservation: v.string(),
  payment: v.string(),
  provider: v.picklist(['stripe', 'paypal']),
  amount: minorSchema,
});

/** Which of the deposits that are due the schedule has begun with, of those that are in hand; any other would be wrong. */
async function learnHolds({ runtime, stays: stories }: World, now: number): Promise<void> {
  const rows = await runtime.database.query(sql`
    select p.reservation_id as reservation, p.id as payment, p.provider, p.amount_minor::float8 as amount from unnest(${sql.param([...stories.keys()])}::text[]) story(id)
      join payments p on p.reservation_id = story.id where p.purpose = 'security-deposit' and p.status = 'pending' order by p.id`);
  const begun = new Set<string>();
  for (const { reservation, payment, provider, amount } of rowsOf(holdSchema, rows)) {
    const story = stories.get(reservation);
    if (!story || story.stay.payments.some(({ id }) => id === payment)) continue;
    const { stay, remotes } = story;
    const isDue =
      stay.status === 'confirmed' &&
      (stay.deposit?.status === 'scheduled' || stay.deposit?.status === 'failed') &&
      stay.deposit.authorizeAt <= now;
    same('a hold that is due', [isDue, amount], [true, stay.deposit?.amount]);
    if (!stay.deposit) continue;
    stay.deposit.status = 'authorizing';
    stay.payments.push(newPayment(stay, payment, provider, 'security-deposit', amount, now));
    remotes.set(payment, openRemote(provider, payment, amount, stay.currency, true));
    begun.add(reservation);
    stay.history.push(`  ${payment} is to hold ${amount}`);
  }
}

/** The call that holds a deposit is made: the bank takes it or refuses. */
export async function hold(world: World, { stay, remotes }: Story): Promise<void> {
  const payment = stay.payments.find(
    ({ purpose, status }) =>
      purpose === 'security-deposit' && (status === 'pending' || status === 'processing'),
  );
  const remote = payment && remotes.get(payment.id);
  if (!remote) return;
  begin(world, stay, `hold by ${payment.id}`);
  if (remote.status === 'pending') remote.status = world.draw.chance(0.75) ? 'authorized' : 'failed';
  const event = eventFromResponse(world.runtime, remote.provider, 'hold', paymentFact(remote));
  // The answer may be lost; then the call is made again.
  if (world.draw.chance(0.9)) await applyEvent(world, payment, event);
}

/** The staff take a part of what is held, or more than that, which is refused. */
export async function take(world: World, { stay }: Story): Promise<void> {
  const { runtime, draw } = world;
  const { deposit } = stay;
  if (!deposit) return;
  begin(world, stay, 'take of the deposit');
  const amount = draw.chance(0.3) ? deposit.amount + draw.between(1, 1000) : draw.between(1, deposit.amount);
  const work = () =>
    captureDepositPart(runtime, 'key:soak', stay.id, {
      amount: minor(amount),
      reason: 'a broken vase',
      evidenceNote: 'a photograph',
    });
  stay.history.push(`  ${amount} of ${deposit.amount}, ${deposit.status}`);
  if (deposit.status !== 'authorized') return refused(world, 'state-conflict', work);
  const provider = deposit.heldBy?.provider;
  const limits = provider && provider !== 'credit' ? limitsOf(provider, stay.currency) : undefined;
  const isMovable = !limits || (amount >= limits.least && amount % limits.step === 0);
  if (amount > deposit.amount || !isMovable) return refused(world, 'validation-failed', work);
  await work();
  deposit.status = 'capturing';
  deposit.captured = amount;
}

/** The staff give it back. */
export async function release(world: World, { stay }: Story): Promise<void> {
  if (!stay.deposit) return;
  begin(world, stay, 'release the deposit');
  const shown = await releaseDeposit(world.runtime, 'key:soak', stay.id);
  endDeposit(stay);
  same('the deposit', [shown.status, shown.captured.amount], [stay.deposit.status, stay.deposit.captured]);
}
