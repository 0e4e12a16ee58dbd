import type { Runtime } from '../platform/runtime.ts';
import type { PaymentProvider, ProviderName } from './provider.ts';
import { stripeProvider } from './stripe/provider.ts';

const makers: Record<ProviderName, (runtime: Runtime) => PaymentProvider> = { stripe: stripeProvider };

const made = new WeakMap<Runtime, Map<ProviderName, PaymentProvider>>();

/** The provider of a name, made once for a runtime. */
export function providerOf(runtime: Runtime, name: ProviderName): PaymentProvider {
  const known = made.get(runtime) ?? new Map<ProviderName, PaymentProvider>();
  made.set(runtime, known);
  const provider = known.get(name) ?? makers[name](runtime);
  known.set(name, provider);
  return provider;
}
