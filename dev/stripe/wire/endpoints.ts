import * as v from 'valibot';
import { matchesType } from '../../webhooks/event-type.ts';
import { cancel, capture } from '../objects/capture.ts';
import { confirm } from '../objects/confirmation.ts';
import { createIntent, updateIntent } from '../objects/create-intent.ts';
import { createCustomer, customerParameters } from '../objects/customer.ts';
import { findIntent } from '../objects/payment-intent.ts';
import {
  cancelParameters,
  captureParameters,
  confirmParameters,
  createParameters,
  updateParameters,
} from '../objects/payment-intent-parameters.ts';
import { createRefund, refundParameters } from '../objects/refund.ts';
import {
  createEndpoint,
  createEndpointParameters,
  updateEndpoint,
  updateEndpointParameters,
} from '../objects/webhook-endpoint.ts';
import type { SandboxState } from '../state.ts';
import { invalidParameter, missing } from './api-error.ts';
import type { Call } from './call.ts';
import { expandPaths } from './expand.ts';
import type { FormFields } from './form-encoding.ts';
import { listPage } from './list.ts';
import { expand, flag, list, pagination, readParameters, text } from './parameters.ts';
import type { Route } from './routes.ts';
import { readQuery, searchable } from './search.ts';

/** Reads the parameters of a request, does what it asks and answers the object. Throws ApiError. */
type Endpoint = (call: Call, raw: FormFields, id: string) => object;

const eventTypes = { type: v.optional(text), types: v.optional(v.pipe(list(text), v.maxLength(20))) };

/** What a list of refunds or disputes is narrowed by: https://docs.stripe.com/api/disputes/list. */
const ofPayment = { charge: v.optional(text), payment_intent: v.optional(text) };

export const endpoints: Record<Route, Endpoint> = {
  'POST /v1/payment_intents': endpoint(createParameters, createIntent),
  'GET /v1/payment_intents': endpoint(pagination, ({ state }, page) =>
    listPage('/v1/payment_intents', state.paymentIntents, page),
  ),
  'GET /v1/payment_intents/search': search('payment_intents', ({ paymentIntents }) => paymentIntents),
  'GET /v1/payment_intents/:id': endpoint({}, (call, _none, id) => findIntent(call, id)),
  'POST /v1/payment_intents/:id': endpoint(updateParameters, (call, parameters, id) =>
    updateIntent(call, findIntent(call, id), parameters),
  ),
  'POST /v1/payment_intents/:id/confirm': endpoint(confirmParameters, (call, parameters, id) =>
    confirm(call, findIntent(call, id), parameters),
  ),
  'POST /v1/payment_intents/:id/capture': endpoint(captureParameters, (call, parameters, id) =>
    capture(call, findIntent(call, id), parameters),
  ),
  'POST /v1/payment_intents/:id/cancel': endpoint(cancelParameters, (call, parameters, id) =>
    cancel(call, findIntent(call, id), parameters),
  ),
  'GET /v1/charges/search': search('charges', ({ charges }) => charges),
  'GET /v1/charges/:id': endpoint({}, ({ state }, _none, id) => found(state.charges, 'charge', id)),
  'POST /v1/customers': endpoint(customerParameters, createCustomer),
  'GET /v1/customers/search': search('customers', ({ customers }) => customers),
  'GET /v1/customers/:id': endpoint({}, ({ state }, _none, id) => found(state.customers, 'customer', id)),
  'GET /v1/payment_methods/:id': endpoint(
    {},
    ({ state }, _none, id) => found(state.shownCards, 'payment_method', id).method,
  ),
  'GET /v1/disputes': endpoint(
    { ...pagination, ...ofPayment },
    ({ state }, { charge, payment_intent: intent, ...page }) =>
      listPage(
        '/v1/disputes',
        state.disputes,
        page,
        (dispute) => (!charge || dispute.charge === charge) && (!intent || dispute.payment_intent === intent),
      ),
  ),
  'GET /v1/disputes/:id': endpoint({}, ({ state }, _none, id) => found(state.disputes, 'dispute', id)),
  'GET /v1/balance_transactions': endpoint(
    { ...pagination, source: v.optional(text), type: v.optional(text) },
    ({ state }, { source, type, ...page }) =>
      listPage(
        '/v1/balance_transactions',
        state.balanceTransactions,
        page,
        (movement) => (!source || movement.source === source) && (!type || movement.type === type),
      ),
  ),
  'GET /v1/balance_transactions/:id': endpoint({}, ({ state }, _none, id) =>
    found(state.balanceTransactions, 'balance_transaction', id),
  ),
  'POST /v1/refunds': endpoint(refundParameters, createRefund),
  'GET /v1/refunds': endpoint(
    { ...pagination, ...ofPayment },
    ({ state }, { charge, payment_intent: intent, ...page }) =>
      listPage(
        '/v1/refunds',
        state.refunds,
        page,
        (refund) => (!charge || refund.charge === charge) && (!intent || refund.payment_intent === intent),
      ),
  ),
  'GET /v1/refunds/:id': endpoint({}, ({ state }, _none, id) => found(state.refunds, 'refund', id)),
  'GET /v1/events': endpoint(
    { ...pagination, ...eventTypes, delivery_success: v.optional(flag) },
    ({ state }, { type, types, delivery_success: delivered, ...page }) => {
      if (type && types)
        throw invalidParameter('types', 'You may only specify one of these parameters: type, types.');
      const wanted = types ?? (type ? [type] : undefined);
      return listPage(
        '/v1/events',
        state.events,
        page,
        (event) =>
          (!wanted || wanted.some((pattern) => matchesType(event.type, pattern))) &&
          (delivered === undefined || delivered === (event.pending_webhooks === 0)),
      );
    },
  ),
  'GET /v1/events/:id': endpoint({}, ({ state }, _none, id) => found(state.events, 'event', id)),
  'POST /v1/webhook_endpoints': endpoint(createEndpointParameters, createEndpoint),
  'GET /v1/webhook_endpoints': endpoint(pagination, ({ state }, page) =>
    listPage('/v1/webhook_endpoints', state.webhookEndpoints, page),
  ),
  'POST /v1/webhook_endpoints/:id': endpoint(updateEndpointParameters, (call, parameters, id) =>
    updateEndpoint(call, found(call.state.webhookEndpoints, 'webhook_endpoint', id), parameters),
  ),
};

function endpoint<Entries extends v.ObjectEntries>(
  entries: Entries,
  handle: (
    call: Call,
    parameters: v.InferOutput<v.StrictObjectSchema<Entries, undefined>>,
    id: string,
  ) => object,
): Endpoint {
  const schema = v.strictObject(entries);
  return (call, { expand: paths, ...raw }, id) => {
    const { expand: wanted } = readParameters(
      v.object({ expand }),
      paths === undefined ? {} : { expand: paths },
    );
    return expandPaths(call.state, handle(call, readParameters(schema, raw), id), wanted);
  };
}

/** https://docs.stripe.com/api/pagination/search: newest first; `page` is the cursor that the page before named. */
function search(
  name: keyof typeof searchable,
  itemsOf: (state: SandboxState) => Map<string, object>,
): Endpoint {
  const entries = { query: v.string(), limit: pagination.limit, page: v.optional(text) };
  return endpoint(entries, ({ state }, { query, limit, page }) => {
    const isFound = readQuery(query, searchable[name]);
    const all = [...itemsOf(state).values()].reverse().filter(isFound);
    const start = page === undefined ? 0 : Number(page);
    if (!Number.isSafeInteger(start)) throw invalidParameter('page', `Invalid page: ${page}`);
    const hasMore = all.length > start + limit;
    return {
      object: 'search_result',
      data: all.slice(start, start + limit),
      has_more: hasMore,
      next_page: hasMore ? String(start + limit) : null,
      url: `/v1/${name}/search`,
    };
  });
}

function found<Item>(items: Map<string, Item>, noun: string, id: string): Item {
  const item = items.get(id);
  if (!item) throw missing(noun, id, 'id');
  return item;
}
