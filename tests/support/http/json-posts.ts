import { randomUUID } from 'node:crypto';
import type { Agent } from 'node:http';
import { authorized, newClient, quote, reservationBody, reserve } from '../booking/booking.ts';
import { cloneItem } from '../booking/cloned-item.ts';
import type { Answer } from '../harness/client.ts';
import type { Stack } from '../harness/stack.ts';

/** A route that takes JSON, with a body and headers that it accepts. */
export interface JsonPost {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

export type JsonPostName = 'quotes' | 'reservations' | 'payment-intents' | 'contact';

/** Every route that takes JSON. */
export async function jsonPosts(stack: Stack): Promise<Record<JsonPostName, JsonPost>> {
  const { wish } = await cloneItem(stack);
  const { quote: token } = await quote(stack, (await cloneItem(stack)).wish);
  const held = await reserve(stack, (await cloneItem(stack)).wish);
  await stack.functions.settled();
  const key = { 'Idempotency-Key': 'another for each call' };
  return {
    quotes: { path: '/quotes', body: { ...wish, guests: 1, extras: {} }, headers: {} },
    reservations: { path: '/reservations', body: reservationBody(token), headers: key },
    'payment-intents': {
      path: '/payment-intents',
      body: { reservation: held.id, provider: 'stripe' },
      headers: authorized(held),
    },
    contact: {
      path: '/contact',
      body: { name: 'Grace', email: 'grace@guests.example', message: 'Hello', language: 'en' },
      headers: key,
    },
  };
}

/** Posts a body, as JSON unless the headers say otherwise; a string goes as it is. Each call is another client's first. */
export function post(
  stack: Stack,
  { path, headers }: JsonPost,
  body: unknown,
  more: Readonly<Record<string, string>> = {},
  agent?: Agent,
): Promise<Answer> {
  const fresh = headers['Idempotency-Key'] ? { 'Idempotency-Key': randomUUID() } : {};
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return stack.call(path, {
    method: 'POST',
    body: sent,
    headers: { 'Content-Type': 'application/json', ...headers, ...fresh, ...more },
    from: newClient(),
    ...(agent ? { agent } : {}),
  });
}
