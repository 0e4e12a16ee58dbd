import type { Kept, SandboxState } from '../state.ts';
import { inProgress, invalid, unprocessable } from './api-error.ts';
import type { Route } from './routes.ts';

const hourMs = 3_600_000;

/** How long PayPal stores a request id: six hours for orders, forty-five days for payments, says the reference of each. */
export function keptUntilMs(route: Route, now: Date): number {
  return now.getTime() + (route.startsWith('POST /v2/checkout') ? 6 * hourMs : 45 * 24 * hourMs);
}

/**
 * What a request that was made before under this key is answered with. Throws the 409 while the first one is under way,
 * and the 422 for a key that was used for another body.
 */
export function keptAnswer(
  { kept }: SandboxState,
  inFlight: ReadonlySet<string>,
  key: string,
  body: string,
  now: Date,
): Kept | undefined {
  if (inFlight.has(key)) throw inProgress();
  const answer = kept.get(key);
  if (!answer) return undefined;
  if (now.getTime() >= answer.untilMs) {
    kept.delete(key);
    return undefined;
  }
  if (answer.body !== body)
    throw unprocessable(
      'PAYPAL_REQUEST_ID_PREVIOUSLY_USED',
      'The PayPal-Request-ID has already been used for another request.',
    );
  return answer;
}

/** https://developer.paypal.com/docs/api/orders/v2/#orders_create and #captures_refund of Payments v2: 1 to 108 characters. */
const longestRequestId = 108;

/** An order that says how it will be paid must have a request id; no id is longer than PayPal stores. */
export function requireRequestId(route: Route, requestId: string | undefined, body: unknown): void {
  if (requestId && requestId.length > longestRequestId)
    throw invalid('INVALID_STRING_LENGTH', 'The value of a field is either too short or too long.', {
      field: 'PayPal-Request-Id',
      location: 'header',
    });
  if (route !== 'POST /v2/checkout/orders' || requestId) return;
  if (typeof body === 'object' && body !== null && 'payment_source' in body)
    throw invalid(
      'PAYPAL_REQUEST_ID_REQUIRED',
      'A PayPal-Request-Id is required if you are trying to process payment for an Order.',
    );
}
