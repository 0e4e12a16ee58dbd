import type Stripe from 'stripe';
import * as v from 'valibot';
import { invalidParameter } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import { flag, list, metadata, text } from '../wire/parameters.ts';

const url = v.pipe(text, v.regex(/^https?:\/\/\S+$/));
const eventList = v.pipe(list(text), v.minLength(1));
const both = {
  description: v.optional(v.string()),
  metadata: v.optional(metadata),
};

export const createEndpointParameters = {
  ...both,
  url: text,
  enabled_events: eventList,
  api_version: v.optional(text),
};
export const updateEndpointParameters = {
  ...both,
  url: v.optional(text),
  enabled_events: v.optional(eventList),
  disabled: v.optional(flag),
};

const created = v.strictObject(createEndpointParameters);
const updated = v.strictObject(updateEndpointParameters);

/** An account has sixteen endpoints at most: https://docs.stripe.com/webhooks. */
const most = 16;

/**
 * https://docs.stripe.com/api/webhook_endpoints/create: the secret is in this answer and in no other. The sandbox keeps the endpoint and sends
 * events where it was told to at its start.
 */
export function createEndpoint(call: Call, given: v.InferOutput<typeof created>): Stripe.WebhookEndpoint {
  requireUrl(given.url);
  if (call.state.webhookEndpoints.size >= most)
    throw invalidParameter('', `You have reached the maximum of ${most} test webhook endpoints.`);
  const endpoint = {
    id: call.newId('we'),
    object: 'webhook_endpoint' as const,
    api_version: given.api_version ?? null,
    application: null,
    created: call.nowSeconds,
    description: given.description ?? null,
    enabled_events: given.enabled_events,
    livemode: call.isLive,
    metadata: given.metadata || {},
    status: 'enabled',
    url: given.url,
  };
  call.state.webhookEndpoints.set(endpoint.id, endpoint);
  return { ...endpoint, secret: call.newId('whsec') };
}

/** https://docs.stripe.com/api/webhook_endpoints/update: the version of the API stays what it was. */
export function updateEndpoint(
  call: Call,
  endpoint: Stripe.WebhookEndpoint,
  given: v.InferOutput<typeof updated>,
): Stripe.WebhookEndpoint {
  if (given.url !== undefined) requireUrl(given.url);
  const next = {
    ...endpoint,
    description: given.description ?? endpoint.description,
    enabled_events: given.enabled_events ?? endpoint.enabled_events,
    url: given.url ?? endpoint.url,
    status: given.disabled === undefined ? endpoint.status : given.disabled ? 'disabled' : 'enabled',
  };
  call.state.webhookEndpoints.set(next.id, next);
  return next;
}

function requireUrl(given: string): void {
  if (!v.is(url, given)) throw invalidParameter('url', `Invalid URL: ${given}`, 'url_invalid');
}
