import type { PaymentStatus } from '../../../payment/provider/provider.ts';
import { providerOf } from '../../../payment/provider/providers.ts';
import { Problem } from '../../../platform/problems.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import type { StoredPayment } from '../stored-payment.ts';
import { captureApproved, findPayment } from './capture-payment.ts';
import { redirectStatusOf, returnPage } from './return-page.ts';

/**
 * Collects a payment that its guest has approved. 404 for an unknown payment, 503 when the provider is away
 * (its event follows).
 */
export async function collectApproved(runtime: Runtime, paymentId: string): Promise<void> {
  await captureApproved(runtime, await known(runtime, paymentId));
}

/**
 * Collects a payment whose guest has come back from the provider's page, and answers where they go on. While
 * the provider is away they go on all the same, to a page that waits: its event follows, and the schedule.
 * 404 for an unknown payment.
 * @param orderId the order that PayPal names on the way back: who is quick comes before we have noted it
 *   ourselves.
 */
export async function captureReturned(
  runtime: Runtime,
  paymentId: string,
  orderId: string | undefined,
): Promise<string> {
  const found = await known(runtime, paymentId);
  return returnPage(runtime, found, redirectStatusOf(await collect()));

  async function collect(): Promise<PaymentStatus | undefined> {
    try {
      const isNoted = found.providerRef !== undefined;
      const payment = isNoted || !isOrderId(orderId) ? found : await withOrder(runtime, found, orderId);
      return await captureApproved(runtime, payment);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'unavailable') throw error;
      runtime.log('warn', 'not captured on the way back', { paymentId, error });
      return undefined;
    }
  }
}

/**
 * Where a guest goes on who has turned back at the provider. Nothing is collected. 404 for an unknown
 * payment.
 */
export async function turnedBack(runtime: Runtime, paymentId: string): Promise<string> {
  return returnPage(runtime, await known(runtime, paymentId), 'canceled');
}

async function known(runtime: Runtime, paymentId: string): Promise<StoredPayment> {
  const found = await findPayment(runtime, paymentId);
  if (!found) throw new Problem('not-found', 'There is no such payment.');
  return found;
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
