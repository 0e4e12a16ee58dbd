import Stripe from 'stripe';
import { type StripeSandbox, startStripeSandbox } from '../../../dev/stripe/start.ts';
import type {
  KnownPayment,
  PaymentOrder,
  PaymentProvider,
  ProviderEvent,
} from '../../../src/payment/provider/provider.ts';
import { stripeProvider } from '../../../src/payment/stripe/provider.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { type Currency, minor } from '../../../src/platform/money/money.ts';
import { createRuntime } from '../../../src/platform/runtime.ts';
import { createTestClock, type TestClock } from '../harness/clock.ts';
import { testEnvironment } from '../harness/environment.ts';

/** Our provider in front of a sandbox Stripe, and the SDK beside it to look with. */
export interface ProviderStand {
  readonly provider: PaymentProvider;
  readonly sandbox: StripeSandbox;
  readonly sdk: Stripe;
  readonly clock: TestClock;
}

/** Starts a sandbox and a provider that works with it. @param webhookSecrets as the environment has them. */
export async function startProvider(
  webhookSecrets: string = testEnvironment.STRIPE_WEBHOOK_SECRET,
): Promise<ProviderStand> {
  const clock = createTestClock();
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = testEnvironment;
  const sandbox = await startStripeSandbox({ port: 0, secretKey, webhookSecret, clock: clock.now });
  const environment = {
    ...testEnvironment,
    STRIPE_WEBHOOK_SECRET: webhookSecrets,
    STRIPE_API_URL: sandbox.url,
    // Nothing here reads the database or Redis.
    DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1',
    SMTP_URL: 'smtp://127.0.0.1',
  };
  const provider = stripeProvider(createRuntime(parseConfig(environment, 'dev'), { clock }));
  const sdk = new Stripe(secretKey, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    telemetry: false,
  });
  return { provider, sandbox, sdk, clock };
}

let made = 0;

/** An order of 200.00 EUR to be paid at once, under an id of its own. */
export function orderOf(changes: { currency?: string; amount?: number } & Partial<Wish> = {}): PaymentOrder {
  made += 1;
  const { currency = 'EUR', amount = 20_000, ...wish } = changes;
  return {
    paymentId: `pay_${String(made).padStart(26, '0')}`,
    amount: minor(amount),
    currency: currency as Currency, // a test's own code
    description: 'Riad, 7K3Q-9XZA',
    capture: 'now',
    savesMethod: false,
    isInstantOnly: false,
    returnUrl: 'https://fine-things.example/paid',
    cancelUrl: 'https://fine-things.example/cancelled',
    ...wish,
  };
}

type Wish = Pick<PaymentOrder, 'paymentId' | 'capture' | 'savesMethod'>;

/** A payment as our database knows it. */
export function knownOf({ paymentId, amount, currency }: PaymentOrder, providerRef: string): KnownPayment {
  return { paymentId, providerRef, authorizationRef: undefined, captureRef: undefined, amount, currency };
}

/** Opens an order, lets the guest pay it, and answers it as known. */
export async function paid(
  { provider, sandbox }: ProviderStand,
  order: PaymentOrder,
  outcome: Parameters<StripeSandbox['pay']>[1] = 'success',
): Promise<KnownPayment> {
  const { providerRef } = await provider.create(order);
  sandbox.pay(providerRef, outcome);
  return knownOf(order, providerRef);
}

/** An event through our verification, signed at the stand's time. */
export function readEvent(
  { provider, clock }: Pick<ProviderStand, 'provider' | 'clock'>,
  event: object,
  secret: string = testEnvironment.STRIPE_WEBHOOK_SECRET,
): Promise<ProviderEvent> {
  const payload = JSON.stringify(event);
  const timestamp = Math.floor(clock.now().getTime() / 1000);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
  return provider.readEvent(payload, new Headers({ 'Stripe-Signature': signature }));
}

/** The facts of all events of a payment so far, oldest first, by type. */
export async function factsOf(
  stand: ProviderStand,
  providerRef: string,
): Promise<{ type: string; fact: ProviderEvent['fact'] }[]> {
  const { data } = await stand.sdk.events.list({ limit: 100 });
  const ofPayment = data.filter((event) => JSON.stringify(event.data.object).includes(providerRef)).reverse();
  const read = await Promise.all(ofPayment.map((event) => readEvent(stand, event)));
  return read.map(({ type, fact }) => ({ type, fact }));
}
