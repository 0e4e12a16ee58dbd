import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startFunctionsProcess } from '../../dev/bench/process.ts';
import { succeededEvent } from '../../dev/bench/succeeded-event.ts';
import { stripeClient } from '../../src/payment/stripe/client.ts';
import { translated } from '../../src/payment/stripe/event.ts';
import { patienceMs } from '../support/harness/patience.ts';

async function module(source: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'midas-bench-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'one.mjs');
  await writeFile(file, source);
  return file;
}

test('a child of the bench that ends is told at once, at its start and later, and can be stopped still', async () => {
  const missing = startFunctionsProcess([join(tmpdir(), 'no-such-module.mjs')], {});
  await expect(missing).rejects.toThrow(/^The process of the functions ended by itself \(code 1\)/);

  const mortal = await module(
    "export const config = { path: '/die' }; export default () => { setImmediate(() => process.exit(7)); return new Response('bye'); };",
  );
  const child = await startFunctionsProcess([mortal], {});
  await fetch(`${child.url}/die`).catch(() => {}); // the answer may be cut off with it
  await expect(child.settled()).rejects.toThrow(/ended by itself/);
  await child.stop();
});

test('the event with which the bench confirms is one that we read', async () => {
  const payment = {
    id: 'pay_01',
    amount: { amount: 12_500, currency: 'EUR' },
    checkout: { clientSecret: 'pi_1_secret_2' },
  };
  const stripe = stripeClient({ secretKey: 'sk_test_none', apiUrl: 'http://127.0.0.1:9' }, 1000);
  const { fact } = await translated({ stripe, lookUpTimeoutMs: patienceMs }, false, succeededEvent(payment));
  expect(fact).toMatchObject({ kind: 'payment', paymentId: 'pay_01', status: 'succeeded', captured: 12_500 });
});
