import { afterAll, expect, test } from 'vitest';
import type { ProviderEvent } from '../../../src/payment/provider/provider.ts';
import { parseConfig } from '../../../src/platform/config/config.ts';
import { testEnvironment } from '../../support/harness/environment.ts';
import {
  orderOf,
  type ProviderStand,
  readEvent,
  startProvider,
} from '../../support/payment/stripe-provider.ts';

const stands: ProviderStand[] = [];
afterAll(() => Promise.all(stands.map(({ sandbox }) => sandbox.close())));

async function eventSigned(secrets: string, by: string): Promise<ProviderEvent> {
  const stand = await startProvider(secrets);
  stands.push(stand);
  await stand.provider.create(orderOf());
  const [event] = (await stand.sdk.events.list({ limit: 1 })).data;
  return readEvent(stand, event ?? {}, by);
}

test.each(['whsec_new', 'whsec_old'])(
  'while one secret takes the place of another, an event signed with %s is taken',
  async (secret) => {
    const event = await eventSigned('whsec_new,whsec_old', secret);
    expect(event).toMatchObject({ type: 'payment_intent.created', fact: { status: 'pending' } });
  },
);

test('a space after the comma changes nothing', async () => {
  expect(await eventSigned('whsec_new, whsec_old', 'whsec_old')).toMatchObject({ provider: 'stripe' });
});

test.each(['whsec_new,whsec_old', 'whsec_new'])(
  'with %s configured, an event signed with a secret that is neither is the 400',
  async (secrets) => {
    await expect(eventSigned(secrets, 'whsec_gone')).rejects.toMatchObject({ code: 'signature-invalid' });
  },
);

test.each(['whsec_a,whsec_b,whsec_c', 'whsec_a,', ',whsec_a', 'whsec_a,sk_test_b'])(
  'the configuration %s is refused by name and without its value',
  (secrets) => {
    const parse = () => parseConfig({ ...testEnvironment, STRIPE_WEBHOOK_SECRET: secrets }, 'dev');
    expect(parse).toThrow(/STRIPE_WEBHOOK_SECRET (starts|holds)/);
    expect(parse).not.toThrow(secrets);
  },
);
