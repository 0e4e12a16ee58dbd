import * as v from 'valibot';
import { paypalEventTypes } from '../src/payment/paypal/event.ts';
import { CommandError, runCommand } from './command.ts';

interface Account {
  readonly apiUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const webhookSchema = v.object({
  id: v.string(),
  url: v.string(),
  event_types: v.array(v.object({ name: v.string() })),
});
const listSchema = v.object({ webhooks: v.array(webhookSchema) });
const tokenSchema = v.object({ access_token: v.string() });

const path = '/v1/notifications/webhooks';
const timeoutMs = 10_000;

/** Where PayPal sends its events. */
const webhookUrl = (site: string) => `${site.replace(/\/+$/, '')}/api/v1/webhooks/paypal`;

/** The webhook of this site at PayPal, and the events that it lacks; undefined when it has none. Throws CommandError for a refusal. */
export async function findPaypalWebhook(account: Account, site: string) {
  const { webhooks } = await ask(account, 'GET', path, undefined, listSchema);
  const webhook = webhooks.find(({ url }) => url === webhookUrl(site));
  if (!webhook) return undefined;
  const names = webhook.event_types.map(({ name }) => name);
  return {
    webhook,
    missing: names.includes('*') ? [] : paypalEventTypes.filter((type) => !names.includes(type)),
  };
}

/**
 * Creates the webhook of a site with the events that we understand, or adds what is missing to the one that stands
 * (https://developer.paypal.com/docs/api/webhooks/v1/). Answers lines to print. Throws CommandError for a refusal.
 */
export async function setPaypalWebhook(account: Account, site: string): Promise<readonly string[]> {
  const events = paypalEventTypes.map((name) => ({ name }));
  const found = await findPaypalWebhook(account, site);
  if (!found) {
    const body = { url: webhookUrl(site), event_types: events };
    const { id, url } = await ask(account, 'POST', path, body, webhookSchema);
    return [`Created ${url} with ${events.length} events.`, `PAYPAL_WEBHOOK_ID=${id}`];
  }
  const { webhook, missing } = found;
  const line = `PAYPAL_WEBHOOK_ID=${webhook.id}`;
  if (missing.length === 0) return [`${webhook.url} stands, with all events.`, line];
  const patch = [{ op: 'replace', path: '/event_types', value: events }];
  await ask(account, 'PATCH', `${path}/${webhook.id}`, patch, webhookSchema);
  return [`${webhook.url} stands; it has ${missing.join(', ')} now, too.`, line];
}

async function ask<S extends v.GenericSchema>(
  account: Account,
  method: string,
  of: string,
  body: unknown,
  schema: S,
): Promise<v.InferOutput<S>> {
  const response = await reach(`${account.apiUrl}${of}`, {
    method,
    headers: { Authorization: `Bearer ${await tokenOf(account)}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new CommandError(`PayPal refuses with ${response.status}: ${reasonOf(answer)}`);
  return v.parse(schema, answer);
}

async function tokenOf({ apiUrl, clientId, clientSecret }: Account): Promise<string> {
  const response = await reach(`${apiUrl}/v1/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  if (response.status === 401)
    throw new CommandError(
      'PayPal does not take PAYPAL_CLIENT_ID with PAYPAL_CLIENT_SECRET; copy both again from https://developer.paypal.com/dashboard/applications/live',
    );
  if (!response.ok) throw new CommandError(`PayPal refuses with ${response.status}`);
  return v.parse(tokenSchema, await response.json()).access_token;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  } catch (cause) {
    throw new CommandError('PayPal does not answer', { cause });
  }
}

/** The names of what is wrong, without the words, which can repeat what was sent. */
function reasonOf(answer: unknown): string {
  const named = v.safeParse(
    v.object({ name: v.string(), details: v.optional(v.array(v.object({ issue: v.string() })), []) }),
    answer,
  );
  if (!named.success) return 'without a reason';
  return [named.output.name, ...named.output.details.map(({ issue }) => issue)].join(', ');
}

// npm run paypal:webhook -- --env-file .env.production
if (process.argv[1] === import.meta.filename) {
  await runCommand({
    name: 'paypal:webhook',
    uses: ['SITE_URL', 'PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET'],
    async run({ variable }) {
      const account = {
        apiUrl: (variable('PAYPAL_API_URL') || 'https://api-m.paypal.com').replace(/\/+$/, ''),
        clientId: variable('PAYPAL_CLIENT_ID'),
        clientSecret: variable('PAYPAL_CLIENT_SECRET'),
      };
      for (const line of await setPaypalWebhook(account, variable('SITE_URL') || variable('URL')))
        console.log(line);
      return 0;
    },
  });
}
