import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { eventTypes, held, ofCard, receiver, start } from './client.ts';

describe('the switches over HTTP', () => {
  const post = (url: string, body?: unknown) =>
    fetch(url, { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) });

  test('do what they do in process, and refuse what they do not know', async () => {
    const hook = await receiver();
    const { sandbox, stripe } = await start({ webhookUrl: hook.url });
    const chaos = `${sandbox.url}/_sandbox/chaos`;
    expect((await post(chaos, { duplicate: 2, drop: ['charge.*'] })).status).toBe(200);
    await stripe.paymentIntents.create(ofCard);
    await sandbox.settled();
    expect(hook.received).toHaveLength(2);
    for (const wrong of [
      { duplicate: 0 },
      { colour: 1 },
      { apiFault: { effect: 'before', answer: 'error', route: 'x' } },
    ]) {
      expect((await post(chaos, wrong)).status).toBe(400);
    }
    const state = await (await fetch(`${sandbox.url}/_sandbox/state`)).json();
    expect(state).toMatchObject({
      chaos: { duplicate: 2, drop: ['charge.*'] },
      counts: { 'POST /v1/payment_intents': 1 },
      attempts: [{ outcome: 200 }, { outcome: 200 }],
    });
    const [event] = (await stripe.events.list()).data;
    expect((await post(`${sandbox.url}/_sandbox/events/${event?.id}/redeliver`)).status).toBe(202);
    expect((await post(`${sandbox.url}/_sandbox/events/evt_none/redeliver`)).status).toBe(404);
    await sandbox.settled();
    expect(hook.received).toHaveLength(3);
    expect((await post(`${sandbox.url}/_sandbox/reset`)).status).toBe(204);
    expect(await eventTypes(stripe)).toEqual([]);
    expect(sandbox.counts()['POST /v1/payment_intents']).toBe(0);
  });
});

test('a restart with the same state file keeps payments, keys and undelivered events', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stripe-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const stateFile = join(folder, 'stripe.json');
  const options = { idempotencyKey: 'pay_1' };
  const broken = await receiver(() => 500);
  const first = await start({ stateFile, webhookUrl: broken.url });
  const intent = await first.stripe.paymentIntents.create(held, options);
  await first.sandbox.settled();
  await first.sandbox.close();

  const hook = await receiver();
  const second = await start({ stateFile, webhookUrl: hook.url });
  await second.sandbox.settled();
  expect(hook.types().sort()).toEqual([
    'charge.succeeded',
    'payment_intent.amount_capturable_updated',
    'payment_intent.created',
  ]);
  expect((await second.stripe.paymentIntents.create(held, options)).id).toBe(intent.id);
  expect((await second.stripe.paymentIntents.capture(intent.id)).status).toBe('succeeded');
});
