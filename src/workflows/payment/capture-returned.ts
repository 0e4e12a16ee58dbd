import { manageToken } from '../../booking/reservation.ts';
import { providerOf } from '../../payment/provider/providers.ts';
import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { captureApproved, findPayment } from './capture-payment.ts';
import type { StoredPayment } from './stored-payment.ts';

/**
 * Collects a payment whose guest has come back from the provider's page, and answers where they go on: the confirmation, which waits
 * for what is still under way. 404 for an unknown payment, 503 when the provider is away (its event follows).
 * @param orderId the order that PayPal names on the way back: who is quick comes before we have noted it ourselves.
 */
export async function captureReturned(
  runtime: Runtime,
  paymentId: string,
  orderId: string | undefined,
): Promise<string> {
  const found = await findPayment(runtime, paymentId);
  if (!found) throw new Problem('not-found', 'There is no such payment.');
  const isNoted = found.providerRef !== undefined;
  const payment = isNoted || !isOrderId(orderId) ? found : await withOrder(runtime, found, orderId);
  await captureApproved(runtime, payment);
  const { id } = payment.reservation;
  return `${runtime.config.site.url}/confirmation/#${id}/${manageToken(runtime, id)}`;
}

/** The payment with this order, if PayPal says that the order is made for it: an address can be made up. */
async function withOrder(
  runtime: Runtime,
  payment: StoredPayment,
  providerRef: string,
): Promise<StoredPayment> {
  const { paymentId, provider } = payment;
  const asked = providerOf(runtime, provider);
  try {
    const fact = await asked.read({ paymentId, providerRef });
    return fact.paymentId === paymentId ? { ...payment, providerRef } : payment;
  } catch (error) {
    if (asked.isGone(error)) return payment;
    throw error;
  }
}

/** The shape of PayPal's order ids: capitals and figures. */
function isOrderId(text: string | undefined): text is string {
  return text !== undefined && /^[A-Z0-9]{1,64}$/.test(text);
}
