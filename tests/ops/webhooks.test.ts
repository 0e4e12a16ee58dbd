import * as v from 'valibot';
import { expect, onTestFinished, test } from 'vitest';
import { startPaypalSandbox } from '../../dev/paypal/start.ts';
import { setPaypalWebhook } from '../../ops/paypal-webhook.ts';
import { findStripeWebhook, setStripeWebhook, stripeAdvice } from '../../ops/stripe-webhook.ts';
import { paypalEventTypes } from '../../src/payment/paypal/event.ts';
import { apiVersion } from '../../src/payment/stripe/client.ts';
import { stripeEventTypes } from '../../src/payment/stripe/event.ts';
import { client, refusal, start } from '../dev/stripe-sandbox/client.ts';

const site = 'https://book.example';

test('at Stripe the endpoint is created once, with every event that we understand, and its secret is printed once', async () => {
  const { stripe } = await start();
  const first = await setStripeWebhook(stripe, `${site}/`);
  expect(first[1]).toMatch(/^STRIPE_WEBHOOK_SECRET=whsec_\w+$/);
  const { data } = await stripe.webhookEndpoints.list();
  expect(data).toMatchObject([
    { url: `${site}/api/v1/webhooks/stripe`, enabled_events: stripeEventTypes, api_version: apiVersion },
  ]);
  expect((await setStripeWebhook(stripe, site)).join()).toMatch(/stands, with all events/);
  expect((await stripe.webhookEndpoints.list()).data).toHaveLength(1);
});

test('an endpoint that is off, or lacks events, is mended; one of another version is named', async () => {
  const { stripe } = await start();
  await stripe.webhookEndpoints.create({ url: 'https://other.example/hook', enabled_events: ['*'] });
  const url = `${site}/api/v1/webhooks/stripe`;
  const { id } = await stripe.webhookEndpoints.create({
    url,
    enabled_events: ['charge.failed'],
    api_version: apiVersion,
  });
  await stripe.webhookEndpoints.update(id, { disabled: true });
  expect((await setStripeWebhook(stripe, site)).join()).toMatch(/now it is on, with .*charge\.succeeded/);
  expect(await findStripeWebhook(stripe, site)).toMatchObject({ missing: [], isOff: false });

  const elsewhere = await start();
  await elsewhere.stripe.webhookEndpoints.create({ url, enabled_events: ['*'] });
  await expect(setStripeWebhook(elsewhere.stripe, site)).rejects.toThrow(/API version of the account/);
});

test('what Stripe refuses is said without a part of the key', async () => {
  const { sandbox, stripe } = await start();
  const wrong = client(sandbox, 'sk_test_wrong');
  const advice = stripeAdvice(await refusal(setStripeWebhook(wrong, site)));
  expect(advice).toMatch(/^Stripe does not take STRIPE_SECRET_KEY/);
  expect(advice).not.toContain('sk_test');
  expect(stripeAdvice(await refusal(setStripeWebhook(stripe, 'no address')))).toBe(
    'Stripe refuses: url_invalid',
  );
});

async function startPaypal() {
  const credentials = { clientId: 'client', clientSecret: 'secret' };
  const sandbox = await startPaypalSandbox({ port: 0, ...credentials, webhookId: 'WH-1' });
  onTestFinished(() => sandbox.close());
  return { sandbox, account: { apiUrl: sandbox.url, ...credentials } };
}

test('at PayPal the webhook is created once, and what is missing is added to one that stands', async () => {
  const { sandbox, account } = await startPaypal();
  const [said, line] = await setPaypalWebhook(account, site);
  expect(said).toBe(`Created ${site}/api/v1/webhooks/paypal with ${paypalEventTypes.length} events.`);
  expect(line).toMatch(/^PAYPAL_WEBHOOK_ID=\w+$/);
  expect(await setPaypalWebhook(account, site)).toEqual([expect.stringContaining('with all events'), line]);

  const token = await fetch(`${sandbox.url}/v1/oauth2/token`, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa('client:secret')}` },
    body: 'grant_type=client_credentials',
  });
  const { access_token } = v.parse(v.object({ access_token: v.string() }), await token.json());
  const path = `/v1/notifications/webhooks/${line?.split('=')[1]}`;
  const value = paypalEventTypes.slice(1).map((name) => ({ name }));
  const patched = await fetch(`${sandbox.url}${path}`, {
    method: 'PATCH',
    headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify([{ op: 'replace', path: '/event_types', value }]),
  });
  expect(patched.status).toBe(200);
  expect(await setPaypalWebhook(account, site)).toEqual([
    `${site}/api/v1/webhooks/paypal stands; it has ${paypalEventTypes[0]} now, too.`,
    line,
  ]);
});

test('what PayPal refuses is said without the secret, and an address that it cannot reach too', async () => {
  const { account } = await startPaypal();
  const wrong = setPaypalWebhook({ ...account, clientSecret: 'hush-hush' }, site);
  await expect(wrong).rejects.toThrow(/^PayPal does not take PAYPAL_CLIENT_ID with PAYPAL_CLIENT_SECRET/);
  await expect(wrong).rejects.not.toThrow(/hush/);
  await expect(setPaypalWebhook(account, 'http://book.example')).rejects.toThrow(/VALIDATION_ERROR/);
});
