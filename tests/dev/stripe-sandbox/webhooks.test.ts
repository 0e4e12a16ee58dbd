import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventTypes, ofCard, paid, receiver, start, webhookSecret } from './client.ts';

describe('a webhook', () => {
  test('carries a signature that the SDK accepts over the exact bytes, and no other secret’s', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    const { id } = await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    const [delivered] = hook.received;
    if (!delivered) throw new Error('Nothing arrived.');
    const { body, signature } = delivered;
    const event = await stripe.webhooks.constructEventAsync(body, signature, webhookSecret);
    expect(event).toMatchObject({ type: 'payment_intent.created', data: { object: { id } } });
    await expect(stripe.webhooks.constructEventAsync(body, signature, 'whsec_other')).rejects.toThrow();
    const rewritten = JSON.stringify(JSON.parse(body));
    await expect(stripe.webhooks.constructEventAsync(rewritten, signature, webhookSecret)).rejects.toThrow();
  });

  test('is retried with the same event until it is accepted', async () => {
    const hook = await receiver((attempt) => [500, 302][attempt] ?? 200);
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(3);
    expect(new Set(hook.received.map(({ event }) => event.id)).size).toBe(1);
    expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
  });

  test('is given up after the last retry, stays pending, and can be redelivered', async () => {
    let broken = true;
    const hook = await receiver(() => (broken ? 503 : 200));
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(4);
    const [event] = (await stripe.events.list({ delivery_success: false })).data;
    expect(event?.pending_webhooks).toBe(1);
    broken = false;
    sandbox.redeliver(String(event?.id));
    await sandbox.settled();
    expect(hook.received.at(-1)?.event.id).toBe(event?.id);
    expect((await stripe.events.list({ delivery_success: false })).data).toEqual([]);
  });

  test('to a receiver that does not answer in time is retried', async () => {
    let attempts = 0;
    const server = createServer((_request, response) => {
      attempts += 1;
      if (attempts > 1) response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { sandbox, stripe } = await start({ webhookTimeoutMs: 1000 });
    // A server that listens on TCP has an AddressInfo.
    sandbox.setWebhookUrl(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(attempts).toBeGreaterThan(1);
    expect((await stripe.events.list()).data[0]?.pending_webhooks).toBe(0);
  });

  test('is sent in as many copies at once as told', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    sandbox.chaos({ duplicate: 3 });
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(3);
    expect(new Set(hook.received.map(({ event }) => event.id)).size).toBe(1);
  });

  test('waits for as long as told', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    sandbox.chaos({ delayMs: 60 });
    const before = performance.now();
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(Number(hook.received[0]?.receivedAt) - before).toBeGreaterThan(58);
  });

  test.each([
    ['when the batch is full', { size: 3, holdMs: 60_000 }],
    ['when it has been held long enough', { size: 99, holdMs: 40 }],
  ])('comes in another order, the same for the same seed, %s', async (_, batch) => {
    const orders = await Promise.all(
      [7, 7].map(async (seed) => {
        const hook = await receiver();
        const { sandbox, stripe } = await start({ webhookUrl: hook.url });
        sandbox.chaos({ reorder: { ...batch, seed } });
        await stripe.paymentIntents.create(paid);
        await sandbox.settled();
        return hook.types();
      }),
    );
    const happened = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'];
    expect(orders[0]).not.toEqual(happened);
    expect([...(orders[0] ?? [])].sort()).toEqual([...happened].sort());
    expect(orders[0]).toEqual(orders[1]);
  });

  test('is lost, all or by type, while the event can still be listed', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    sandbox.chaos({ drop: ['payment_intent.succeeded', 'charge.*'] });
    await stripe.paymentIntents.create(paid);
    await sandbox.settled();
    expect(hook.types()).toEqual(['payment_intent.created']);
    sandbox.chaos({ drop: 'all' });
    await stripe.paymentIntents.create(paid);
    await sandbox.settled();
    expect(hook.received).toHaveLength(1);
    expect(await eventTypes(stripe)).toHaveLength(6);
  });
});

test('a webhook is signed with both secrets while one takes the place of the other', async () => {
  const hook = await receiver();
  const { sandbox, stripe } = await start({
    webhookUrl: hook.url,
    webhookSecret: ['whsec_old', 'whsec_new'],
  });
  await stripe.paymentIntents.create(ofCard);
  await sandbox.settled();
  const { body = '', signature = '' } = hook.received[0] ?? {};
  expect(signature.match(/v1=/g)).toHaveLength(2);
  for (const secret of ['whsec_old', 'whsec_new']) {
    const event = await stripe.webhooks.constructEventAsync(body, signature, secret);
    expect(event.type).toBe('payment_intent.created');
  }
  await expect(stripe.webhooks.constructEventAsync(body, signature, 'whsec_other')).rejects.toThrow();
});
