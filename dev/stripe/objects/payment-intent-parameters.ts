import * as v from 'valibot';
import {
  amount,
  currency,
  email,
  flag,
  integer,
  list,
  metadata,
  text,
  unsettableText,
} from '../wire/parameters.ts';

const captureMethod = v.picklist(['automatic', 'automatic_async', 'manual']);
const whetherAvailable = v.optional(v.picklist(['if_available', 'never']));
const futureUsage = v.picklist(['off_session', 'on_session']);

const methodOptions = v.strictObject({
  card: v.optional(
    v.strictObject({
      capture_method: v.optional(v.picklist(['manual'])),
      request_extended_authorization: whetherAvailable,
      request_incremental_authorization: whetherAvailable,
      request_multicapture: whetherAvailable,
      request_overcapture: whetherAvailable,
      request_three_d_secure: v.optional(v.picklist(['any', 'automatic', 'challenge'])),
      setup_future_usage: v.optional(v.picklist(['none', 'off_session', 'on_session'])),
    }),
  ),
});

/** What a payment intent can be given when it is created and changed later. */
const described = {
  capture_method: v.optional(captureMethod),
  metadata: v.optional(metadata),
  payment_method: v.optional(text),
  payment_method_options: v.optional(methodOptions),
  receipt_email: v.optional(email),
  setup_future_usage: v.optional(futureUsage),
};

/** How an attempt to pay is made. */
const attempted = {
  error_on_requires_action: v.optional(flag, 'false'),
  off_session: v.optional(flag, 'false'),
  return_url: v.optional(v.pipe(text, v.url())),
};

export const createParameters = {
  ...described,
  ...attempted,
  amount,
  currency,
  automatic_payment_methods: v.optional(
    v.strictObject({
      enabled: flag,
      allow_redirects: v.optional(v.picklist(['always', 'never']), 'always'),
    }),
  ),
  confirm: v.optional(flag, 'false'),
  confirmation_method: v.optional(v.picklist(['automatic', 'manual'])),
  customer: v.optional(text),
  description: v.optional(text),
  excluded_payment_method_types: v.optional(list(text)),
  allowed_payment_method_types: v.optional(list(v.picklist(['card']))),
  statement_descriptor: v.optional(v.pipe(text, v.maxLength(22))),
  statement_descriptor_suffix: v.optional(v.pipe(text, v.maxLength(22))),
};

export const updateParameters = {
  ...described,
  amount: v.optional(amount),
  currency: v.optional(currency),
  description: v.optional(unsettableText),
  statement_descriptor: v.optional(v.pipe(unsettableText, v.maxLength(22))),
  statement_descriptor_suffix: v.optional(v.pipe(unsettableText, v.maxLength(22))),
};

export const confirmParameters = {
  ...attempted,
  capture_method: described.capture_method,
  payment_method: described.payment_method,
  payment_method_options: described.payment_method_options,
  receipt_email: described.receipt_email,
  setup_future_usage: described.setup_future_usage,
};

export const captureParameters = {
  amount_to_capture: v.optional(v.pipe(integer, v.minValue(1))),
  metadata: v.optional(metadata),
};

export const cancelParameters = {
  cancellation_reason: v.optional(
    v.picklist(['abandoned', 'duplicate', 'fraudulent', 'requested_by_customer']),
  ),
};

const parametersOf = <Entries extends v.ObjectEntries>(entries: Entries) => v.strictObject(entries);

type Parameters<Entries extends v.ObjectEntries> = v.InferOutput<ReturnType<typeof parametersOf<Entries>>>;

export type CreateParameters = Parameters<typeof createParameters>;
export type UpdateParameters = Parameters<typeof updateParameters>;
export type ConfirmParameters = Parameters<typeof confirmParameters>;
export type CaptureParameters = Parameters<typeof captureParameters>;
export type CancelParameters = Parameters<typeof cancelParameters>;
export type MethodOptions = v.InferOutput<typeof methodOptions>;
