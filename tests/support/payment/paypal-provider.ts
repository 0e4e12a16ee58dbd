import { type PaypalSandbox, startPaypalSandbox } from '../../../dev/paypal/start.ts';
import { paypalProvider } from '../../../src/payment/paypal/provider.ts';
import type { PaymentProvider } from '../../../src/payment/provider/provider.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { createRuntime, type Runtime } from '../../../src/platform/runtime.ts';
import { createTestClock, type TestClock } from '../harness/clock.ts';
import { testEnvironment } from '../harness/environment.ts';

/** Our provider in front of a sandbox PayPal. */
export interface PaypalStand {
  readonly provider: PaymentProvider;
  readonly runtime: Runtime;
  readonly sandbox: PaypalSandbox;
  readonly clock: TestClock;
}

/** Starts a sandbox and a provider that works with it. */
export async function startPaypalProvider(): Promise<PaypalStand> {
  const clock = createTestClock();
  const sandbox = await startPaypalSandbox({
    port: 0,
    clientId: testEnvironment.PAYPAL_CLIENT_ID,
    clientSecret: testEnvironment.PAYPAL_CLIENT_SECRET,
    webhookId: testEnvironment.PAYPAL_WEBHOOK_ID,
    clock: clock.now,
  });
  const environment = {
    ...testEnvironment,
    PAYPAL_API_URL: sandbox.url,
    // Nothing here reads the database or Redis.
    DATABASE_URL: 'postgres://nobody@127.0.0.1/none',
    UPSTASH_REDIS_REST_URL: 'http://127.0.0.1',
    SMTP_URL: 'smtp://127.0.0.1',
  };
  const runtime = createRuntime(parseConfig(environment, 'dev'), { clock });
  return { provider: paypalProvider(runtime), runtime, sandbox, clock };
}
