import * as v from 'valibot';
import { reservationSchema } from '../booking/reservation.ts';
import { instantSchema } from '../platform/database.ts';
import { currencySchema, minorSchema } from '../platform/money.ts';
import { templates } from './template-names.ts';

/** A message to be delivered, with what it is about. Which of them is there follows from the template. */
export const messageSchema = v.object({
  id: v.string(),
  template: v.picklist(templates),
  attempts: v.number(),
  details: v.object({ amountMinor: v.optional(minorSchema), days: v.optional(v.number()) }),
  reservation: v.nullable(reservationSchema),
  enquiry: v.nullable(
    v.object({
      id: v.string(),
      language: v.string(),
      contentSealed: v.string(),
      createdAt: instantSchema,
      itemName: v.nullable(v.string()),
    }),
  ),
  payment: v.nullable(
    v.object({
      id: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      captured: minorSchema,
      quarantineReason: v.nullable(v.string()),
      providerRef: v.nullable(v.string()),
      reference: v.string(),
    }),
  ),
  dispute: v.nullable(
    v.object({
      id: v.string(),
      provider: v.string(),
      amount: minorSchema,
      currency: currencySchema,
      status: v.string(),
      reason: v.string(),
      evidenceDueAt: v.nullable(instantSchema),
      reference: v.string(),
    }),
  ),
  reconciliation: v.nullable(
    v.object({
      id: v.string(),
      provider: v.string(),
      fromAt: instantSchema,
      toAt: instantSchema,
      differences: v.number(),
    }),
  ),
});

export type Message = v.InferOutput<typeof messageSchema>;

/** A mail ready to be sent to one plain mailbox. */
export interface Mail {
  readonly to: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly calendarFile?: string;
  readonly documents?: readonly { readonly filename: string; readonly pdf: Uint8Array }[];
}
