import { manageToken } from '../booking/reservation.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { captureApproved, findPayment } from './capture.ts';

/**
 * Collects a payment whose guest has come back from the provider's page, and answers where they go on: the confirmation, which waits
 * for what is still under way. 404 for an unknown payment, 503 when the provider is away (its event follows).
 */
export async function captureReturned(runtime: Runtime, paymentId: string): Promise<string> {
  const payment = await findPayment(runtime, paymentId);
  if (!payment) throw new Problem('not-found', 'There is no such payment.');
  await captureApproved(runtime, payment);
  const { id } = payment.reservation;
  return `${runtime.config.site.url}/confirmation/#${id}/${manageToken(runtime, id)}`;
}
