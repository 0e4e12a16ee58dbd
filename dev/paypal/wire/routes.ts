/** The endpoints of the API that the sandbox has; faults and counts go by these names. */
export const routes = [
  'POST /v1/oauth2/token',
  'POST /v2/checkout/orders',
  'GET /v2/checkout/orders/:id',
  'POST /v2/checkout/orders/:id/authorize',
  'POST /v2/checkout/orders/:id/capture',
  'GET /v2/payments/authorizations/:id',
  'POST /v2/payments/authorizations/:id/capture',
  'POST /v2/payments/authorizations/:id/void',
  'POST /v2/payments/authorizations/:id/reauthorize',
  'GET /v2/payments/captures/:id',
  'POST /v2/payments/captures/:id/refund',
  'GET /v2/payments/refunds/:id',
  'GET /v1/reporting/transactions',
  'GET /v1/customer/disputes',
  'GET /v1/customer/disputes/:id',
  'GET /v1/notifications/certs/:id',
  'POST /v1/notifications/webhooks',
  'GET /v1/notifications/webhooks',
  'PATCH /v1/notifications/webhooks/:id',
] as const;

export type Route = (typeof routes)[number];
