import { createHash, sign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { WebhookEvent } from '../objects/objects.ts';
import type { CertificateFault, Certificates } from './certificates.ts';

/** An event as webhooks carry it: https://developer.paypal.com/api/rest/webhooks. */
export function webhookBody({ type, createTime, resource, ...event }: WebhookEvent, url: string): string {
  const self = `${url}/v1/notifications/webhooks-events/${event.id}`;
  return JSON.stringify({
    id: event.id,
    event_version: '1.0',
    create_time: createTime,
    resource_type: event.resource_type,
    resource_version: '2.0',
    event_type: type,
    summary: event.summary,
    resource,
    links: [
      { href: self, rel: 'self', method: 'GET' },
      { href: `${self}/resend`, rel: 'resend', method: 'POST' },
    ],
  });
}

type Transmission = {
  certificates: Certificates;
  fault: CertificateFault;
  webhookId: string;
  url: string;
  at: Date;
};

/** What each attempt is sent with: the id of the transmission stays, its time and so its signature are new. */
export function webhookHeaders(
  eventId: string,
  body: string,
  { certificates, fault, webhookId, url, at }: Transmission,
): Record<string, string> {
  const id = transmissionIdOf(eventId);
  const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
  const text = `${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`;
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'PayPal/AUHR-214.0-1',
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': sign('sha256', Buffer.from(text), certificates.privateKey).toString('base64'),
    'paypal-auth-algo': 'SHA256withRSA',
    'paypal-cert-url': `${url}/v1/notifications/certs/CERT-${certificates.id}-${fault}`,
  };
}

/** In the shape of a UUID, as PayPal's are. */
function transmissionIdOf(eventId: string): string {
  const digits = createHash('sha256').update(eventId).digest('hex');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}
