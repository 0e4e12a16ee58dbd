import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { guestOf, reservationJson, reservationSchema } from '../../booking/reservation.ts';
import type { Evidence } from '../../document/evidence.ts';
import { providers } from '../../payment/provider/provider.ts';
import { firstOf, instantSchema } from '../../platform/database/database.ts';
import { decrypt } from '../../platform/keys.ts';
import { currencySchema, type Minor, minorSchema } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';

const instantText = v.pipe(
  instantSchema,
  v.transform((instant) => instant.toISOString()),
);

const entitySchema = v.object({
  name: v.string(),
  address_lines: v.array(v.string()),
  tax_id: v.nullable(v.string()),
  email: v.string(),
  time_zone: v.string(),
});

const foundSchema = v.object({
  dispute: v.object({
    id: v.string(),
    provider: v.picklist(providers),
    providerReference: v.string(),
    amount: minorSchema,
    currency: currencySchema,
    reason: v.string(),
    status: v.string(),
    openedAt: instantText,
    evidenceDueAt: v.nullable(instantText),
  }),
  issuer: entitySchema,
  reservation: reservationSchema,
  acceptanceSealed: v.string(),
  mails: v.array(v.object({ sentAt: instantText, subject: v.string() })),
  payments: v.array(
    v.object({
      at: instantText,
      provider: v.string(),
      providerReference: v.nullable(v.string()),
      amount: minorSchema,
      status: v.string(),
    }),
  ),
  refunds: v.array(
    v.object({
      at: instantText,
      providerReference: v.nullable(v.string()),
      amount: minorSchema,
      reason: v.string(),
      status: v.string(),
    }),
  ),
  timeline: v.array(
    v.object({ at: instantText, actor: v.string(), action: v.string(), details: v.string() }),
  ),
});

const acceptanceSchema = v.union([
  v.object({ at: v.string(), address: v.string(), userAgent: v.optional(v.string(), 'unknown') }),
  /** What the staff booked, nobody has accepted. */
  v.object({ at: v.string(), bookedBy: v.string() }),
]);

/** Everything that speaks for us in a dispute. 404 for an unknown one. One statement. */
export async function evidenceOf(runtime: Runtime, disputeId: string): Promise<Evidence> {
  const rows = await runtime.database.query(sql`
    select json_build_object(
      'dispute', json_build_object('id', d.id, 'provider', d.provider, 'providerReference', d.provider_ref, 'amount', d.amount_minor, 'currency', d.currency,
        'reason', d.reason, 'status', d.status, 'openedAt', d.created_at, 'evidenceDueAt', d.evidence_due_at),
      'issuer', (select to_jsonb(e) from items i join legal_entities e on e.code = coalesce(r.legal_entity, i.legal_entity) where i.id = r.item_id),
      'reservation', ${reservationJson}, 'acceptanceSealed', r.acceptance_sealed,
      'mails', (select coalesce(json_agg(json_build_object('sentAt', o.sent_at, 'subject', coalesce(o.sent_subject, o.template)) order by o.sent_at), '[]')
        from outbox o where o.channel = 'mail' and o.status = 'sent' and o.template like 'guest-%'
          and o.subject_id in (select r.id union select p.id from payments p where p.reservation_id = r.id)),
      'payments', (select coalesce(json_agg(json_build_object('at', p.created_at, 'provider', p.provider, 'providerReference', p.provider_ref, 'amount', p.amount_minor, 'status', p.status) order by p.created_at), '[]')
        from payments p where p.reservation_id = r.id),
      'refunds', (select coalesce(json_agg(json_build_object('at', f.created_at, 'providerReference', f.provider_ref, 'amount', f.amount_minor, 'reason', f.reason, 'status', f.status) order by f.created_at), '[]')
        from refunds f join payments p on p.id = f.payment_id where p.reservation_id = r.id),
      'timeline', (select coalesce(json_agg(json_build_object('at', a.at, 'actor', a.actor, 'action', a.action, 'details', a.details::text) order by a.sequence), '[]')
        from audit_events a where a.subject_id in (select r.id union select p.id from payments p where p.reservation_id = r.id))) as found
    from disputes d join payments p on p.id = d.payment_id join reservations r on r.id = p.reservation_id where d.id = ${disputeId}`);
  const found = firstOf(v.object({ found: foundSchema }), rows)?.found;
  if (!found) throw new Problem('not-found', 'There is no such dispute.');
  return arrange(runtime, found);
}

function arrange(runtime: Runtime, found: v.InferOutput<typeof foundSchema>): Evidence {
  const { dispute, issuer, reservation, payments, refunds, timeline } = found;
  const { quote, currency } = reservation;
  const guest = guestOf(runtime, reservation);
  const money = (amount: Minor) => ({ amount, currency });
  const { amount, currency: disputed, ...rest } = dispute;
  return {
    preparedAt: runtime.clock.now().toISOString(),
    issuer: {
      name: issuer.name,
      addressLines: issuer.address_lines,
      taxId: issuer.tax_id,
      email: issuer.email,
      timeZone: issuer.time_zone,
    },
    dispute: { ...rest, amount: { amount, currency: disputed } },
    booking: {
      reference: reservation.reference,
      status: reservation.status,
      itemName: quote.item.name,
      city: quote.item.city,
      startsAt: reservation.startsAt.toISOString(),
      endsAt: reservation.endsAt.toISOString(),
      timeZone: quote.item.timeZone,
      guests: reservation.guests,
      total: money(reservation.total),
      customer: { name: guest.name, email: guest.email ?? null, phone: guest.phone ?? null },
      bookedAt: reservation.createdAt.toISOString(),
      confirmedAt: reservation.confirmedAt?.toISOString() ?? null,
      cancelledAt: reservation.cancelledAt?.toISOString() ?? null,
    },
    policy: {
      name: quote.cancellationPolicy.name,
      version: quote.cancellationPolicy.version,
      text: quote.cancellationPolicy.text,
      acceptance: acceptanceOf(runtime, reservation.id, found.acceptanceSealed),
    },
    mails: found.mails.map((mail) => ({ ...mail, recipient: guest.email ?? '' })),
    confirmations: timeline
      .filter(({ action }) => action === 'reservation.confirmed' || action === 'confirmation.sent-again')
      .map(({ at, action }) => ({ at, text: action })),
    payments: payments.map((payment) => ({ ...payment, amount: money(payment.amount) })),
    refunds: refunds.map((refund) => ({ ...refund, amount: money(refund.amount) })),
    timeline,
  };
}

function acceptanceOf(runtime: Runtime, reservationId: string, sealed: string) {
  const kept = v.parse(acceptanceSchema, JSON.parse(decrypt(runtime.config.keys, reservationId, sealed)));
  if ('bookedBy' in kept) return null;
  const { at, address, userAgent } = kept;
  return { acceptedAt: at, networkAddress: address, userAgent };
}
