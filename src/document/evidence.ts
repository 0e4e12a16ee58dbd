import * as v from 'valibot';
import { moneySchema } from '../platform/money.ts';
import { instantText, issuerSchema, timeZoneName } from './content.ts';

/** What is sent to a provider against a dispute: who booked what, agreed to what, was told what, and where the money went. */
export const evidenceSchema = v.object({
  preparedAt: instantText,
  issuer: issuerSchema,
  dispute: v.object({
    id: v.string(),
    provider: v.picklist(['stripe', 'paypal']),
    providerReference: v.string(),
    amount: moneySchema,
    reason: v.string(),
    status: v.string(),
    openedAt: instantText,
    /** Until when the provider takes an answer, where it says. */
    evidenceDueAt: v.nullable(instantText),
  }),
  booking: v.object({
    reference: v.string(),
    status: v.string(),
    itemName: v.string(),
    city: v.string(),
    startsAt: instantText,
    endsAt: instantText,
    /** Of the place, by whose clocks the stay begins and ends. */
    timeZone: timeZoneName,
    guests: v.number(),
    total: moneySchema,
    customer: v.object({ name: v.string(), email: v.string(), phone: v.nullable(v.string()) }),
    bookedAt: instantText,
    confirmedAt: v.nullable(instantText),
    cancelledAt: v.nullable(instantText),
  }),
  policy: v.object({
    name: v.string(),
    version: v.number(),
    text: v.string(),
    /** When and from where the guest accepted it; bookings from before this was recorded have none. */
    acceptance: v.nullable(
      v.object({ acceptedAt: instantText, networkAddress: v.string(), userAgent: v.string() }),
    ),
  }),
  mails: v.array(v.object({ sentAt: instantText, recipient: v.string(), subject: v.string() })),
  confirmations: v.array(v.object({ at: instantText, text: v.string() })),
  payments: v.array(
    v.object({
      at: instantText,
      provider: v.string(),
      providerReference: v.nullable(v.string()),
      amount: moneySchema,
      status: v.string(),
    }),
  ),
  refunds: v.array(
    v.object({
      at: instantText,
      providerReference: v.nullable(v.string()),
      amount: moneySchema,
      reason: v.string(),
      status: v.string(),
    }),
  ),
  /** From the audit log. */
  timeline: v.array(
    v.object({ at: instantText, actor: v.string(), action: v.string(), details: v.string() }),
  ),
});

export type Evidence = v.InferOutput<typeof evidenceSchema>;
