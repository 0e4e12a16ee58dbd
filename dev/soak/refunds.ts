import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { eventFromResponse } from '../../src/payment/provider/event-from-response.ts';
import { rowsOf } from '../../src/platform/database/database.ts';
import { identify } from '../../src/platform/idempotency/idempotency.ts';
import { type Currency, minor, minorSchema } from '../../src/platform/money/money.ts';
import { requestRefund } from '../../src/workflows/payment/request-refund.ts';
import { applyEvent } from './apply-event.ts';
import { left, type Payment, type Refund } from './books.ts';
import { expectStaffRefund, refundable } from './expect-request.ts';
import { refundRemotely } from './remote.ts';
import { begin, refused, type Story, same, unique, type World } from './world.ts';

const actor = 'key:soak';

/** The staff send money back: a part, the rest, more than is left, in the wrong currency, and again under the same key. */
export async function refundByStaff(world: World, { stay }: Story): Promise<void> {
  const { runtime, draw } = world;
  const payment = draw.anyOf(stay.payments);
  if (!payment) return;
  begin(world, stay, `the staff refund of ${payment.id}`);
  const most = left(payment);
  const wanted = draw.chance(0.3)
    ? undefined
    : draw.chance(0.4)
      ? Math.max(1, most) + draw.between(1, 1000)
      : draw.between(1, Math.max(1, most));
  const isWrongCurrency = draw.chance(0.05);
  const currency = (isWrongCurrency ? 'CHF' : stay.currency) as Currency; // codes of ISO 4217
  const request = {
    ...(wanted ? { amount: minor(wanted) } : { all: true as const }),
    currency,
    reason: 'drawn by the soak',
  };
  const key = unique(world, 'key');
  const ask = (body: typeof request) =>
    requestRefund(runtime, actor, payment.id, body, identify('soak', key, body));
  const amount = isWrongCurrency ? undefined : refundable(payment, wanted);
  stay.history.push(`  ${JSON.stringify(request)} is ${amount ?? 'refused'}`);
  if (amount === undefined) return refused(world, 'validation-failed', () => ask(request));
  const { refund, isReplay } = await ask(request);
  same('what goes back', [refund.amount.amount, isReplay], [amount, false]);
  expectStaffRefund(payment, amount, refund.id);
  if (!draw.chance(0.1)) return;
  const again = await ask(request);
  same('the same again', [again.refund.id, again.isReplay], [refund.id, true]);
  await refused(world, 'idempotency-key-reused', () => ask({ ...request, reason: 'another reason' }));
}

/** Makes the calls of refunds that wait, and now and then one that was made before, as whoever lost the answer does. */
export async function callRefunds(world: World, { stay, remotes }: Story): Promise<void> {
  const { runtime, draw } = world;
  const waits = ({ status, ref }: Refund) => status === 'pending' && (ref === undefined || draw.chance(0.1));
  const waiting = stay.payments.flatMap((payment) =>
    payment.refunds.filter(waits).map((refund) => ({ payment, refund })),
  );
  if (waiting.length === 0) return;
  begin(world, stay, 'make the calls of refunds');
  await learnIds(world, stay.payments);
  for (const { payment, refund } of waiting) {
    const remote = remotes.get(payment.id);
    if (!remote || refund.id === undefined) continue;
    const status = draw.oneOf(['pending', 'succeeded', 'succeeded', 'failed'] as const);
    const fact = refundRemotely(remote, refund.id, refund.amount, status);
    await applyEvent(
      world,
      payment,
      eventFromResponse(runtime, payment.provider as 'stripe', 'refund', fact),
    );
  }
}

const rowSchema = v.object({ id: v.string(), paymentId: v.string(), amount: minorSchema });

/** The database gives ids to the refunds that it decides itself: those of an amount that the model expects, and no others. */
async function learnIds({ runtime }: World, payments: readonly Payment[]): Promise<void> {
  const known = payments.flatMap(({ refunds }) =>
    refunds.flatMap(({ id }) => (id === undefined ? [] : [id])),
  );
  const rows =
    await runtime.database.query(sql`select f.id, f.payment_id as "paymentId", f.amount_minor::float8 as amount
    from payments p join refunds f on f.payment_id = p.id
    where p.reservation_id = ${payments[0]?.stay.id ?? null} and f.provider_ref is null and f.status = 'pending' order by f.id`);
  for (const row of rowsOf(rowSchema, rows).filter(({ id }) => !known.includes(id))) {
    const payment = payments.find(({ id }) => id === row.paymentId);
    const expected = payment?.refunds.find(
      ({ id, ref, status, amount }) =>
        id === undefined && ref === undefined && status === 'pending' && amount === row.amount,
    );
    if (!expected) throw new Error(`a refund that nobody expects: ${JSON.stringify(row)}`);
    expected.id = row.id;
  }
}
