import * as v from 'valibot';
import { paypalMoneySchema } from './amount.ts';

/**
 * What of PayPal's objects we read (Orders v2, Payments v2, Disputes v1). Ids and words are kept, so they
 * must be such.
 */
const idText = v.pipe(v.string(), v.regex(/^[\w-]{1,255}$/));

/** RFC 3339, of a day that there is. */
export const instantTextSchema = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:?\d\d)$/),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

/** More than nothing; PayPal's lists alone write amounts below zero. */
const amount = v.pipe(
  paypalMoneySchema,
  v.check(
    ({ currency_code, value }) =>
      /^[A-Z]{3}$/.test(currency_code) && /^(?=.*[1-9])\d{1,13}(\.\d{1,3})?$/.test(value),
  ),
);

const relatedIds = v.optional(
  v.object({
    related_ids: v.optional(
      v.object({
        order_id: v.optional(idText),
        authorization_id: v.optional(idText),
        capture_id: v.optional(idText),
      }),
    ),
  }),
);

export const captureSchema = v.object({
  id: idText,
  status: v.picklist(['COMPLETED', 'DECLINED', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'FAILED']),
  amount,
  custom_id: v.optional(v.string()),
  supplementary_data: relatedIds,
});
export type PaypalCapture = v.InferOutput<typeof captureSchema>;

export const authorizationSchema = v.object({
  id: idText,
  status: v.picklist(['CREATED', 'CAPTURED', 'DENIED', 'PARTIALLY_CAPTURED', 'VOIDED', 'PENDING']),
  amount: v.optional(amount),
  custom_id: v.optional(v.string()),
  create_time: v.optional(instantTextSchema),
  supplementary_data: relatedIds,
});
export type PaypalAuthorization = v.InferOutput<typeof authorizationSchema>;

export const orderSchema = v.object({
  id: idText,
  intent: v.optional(v.picklist(['CAPTURE', 'AUTHORIZE']), 'CAPTURE'),
  status: v.picklist(['CREATED', 'SAVED', 'APPROVED', 'VOIDED', 'COMPLETED', 'PAYER_ACTION_REQUIRED']),
  purchase_units: v.optional(
    v.array(
      v.object({
        custom_id: v.optional(v.string()),
        amount: v.optional(amount),
        payments: v.optional(
          v.object({
            captures: v.optional(v.array(captureSchema), []),
            authorizations: v.optional(v.array(authorizationSchema), []),
          }),
        ),
      }),
    ),
    [],
  ),
  payment_source: v.optional(
    v.object({
      paypal: v.optional(
        v.object({
          attributes: v.optional(
            v.object({
              vault: v.optional(
                v.object({
                  id: v.optional(v.string()),
                  customer: v.optional(v.object({ id: v.optional(v.string()) })),
                }),
              ),
            }),
          ),
          address: v.optional(v.object({ country_code: v.optional(v.string()) })),
        }),
      ),
    }),
  ),
  links: v.optional(v.array(v.object({ rel: v.string(), href: v.string() })), []),
});
export type PaypalOrder = v.InferOutput<typeof orderSchema>;

/** What of an order leads its payer on, whatever else it says. */
export const resumedOrderSchema = v.object({
  id: idText,
  status: v.string(),
  links: orderSchema.entries.links,
});

/** What was made, whatever is said of it. */
export const madeOrderSchema = v.looseObject({ id: idText });

/** A hold that was renewed, whatever its status. */
export const renewedSchema = v.object({
  id: idText,
  status: v.string(),
  create_time: authorizationSchema.entries.create_time,
});

/** What an order holds, whatever else it says. */
export const holdsSchema = v.object({
  purchase_units: v.optional(
    v.array(
      v.object({
        payments: v.optional(
          v.object({ authorizations: v.optional(v.array(v.object({ id: idText, status: v.string() })), []) }),
        ),
      }),
    ),
    [],
  ),
});

export const refundObjectSchema = v.object({
  id: idText,
  status: v.picklist(['CANCELLED', 'FAILED', 'PENDING', 'COMPLETED']),
  amount,
  custom_id: v.optional(v.string()),
  links: v.optional(v.array(v.object({ rel: v.string(), href: v.string() })), []),
});
export type PaypalRefund = v.InferOutput<typeof refundObjectSchema>;

/**
 * The answer to a refund that we asked for: it is made, so it is not to be made again; what a status that is
 * new says of it, its events or the comparison tell once it is known.
 */
export const madeRefundSchema = v.object({
  ...refundObjectSchema.entries,
  status: v.fallback(refundObjectSchema.entries.status, 'PENDING'),
});

export const disputeSchema = v.object({
  dispute_id: idText,
  disputed_transactions: v.optional(
    v.array(
      v.object({
        seller_transaction_id: v.optional(idText),
        custom: v.optional(v.string()),
        invoice_number: v.optional(v.string()),
      }),
    ),
    [],
  ),
  dispute_amount: amount,
  reason: v.optional(idText, 'UNKNOWN'),
  status: v.string(),
  seller_response_due_date: v.optional(instantTextSchema),
  dispute_outcome: v.optional(v.object({ outcome_code: v.optional(v.string(), '') })),
});
export type PaypalDispute = v.InferOutput<typeof disputeSchema>;
