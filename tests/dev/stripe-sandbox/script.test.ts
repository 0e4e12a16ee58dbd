import { createContext, Script } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { StripeSandbox } from '../../../dev/stripe/start.ts';
import { ofCard, start } from './client.ts';

describe('the stand-in for Stripe.js', () => {
  /** As much of a browser as the script touches. */
  async function browser(sandbox: StripeSandbox) {
    const script = await fetch(`${sandbox.url}/v3/`);
    expect(script.headers.get('content-type')).toContain('text/javascript');
    const visited: string[] = [];
    const mounted: { textContent: string }[] = [];
    const parent = { replaceChildren: (child: { textContent: string }) => mounted.push(child) };
    const window = { location: { assign: (url: string) => visited.push(url) } };
    const document = {
      currentScript: { src: `${sandbox.url}/v3/` },
      createElement: () => ({ textContent: '', style: {}, remove() {} }),
      querySelector: (selector: string) => (selector === '#payment' ? parent : null),
    };
    const page = createContext({ window, document, fetch, URL, URLSearchParams, queueMicrotask });
    new Script(await script.text()).runInContext(page);
    const run = (code: string): unknown => new Script(code).runInContext(page);
    return { run, visited, mounted };
  }

  test('mounts a notice and leads to the pay page', async () => {
    const { sandbox, stripe } = await start();
    const { id, client_secret: secret } = await stripe.paymentIntents.create(ofCard);
    const { run, visited, mounted } = await browser(sandbox);
    run(`
      const stripe = window.Stripe('pk_test_sandbox');
      const elements = stripe.elements({ clientSecret: '${secret}' });
      elements.create('payment').mount('#payment');
      stripe.confirmPayment({ elements, confirmParams: { return_url: 'https://shop.example/thanks' } });
    `);
    expect(mounted[0]?.textContent).toContain('Sandbox payment');
    const [address = ''] = visited;
    expect(new URL(address).pathname).toBe(`/pay/${id}`);
    const html = await (await fetch(address)).text();
    expect(html).toContain('€125.00');
    expect(() => run(`window.Stripe('sk_test_sandbox')`)).toThrow('publishable key');
  });

  test('retrieves what a browser may see, from any origin, with the right secret alone', async () => {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create({ ...ofCard, metadata: { margin: '40%' } });
    sandbox.pay(intent.id, 'success');
    const { run } = await browser(sandbox);
    const retrieve = (secret: string) => run(`window.Stripe('pk_test').retrievePaymentIntent('${secret}')`);
    const answer = await retrieve(String(intent.client_secret));
    expect(answer).toMatchObject({ paymentIntent: { id: intent.id, status: 'succeeded', amount: 12_500 } });
    expect(JSON.stringify(answer)).not.toContain('margin');
    expect(await retrieve(`${intent.id}_secret_wrong`)).toMatchObject({
      error: { code: 'resource_missing' },
    });
    const address = `${sandbox.url}/v3/payment_intents/${intent.id}?client_secret=${intent.client_secret}`;
    const cross = await fetch(address, { headers: { origin: 'https://shop.example' } });
    expect(cross.headers.get('access-control-allow-origin')).toBe('*');
  });
});
