/** The endpoints of the API that the sandbox has; faults and counts go by these names. */
export const routes = [
  'POST /v1/payment_intents',
  'GET /v1/payment_intents',
  'GET /v1/payment_intents/search',
  'GET /v1/payment_intents/:id',
  'POST /v1/payment_intents/:id',
  'POST /v1/payment_intents/:id/confirm',
  'POST /v1/payment_intents/:id/capture',
  'POST /v1/payment_intents/:id/cancel',
  'GET /v1/charges/search',
  'GET /v1/charges/:id',
  'POST /v1/customers',
  'GET /v1/customers/search',
  'GET /v1/customers/:id',
  'GET /v1/payment_methods/:id',
  'GET /v1/disputes',
  'GET /v1/disputes/:id',
  'GET /v1/balance_transactions',
  'GET /v1/balance_transactions/:id',
  'POST /v1/refunds',
  'GET /v1/refunds',
  'GET /v1/refunds/:id',
  'GET /v1/events',
  'GET /v1/events/:id',
] as const;

export type Route = (typeof routes)[number];
