import { createHash } from 'node:crypto';
import type { Link, WebhookEvent } from './objects.ts';
import type { SandboxState } from './state.ts';

/** What the work of one request may see and do. */
export type Call = {
  state: SandboxState;
  now: Date;
  url: string;
  /** Seventeen capital letters and figures, as PayPal's ids are. */
  newId(): string;
  publish(event: WebhookEvent): void;
};

/** Notes that something happened, and tells the webhook. */
export function tell(call: Call, type: string, resourceType: string, resource: unknown): void {
  const event: WebhookEvent = {
    id: `WH-${call.newId()}-${call.newId()}`,
    type,
    resource_type: resourceType,
    createTime: call.now.toISOString(),
    resource: structuredClone(resource),
  };
  call.state.events.set(event.id, event);
  call.publish(event);
}

export function link(call: Call, rel: string, path: string, method = 'GET'): Link {
  return { href: `${call.url}${path}`, rel, method };
}

const alphabet = 'ABCDEFGHJKLMNPRSTUVWXY0123456789';

/** An id from random bytes. */
export function idOf(random: () => number): string {
  return Array.from({ length: 17 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

/** A debug id that belongs to a request. */
export function debugIdOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 13);
}
