import * as v from 'valibot';
import { paypalMoneySchema } from './amount.ts';

/** What of PayPal's objects we read (Orders v2, Payments v2, Disputes v1). */
const relatedIds = v.optional(
  v.object({
    related_ids: v.optional(
      v.object({
        order_id: v.optional(v.string()),
        authorization_id: v.optional(v.string()),
        capture_id: v.optional(v.string()),
      }),
    ),
  }),
);

export const captureSchema = v.object({
  id: v.string(),
  status: v.picklist(['COMPLETED', 'DECLINED', 'PARTIALLY_REFUNDED', 'PENDING', 'REFUNDED', 'FAILED']),
  amount: paypalMoneySchema,
  custom_id: v.optional(v.string()),
  supplementary_data: relatedIds,
});
export type PaypalCapture = v.InferOutput<typeof captureSchema>;

export const authorizationSchema = v.object({
  id: v.string(),
  status: v.picklist(['CREATED', 'CAPTURED', 'DENIED', 'PARTIALLY_CAPTURED', 'VOIDED', 'PENDING']),
  amount: v.optional(paypalMoneySchema),
  custom_id: v.optional(v.string()),
  create_time: v.optional(v.string()),
  supplementary_data: relatedIds,
});
export type PaypalAuthorization = v.InferOutput<typeof authorizationSchema>;

export const orderSchema = v.object({
  id: v.string(),
  intent: v.optional(v.picklist(['CAPTURE', 'AUTHORIZE']), 'CAPTURE'),
  status: v.picklist(['CREATED', 'SAVED', 'APPROVED', 'VOIDED', 'COMPLETED', 'PAYER_ACTION_REQUIRED']),
  purchase_units: v.optional(
    v.array(
      v.object({
        custom_id: v.optional(v.string()),
        amount: v.optional(paypalMoneySchema),
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

export const refundObjectSchema = v.object({
  id: v.string(),
  status: v.picklist(['CANCELLED', 'FAILED', 'PENDING', 'COMPLETED']),
  amount: paypalMoneySchema,
  custom_id: v.optional(v.string()),
  links: v.optional(v.array(v.object({ rel: v.string(), href: v.string() })), []),
});
export type PaypalRefund = v.InferOutput<typeof refundObjectSchema>;

export const disputeSchema = v.object({
  dispute_id: v.string(),
  disputed_transactions: v.optional(
    v.array(
      v.object({
        seller_transaction_id: v.optional(v.string()),
        custom: v.optional(v.string()),
        invoice_number: v.optional(v.string()),
      }),
    ),
    [],
  ),
  dispute_amount: paypalMoneySchema,
  reason: v.optional(v.string(), 'UNKNOWN'),
  status: v.string(),
  seller_response_due_date: v.optional(v.string()),
  dispute_outcome: v.optional(v.object({ outcome_code: v.optional(v.string(), '') })),
});
export type PaypalDispute = v.InferOutput<typeof disputeSchema>;
