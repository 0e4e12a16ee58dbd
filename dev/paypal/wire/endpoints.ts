import {
  captureAuthorization,
  findAuthorization,
  reauthorize,
  voidAuthorization,
} from '../objects/authorizations.ts';
import { findCapture } from '../objects/captures.ts';
import { findDispute, listDisputes } from '../objects/disputes.ts';
import { authorizeOrder, captureOrder, findOrder, placeOrder } from '../objects/orders.ts';
import { findRefund, refundCapture } from '../objects/refunds.ts';
import { searchTransactions } from '../objects/reporting.ts';
import type { Call } from './call.ts';
import type { Route } from './routes.ts';
import { createWebhook, listWebhooks, replaceEventTypes } from './webhooks.ts';

type Asked = { id: string; body: unknown; query: URLSearchParams };

/** Does what a request asks and answers the object, under the status of a first success. Throws ApiError. */
export type Endpoint = { status: 200 | 201 | 204; work(call: Call, asked: Asked): object };

export const endpoints: Record<
  Exclude<Route, 'POST /v1/oauth2/token' | 'GET /v1/notifications/certs/:id'>,
  Endpoint
> = {
  'POST /v2/checkout/orders': { status: 201, work: (call, { body }) => placeOrder(call, body) },
  'GET /v2/checkout/orders/:id': { status: 200, work: (call, { id }) => findOrder(call, id) },
  'POST /v2/checkout/orders/:id/authorize': { status: 201, work: (call, { id }) => authorizeOrder(call, id) },
  'POST /v2/checkout/orders/:id/capture': { status: 201, work: (call, { id }) => captureOrder(call, id) },
  'GET /v2/payments/authorizations/:id': { status: 200, work: (call, { id }) => findAuthorization(call, id) },
  'POST /v2/payments/authorizations/:id/capture': {
    status: 201,
    work: (call, { id, body }) => captureAuthorization(call, id, body),
  },
  'POST /v2/payments/authorizations/:id/void': {
    status: 204,
    work: (call, { id }) => voidAuthorization(call, id),
  },
  'POST /v2/payments/authorizations/:id/reauthorize': {
    status: 201,
    work: (call, { id, body }) => reauthorize(call, id, body),
  },
  'GET /v2/payments/captures/:id': { status: 200, work: (call, { id }) => findCapture(call, id) },
  'POST /v2/payments/captures/:id/refund': {
    status: 201,
    work: (call, { id, body }) => refundCapture(call, id, body),
  },
  'GET /v2/payments/refunds/:id': { status: 200, work: (call, { id }) => findRefund(call, id) },
  'GET /v1/reporting/transactions': {
    status: 200,
    work: (call, { query }) => searchTransactions(call, query),
  },
  'GET /v1/customer/disputes': { status: 200, work: (call, { query }) => listDisputes(call, query) },
  'POST /v1/notifications/webhooks': { status: 201, work: (call, { body }) => createWebhook(call, body) },
  'GET /v1/notifications/webhooks': { status: 200, work: (call) => listWebhooks(call) },
  'PATCH /v1/notifications/webhooks/:id': {
    status: 200,
    work: (call, { id, body }) => replaceEventTypes(call, id, body),
  },
  'GET /v1/customer/disputes/:id': { status: 200, work: (call, { id }) => findDispute(call, id) },
};
