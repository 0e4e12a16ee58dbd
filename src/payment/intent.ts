import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { reservationStatuses } from '../booking/reservation.ts';
import { firstOf, instantSchema } from '../platform/database.ts';
import { idSchema, newId } from '../platform/ids.ts';
import { currencySchema, minorSchema, moneySchema } from '../platform/money.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { providers } from './provider.ts';
import { providerOf } from './providers.ts';

/** Which reservation to pay, and through whom. The amount is what the reservation says. */
export const paymentIntentRequestSchema = v.strictObject({
  reservation: idSchema('reservation'),
  provider: v.optional(v.picklist(providers, `Choose one of ${providers.join(', ')}.`), 'stripe'),
});

export const paymentIntentResponseSchema = v.object({
  id: v.string(),
  reservation: v.string(),
  provider: v.picklist(providers),
  amount: moneySchema,
  /** For the provider's own script on the page. */
  checkout: v.object({ clientSecret: v.string(), publishableKey: v.string(), scriptUrl: v.string() }),
});

const foundSchema = v.object({
  status: v.picklist(reservationStatuses),
  holdExpiresAt: instantSchema,
  reference: v.string(),
  itemName: v.string(),
  payment: v.nullable(
    v.object({
      id: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      providerRef: v.nullable(v.string()),
    }),
  ),
});

interface OpenedPayment {
  readonly response: v.InferOutput<typeof paymentIntentResponseSchema>;
  /** Notes the provider's id after the answer. If this is lost, the first event brings it. */
  readonly afterwards: () => Promise<void>;
}

/**
 * Opens the payment of a held reservation, or finds the one that is open. The row is there before the provider is called,
 * and its id is the provider's idempotency key: however often this is asked, there is one payment at the provider. One
 * statement and one call; the provider's id is written after the answer.
 */
export async function openPayment(
  runtime: Runtime,
  request: v.InferOutput<typeof paymentIntentRequestSchema>,
): Promise<OpenedPayment> {
  const now = runtime.clock.now().toISOString();
  const rows = await runtime.database.query(sql`
    with payable as (
      select r.id, r.total_minor, r.currency from reservations r
      where r.id = ${request.reservation} and r.status = 'held' and r.hold_expires_at > ${now}
    ), opened as (
      insert into payments (id, reservation_id, provider, amount_minor, currency, created_at)
      select ${newId('payment', runtime.clock.now(), runtime.random)}, id, ${request.provider}, total_minor, currency, ${now} from payable
      on conflict (reservation_id) where status in ('pending', 'processing', 'failed') do update set status = payments.status
      returning id, amount_minor, currency, provider_ref
    )
    select json_build_object('status', r.status, 'holdExpiresAt', r.hold_expires_at, 'reference', r.reference, 'itemName', r.quote->'item'->>'name',
      'payment', (select json_build_object('id', o.id, 'amount', o.amount_minor, 'currency', o.currency, 'providerRef', o.provider_ref) from opened o)) as found
    from reservations r where r.id = ${request.reservation}`);
  const found = firstOf(v.object({ found: foundSchema }), rows)?.found;
  if (!found) throw new Problem('not-found', 'There is no such reservation.');
  if (!found.payment) throw notPayable(found.status);
  const { id, amount, currency, providerRef: knownRef } = found.payment;
  const order = { paymentId: id, amount, currency, description: `${found.itemName}, ${found.reference}` };
  const provider = providerOf(runtime, request.provider);
  const { providerRef, checkout } = await (knownRef ? provider.find(knownRef) : provider.create(order));
  return {
    response: {
      id,
      reservation: request.reservation,
      provider: request.provider,
      amount: { amount, currency },
      checkout,
    },
    afterwards: async () => {
      await runtime.database.query(
        sql`update payments set provider_ref = ${providerRef} where id = ${id} and provider_ref is null`,
      );
    },
  };
}

function notPayable(status: (typeof reservationStatuses)[number]): Problem {
  if (status === 'confirmed') return new Problem('state-conflict', 'This reservation is already paid.');
  if (status === 'cancelled') return new Problem('state-conflict', 'This reservation was cancelled.');
  return new Problem('state-conflict', 'The time to pay is over. Please reserve again.');
}
