import type { Link, WebhookEvent } from '../objects/objects.ts';
import type { SandboxState } from '../state.ts';

/** What the work of one request may see and do. */
export type Call = {
  state: SandboxState;
  now: Date;
  url: string;
  /** Whether captures rest in PENDING until they are told what becomes of them. */
  processing: boolean;
  /** Whether refunds go through, rest in PENDING, fail, or are made in a status that is new. */
  refunds: 'succeed' | 'pending' | 'fail' | 'wander';
  /** Whether a hold that is renewed, or made by a method kept before, stands, is denied (PayPal alone), or is made in a status that is new. */
  holds: 'succeed' | 'deny' | 'wander';
  /** Seventeen capital letters and figures, as PayPal's ids are. */
  newId(): string;
  publish(event: WebhookEvent): void;
};

/** Notes that something happened, with the resource as it is now, and tells the webhook. */
export function tell(
  call: Call,
  type: string,
  about: { resourceType: string; summary: string },
  resource: object,
): void {
  const event: WebhookEvent = {
    id: `WH-${call.newId()}-${call.newId()}`,
    type,
    resource_type: about.resourceType,
    summary: about.summary,
    createTime: call.now.toISOString(),
    resource: structuredClone(resource),
  };
  call.state.events.set(event.id, event);
  call.publish(event);
}

export function link(call: Pick<Call, 'url'>, rel: string, path: string, method = 'GET'): Link {
  return { href: `${call.url}${path}`, rel, method };
}

const alphabet = 'ABCDEFGHJKLMNPRSTUVWXY0123456789';

/** An id of PayPal's kind. */
export function idOf(random: () => number): string {
  return Array.from({ length: 17 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}
