import { Problem } from '../../platform/problems.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { paypalProvider } from '../paypal/provider.ts';
import { stripeProvider } from '../stripe/provider.ts';
import type { PaymentProvider, ProviderName } from './provider.ts';

const makers: Record<ProviderName, (runtime: Runtime) => PaymentProvider> = {
  stripe: stripeProvider,
  paypal: paypalProvider,
};

const made = new WeakMap<Runtime, Map<ProviderName, PaymentProvider>>();

/** Whether the business takes payments through a provider. */
export function isConfigured(runtime: Runtime, name: ProviderName): boolean {
  return runtime.config[name] !== undefined;
}

/** The provider of a name, made once for a runtime. The 422 for one that the business does not use. */
export function providerOf(runtime: Runtime, name: ProviderName): PaymentProvider {
  if (!isConfigured(runtime, name)) {
    const message = 'Payments are not taken this way here.';
    throw new Problem('validation-failed', message, { errors: [{ field: 'provider', message }] });
  }
  const known = made.get(runtime) ?? new Map<ProviderName, PaymentProvider>();
  made.set(runtime, known);
  const provider = known.get(name) ?? makers[name](runtime);
  known.set(name, provider);
  return provider;
}
