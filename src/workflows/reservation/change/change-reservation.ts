import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import type { Actor } from '../../../audit/record.ts';
import { presentReservation, reservationResponseSchema } from '../../../booking/present-reservation.ts';
import { reservationSchema } from '../../../booking/reservation.ts';
import { firstOf } from '../../../platform/database/database.ts';
import { call } from '../../../platform/database/functions.ts';
import { described, named } from '../../../platform/described.ts';
import type { IdempotentRequest } from '../../../platform/idempotency/idempotency.ts';
import { newId } from '../../../platform/ids.ts';
import { encrypt } from '../../../platform/keys.ts';
import { Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import type { Quote } from '../../../terms/quote.ts';
import {
  alternativesSchema,
  alternativesTo,
  surroundingsOf,
  surroundingsSchema,
} from '../../reserve/alternatives.ts';
import { behindAccess } from './behind-access.ts';
import { changeRowSchema, presentChange, reservationChangeSchema } from './change-row.ts';
import { expiredChange, readChange } from './change-token.ts';

export const changedReservationSchema = named(
  'ChangedReservation',
  'A change that was made, and the reservation after it.',
  v.object({
    change: described(reservationChangeSchema, 'What was changed.'),
    reservation: described(reservationResponseSchema, 'The reservation as its guest sees it.'),
  }),
);

/** What the refusals of a change tell beside. */
export const changeExtensions = {
  409: { alternatives: v.optional(alternativesSchema) },
  412: { current: described(reservationResponseSchema, 'The reservation as it is now.') },
};

const outcomeSchema = v.variant('outcome', [
  v.object({
    outcome: v.picklist(['changed', 'replayed']),
    change: changeRowSchema,
    reservation: reservationSchema,
  }),
  v.object({ outcome: v.literal('stale'), reservation: reservationSchema }),
  v.object({ outcome: v.literal('taken'), surroundings: surroundingsSchema }),
  v.object({ outcome: v.picklist(['in-flight', 'key-reused', 'refused', 'unknown', 'over']) }),
]);
type Outcome = v.InferOutput<typeof outcomeSchema>;

/**
 * Changes a reservation as it was previewed, once for each `Idempotency-Key`: time, terms, books,
 * documents, deposit, refund and mails in one transaction, or nothing of them. Refuses with what is there
 * now where somebody was faster. One call of `change_reservation`.
 */
export async function changeReservation(
  runtime: Runtime,
  actor: Actor,
  reservation: string,
  { change, reason }: { change: string; reason: string },
  request: IdempotentRequest,
): Promise<{ changed: v.InferOutput<typeof changedReservationSchema>; isReplay: boolean }> {
  const { planned, isExpired } = await behindAccess(runtime, () => readChange(runtime, reservation, change));
  const now = runtime.clock.now();
  const { quote } = planned;
  const nearby = surroundingsOf(quote);
  const id = newId('change', now, runtime.random);
  const changing = call('change_reservation', {
    keyDigest: request.keyDigest,
    requestDigest: request.requestDigest,
    isRefused: isExpired,
    id,
    reservation,
    version: planned.version,
    item: quote.item.id,
    unit: planned.unit,
    isResold: planned.isResold,
    startsAt: quote.startsAt,
    endsAt: quote.endsAt,
    turnaroundMinutes: quote.item.turnaroundMinutes,
    guests: quote.guests,
    quote,
    totalMinor: quote.total,
    dueNowMinor: quote.paymentPlan.dueNow,
    balanceDueAt: quote.paymentPlan.balanceDueAt,
    securityDepositMinor: quote.securityDeposit,
    ignoresStayRules: planned.ignoresStayRules,
    reasonSealed: encrypt(runtime.config.keys, runtime.random, id, reason),
    actor,
    nearbyFrom: nearby.from,
    nearbyTo: nearby.to,
    now,
  });
  const [rows] = await runtime.database.batch([sql`select ${changing} as outcome`]);
  const outcome = firstOf(v.object({ outcome: outcomeSchema }), rows)?.outcome;
  if (!outcome) throw new Error('change_reservation gave no row');
  if (!('change' in outcome)) throw refusal(runtime, quote, outcome);
  return {
    changed: {
      change: presentChange(runtime, outcome.change, outcome.reservation.currency),
      reservation: presentReservation(runtime, outcome.reservation),
    },
    isReplay: outcome.outcome === 'replayed',
  };
}

function refusal(runtime: Runtime, quote: Quote, outcome: Exclude<Outcome, { change: unknown }>): Problem {
  switch (outcome.outcome) {
    case 'stale':
      return new Problem('version-changed', 'It is not what it was when this was previewed. Look again.', {
        extensions: { current: presentReservation(runtime, outcome.reservation) },
      });
    case 'taken': {
      const { surroundings } = outcome;
      const alternatives = surroundings ? alternativesTo(quote, surroundings, runtime.clock.now()) : [];
      return new Problem('slot-taken', `${quote.item.name} has been taken for that time.`, {
        extensions: { alternatives },
      });
    }
    case 'over':
      return new Problem('state-conflict', 'This reservation can no longer be changed.');
    case 'key-reused':
      return new Problem('idempotency-key-reused', 'Take a new Idempotency-Key for a new request.');
    case 'in-flight':
      return new Problem('request-in-flight', 'Wait for the answer to your first request.', {
        headers: { 'Retry-After': '1' },
      });
    case 'refused':
      return expiredChange();
    case 'unknown':
      return new Problem('not-found', 'There is no such reservation.');
  }
}
