import * as v from 'valibot';
import { purposes } from '../../account/one-time-token.ts';
import { roles } from '../../account/permissions.ts';
import { userSchema } from '../../account/user.ts';
import { reservationSchema } from '../../booking/reservation.ts';
import { type MailTemplate, templates } from '../../outbox/kinds.ts';
import { instantSchema } from '../../platform/database/database.ts';
import { languageSchema } from '../../platform/languages.ts';
import { currencySchema, minorSchema } from '../../platform/money/money.ts';
import { addedKinds } from '../../texts/user-mail-texts.ts';

/** A message to be delivered, with what it is about. Which of them is there follows from the template. */
export const messageSchema = v.object({
  id: v.string(),
  template: v.picklist(templates),
  attempts: v.number(),
  details: v.object({
    amountMinor: v.optional(minorSchema),
    /** What goes back besides once a dispute about it is decided for the business. */
    waitingMinor: v.optional(minorSchema),
    days: v.optional(v.number()),
    /** Whether a payment that failed had been on its way by a method that takes days. */
    wasInProcess: v.optional(v.boolean()),
    /** What the owner is to send back by bank transfer. */
    refundId: v.optional(v.string()),
    /** Until when what went back onto a gift card or store credit can be used. */
    usableUntil: v.optional(instantSchema),
    /** The instants of a stay before its zone's rules changed. */
    before: v.optional(v.object({ startsAt: instantSchema, endsAt: instantSchema })),
    /** Which cap of text messages was reached, and by one to which country. */
    texts: v.optional(
      v.object({
        cap: v.picklist(['prefix', 'country', 'hour', 'day']),
        most: v.number(),
        country: v.string(),
      }),
    ),
    /** The reference of the reservation that is in a stay's way. */
    clashesWith: v.nullish(v.string()),
  }),
  reservation: v.nullable(reservationSchema),
  /** Whether another mail to the guest says it too, or something newer. */
  isOvertaken: v.boolean(),
  /** Who has had a mail about it before: `guest`, `owner`. */
  hasTold: v.array(v.string()),
  /** Whether a payment of the reservation waits for the staff to decide. */
  isInReview: v.boolean(),
  /** Whether the stay is in the way of another since the rules of its zone changed. */
  isSetAside: v.boolean(),
  depositStatus: v.nullable(v.string()),
  /** Of the refund that the owner is to send. */
  refundStatus: v.nullable(v.string()),
  /** Of what is to go back, what came by bank transfer and waits for the owner to send it. */
  toTransferBack: minorSchema,
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
  /** The one-time secret that a letter about an account is about, and the account, if there is one. */
  oneTime: v.nullable(
    v.object({
      id: v.string(),
      purpose: v.picklist(purposes),
      email: v.nullable(v.string()),
      createdAt: instantSchema,
      expiresAt: instantSchema,
      consumedAt: v.nullable(instantSchema),
      data: v.object({
        language: v.optional(languageSchema),
        role: v.optional(v.picklist(roles)),
        device: v.optional(v.string()),
        place: v.nullish(v.string()),
        kind: v.optional(v.picklist(addedKinds)),
        name: v.optional(v.string()),
        provider: v.optional(v.string()),
      }),
      /** Of a wish to have the link again: the registration that it is about. */
      registration: v.nullable(
        v.object({ id: v.string(), language: v.nullable(languageSchema), expiresAt: instantSchema }),
      ),
      /** Of an invitation: who gave it, where that was a person. */
      inviter: v.nullable(v.object({ id: v.string(), profileSealed: v.nullable(v.string()) })),
      /** What "it was not me" takes back beside what the letter tells. */
      also: v.array(
        v.object({ kind: v.picklist([...addedKinds, 'identity', 'invitation']), name: v.string() }),
      ),
    }),
  ),
  user: v.nullable(userSchema),
  /** To which a code goes. */
  phone: v.nullable(v.object({ id: v.string(), secretSealed: v.string() })),
});

export type Message = v.InferOutput<typeof messageSchema>;

/** A message that goes out as a mail. */
export type MailMessage = Message & { readonly template: MailTemplate };
