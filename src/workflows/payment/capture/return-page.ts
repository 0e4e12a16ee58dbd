import * as v from 'valibot';
import { manageToken } from '../../../booking/reservation.ts';
import { paymentLink } from '../../../payment/payment-link.ts';
import type { PaymentStatus } from '../../../payment/provider/provider.ts';
import { fieldProblem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import type { StoredPayment } from '../stored-payment.ts';

/**
 * How it went at the provider, by the name that Stripe gives it
 * (https://docs.stripe.com/payments/payment-intents/verifying-status).
 */
type RedirectStatus = 'succeeded' | 'pending' | 'failed' | 'canceled';

/**
 * The shape of a page to come back to; whose page it is, `ownReturnUrl` looks at. What stands behind `#` may
 * be a secret, and is not kept.
 */
export const returnUrlSchema = v.pipe(
  v.string(),
  v.maxLength(4_000, 'Give at most 4,000 characters.'),
  v.url('Give the whole address of a page.'),
  v.check((address) => !address.includes('#'), 'Leave out what stands behind #.'),
);

/**
 * The page that a guest wants to come back to, if it is of one of our sites. Throws the 422 at `returnUrl`
 * for any other.
 */
export function ownReturnUrl(runtime: Runtime, given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const { origin, href } = new URL(given);
  // By how it is written too: a `blob:` has the origin of the page that made it, and who is named before the
  // host is no part of an origin.
  if (runtime.config.site.allowedOrigins.includes(origin) && href.startsWith(`${origin}/`)) return href;
  throw fieldProblem('returnUrl', 'Name a page of this site, or of one in ALLOWED_ORIGINS.');
}

/**
 * How a payment stands for the guest who comes back from its provider's page; undefined where the provider
 * has not said it. One that the provider calls open still waits for its payer: what was approved has been
 * declined, perhaps to another who asked before, and nothing was taken.
 */
export function redirectStatusOf(status: PaymentStatus | undefined): RedirectStatus {
  if (status === undefined || status === 'processing') return 'pending';
  return status === 'succeeded' || status === 'authorized' ? 'succeeded' : 'failed';
}

/**
 * Where a guest goes on who comes back from the provider's page: the page that asked for the payment last,
 * which knows the reservation itself, or one of ours. Only there the link of the reservation stands behind
 * `#`: that which opens the payment alone, where it may have been handed to somebody else.
 */
export function returnPage(
  runtime: Runtime,
  { returnUrl, reservation: { id, balanceDueAt } }: StoredPayment,
  status: RedirectStatus,
): string {
  const ours = status === 'canceled' ? 'pay' : 'confirmation';
  const own = `${runtime.config.site.url}/${ours}/#${id}/${manageToken(runtime, id)}`;
  const page = new URL(returnUrl ?? (balanceDueAt ? paymentLink(runtime, { id, balanceDueAt }) : own));
  page.searchParams.set('redirect_status', status);
  return page.href;
}
