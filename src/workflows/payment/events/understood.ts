import { isUnknownWord } from '../../../payment/provider/unknown-word.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import type { StoredPayment } from '../stored-payment.ts';

/**
 * What a provider answered; nothing for words that are new. It is done there, so it is no failure, and it is
 * not guessed what it means: the payment stays open, and its events, the schedule or the comparison tell once
 * the words are known.
 */
export async function understood<T>(
  runtime: Runtime,
  { paymentId, provider }: Pick<StoredPayment, 'paymentId' | 'provider'>,
  call: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (!isUnknownWord(error)) throw error;
    runtime.log('warn', 'answer not understood', { paymentId, provider, error });
    return undefined;
  }
}
