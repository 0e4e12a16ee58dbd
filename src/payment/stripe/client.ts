import Stripe from 'stripe';
import type { Config } from '../../platform/config/config.ts';

/** The version that our translation was written against; the SDK and the webhook endpoint use the same. */
export const apiVersion = '2026-10-28.endive';

/**
 * The SDK for an account. It retries once by itself, under our keys, so a retry never does anything twice.
 */
export function stripeClient(
  { secretKey, apiUrl }: Pick<Config['stripe'], 'secretKey' | 'apiUrl'>,
  timeoutMs: number,
): Stripe {
  const { hostname, port, protocol } = new URL(apiUrl);
  return new Stripe(secretKey, {
    apiVersion,
    timeout: timeoutMs,
    maxNetworkRetries: 1,
    telemetry: false,
    host: hostname,
    port: port || (protocol === 'http:' ? 80 : 443),
    protocol: protocol === 'http:' ? 'http' : 'https',
  });
}
