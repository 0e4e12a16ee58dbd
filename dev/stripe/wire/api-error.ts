import type Stripe from 'stripe';

/** The `error` object of an API answer: https://docs.stripe.com/api/errors. */
type ErrorBody = {
  type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  charge?: string;
  doc_url?: string;
  payment_intent?: Stripe.PaymentIntent;
  payment_method?: Stripe.PaymentMethod;
};

/** An answer of the API that is not a success; `status` decides which class the SDK throws. */
export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  /** Refused before the endpoint began to work: Stripe keeps no idempotent result of such an answer. */
  readonly beforeExecution: boolean;

  constructor(status: number, body: ErrorBody, { beforeExecution = false } = {}) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.body = body.code ? { ...body, doc_url: docUrl(body.code) } : body;
    this.beforeExecution = beforeExecution;
  }
}

/** A parameter that cannot be accepted (400). Not every refusal of Stripe's carries a code. */
export function invalidParameter(param: string, message: string, code?: string): ApiError {
  const body: ErrorBody = { type: 'invalid_request_error', message, param, ...(code && { code }) };
  return new ApiError(400, body, { beforeExecution: true });
}

/** An id that names nothing: 404 in the path, 400 as a parameter. */
export function missing(noun: string, id: string, param: string, status: 400 | 404 = 404): ApiError {
  const message = `No such ${noun}: '${id}'`;
  return new ApiError(
    status,
    { type: 'invalid_request_error', code: 'resource_missing', message, param },
    { beforeExecution: true },
  );
}

/** The payment intent's status does not permit what was asked (400). */
export function unexpectedState(intent: Stripe.PaymentIntent, message: string): ApiError {
  return new ApiError(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    message,
    payment_intent: intent,
  });
}

/** The address of the page that explains an error code. */
export function docUrl(code: string): string {
  return `https://docs.stripe.com/error-codes#${code.replaceAll('_', '-')}`;
}
