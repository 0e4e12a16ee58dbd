import * as v from 'valibot';
import type { Link } from '../objects/objects.ts';
import { invalid, missing } from './api-error.ts';
import { type Call, link } from './call.ts';
import { readBody, text } from './request-body.ts';

/** https://developer.paypal.com/docs/api/webhooks/v1/#webhooks_post */
export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly event_types: readonly { readonly name: string }[];
  readonly links: readonly Link[];
}

const eventTypes = v.pipe(v.array(v.object({ name: text(50) })), v.minLength(1), v.maxLength(500));
const createSchema = v.object({ url: text(2048), event_types: eventTypes });
const patchSchema = v.array(
  v.object({ op: v.literal('replace'), path: v.literal('/event_types'), value: eventTypes }),
);

/** An app has ten webhooks at most. */
const most = 10;

/** A webhook of the app. The sandbox keeps it and sends events where it was told to at its start. */
export function createWebhook(call: Call, body: unknown): Webhook {
  const { url, event_types } = readBody(createSchema, body);
  if (!url.startsWith('https://'))
    throw invalid('VALIDATION_ERROR', 'Not a valid webhook URL', { field: 'url' });
  const all = [...call.state.webhooks.values()];
  if (all.some((one) => one.url === url))
    throw invalid('WEBHOOK_URL_ALREADY_EXISTS', 'Webhook URL already exists');
  if (all.length >= most)
    throw invalid('WEBHOOK_NUMBER_LIMIT_EXCEEDED', 'Number of webhook url(s) exceeds the limit');
  const id = call.newId();
  const links = [link(call, 'self', `/v1/notifications/webhooks/${id}`)];
  const webhook = { id, url, event_types, links };
  call.state.webhooks.set(id, webhook);
  return webhook;
}

export function listWebhooks(call: Call): object {
  return { webhooks: [...call.state.webhooks.values()] };
}

/** https://developer.paypal.com/docs/api/webhooks/v1/#webhooks_update: `replace` of all event types. */
export function replaceEventTypes(call: Call, id: string, body: unknown): Webhook {
  const webhook = call.state.webhooks.get(id);
  if (!webhook) throw missing();
  const [patch] = readBody(patchSchema, body);
  const changed = { ...webhook, event_types: patch?.value ?? webhook.event_types };
  call.state.webhooks.set(id, changed);
  return changed;
}
