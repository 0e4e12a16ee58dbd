import type { Runtime } from '../../platform/runtime.ts';
import type { PaymentProvider } from '../provider/provider.ts';
import { stripeClient } from './client.ts';
import { translated } from './event.ts';
import { authorize, cancel, capture, read } from './hold.ts';
import { listed, lookedAt } from './list.ts';
import { open, present } from './open.ts';
import { refund } from './refund.ts';
import { isRefused, reachable, reachableEach, unlessMissing } from './refusal.ts';
import { verifySigned } from './signature.ts';

/** Stripe behind our interface. */
export function stripeProvider(runtime: Runtime): PaymentProvider {
  const { stripe: settings } = runtime.config;
  const stripe = stripeClient(settings, runtime.providerTimeoutMs);
  return {
    create: (order) => reachable(() => open(stripe, settings, order)),
    resume: (providerRef) =>
      reachable(async () => {
        const intent = await unlessMissing(stripe.paymentIntents.retrieve(providerRef));
        return intent && intent.status !== 'canceled' ? present(intent, settings) : undefined;
      }),
    authorize: (order, method) => reachable(() => authorize(stripe, order, method)),
    capture: (payment, amount) => reachable(() => capture(stripe, payment, amount)),
    // Stripe's holds end when they end.
    reauthorize: async () => undefined,
    void: (payment) => reachable(() => cancel(stripe, payment)),
    refund: (payment, wish) => reachable(() => refund(stripe, payment, wish)),
    read: ({ providerRef }) => reachable(() => read(stripe, providerRef)),
    isGone: (error) => isRefused(error, 'resource_missing'),
    list: (from, to) => reachableEach(() => listed(stripe, from, to)),
    lookAgain: ({ providerRef }) => reachable(() => lookedAt(stripe, providerRef)),
    async readEvent(rawBody, headers) {
      await verifySigned(stripe, settings.webhookSecrets, runtime.clock.now(), rawBody, headers);
      return reachable(() =>
        translated({ stripe, lookUpTimeoutMs: runtime.lookUpTimeoutMs }, settings.isLive, rawBody),
      );
    },
  };
}
