import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import { eventTypes, ofCard, start } from './client.ts';

describe('the pay page', () => {
  const returnUrl = 'https://shop.example/thanks?lang=en';

  async function opened(parameters: Partial<Stripe.PaymentIntentCreateParams> = {}) {
    const { sandbox, stripe } = await start();
    const intent = await stripe.paymentIntents.create({ ...ofCard, ...parameters });
    const secret = intent.client_secret ?? '';
    const query = new URLSearchParams({ client_secret: secret, return_url: returnUrl });
    const address = `${sandbox.url}/pay/${intent.id}?${query}`;
    const press = (outcome: string, clientSecret = secret) =>
      fetch(`${sandbox.url}/pay/${intent.id}`, {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ client_secret: clientSecret, return_url: returnUrl, outcome }),
      });
    return { sandbox, stripe, intent, secret, address, press };
  }

  test.each([
    ['success', 'succeeded', 'succeeded'],
    ['decline', 'failed', 'requires_payment_method'],
  ])('%s leads back to the shop with what became of the payment', async (outcome, redirectStatus, status) => {
    const { stripe, intent, secret, press } = await opened();
    const response = await press(outcome);
    expect(response.status).toBe(303);
    const back = new URL(String(response.headers.get('location')));
    expect(`${back.origin}${back.pathname}`).toBe('https://shop.example/thanks');
    expect(Object.fromEntries(back.searchParams)).toEqual({
      lang: 'en',
      payment_intent: intent.id,
      payment_intent_client_secret: secret,
      redirect_status: redirectStatus,
    });
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe(status);
  });

  test('3-D Secure leads to a challenge, and its answer back to the shop', async () => {
    const { sandbox, stripe, intent, press } = await opened();
    const asked = await press('requires_action');
    expect(asked.status).toBe(303);
    const challenge = await fetch(new URL(String(asked.headers.get('location')), sandbox.url));
    const html = await challenge.text();
    expect(html).toContain('Approve');
    expect(html).toContain('Refuse');
    expect(html).not.toContain('>Pay<');
    const answered = await press('success');
    expect(new URL(String(answered.headers.get('location'))).searchParams.get('redirect_status')).toBe(
      'succeeded',
    );
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
  });

  test('each button that it shows is taken when it is pressed, also while a bank debit is under way', async () => {
    const buttons = async (address: string) =>
      [...(await (await fetch(address)).text()).matchAll(/name="outcome" value="(\w+)"/g)].map(
        ([, name]) => name,
      );
    const shown = await buttons((await opened()).address);
    expect(shown).toEqual(['success', 'decline', 'requires_action', 'processing']);
    for (const outcome of shown) {
      const { press } = await opened();
      expect((await press(`${outcome}`)).status, outcome).toBe(303);
    }
    for (const outcome of ['success', 'decline']) {
      const { stripe, intent, address, press } = await opened();
      const back = new URL(String((await press('processing')).headers.get('location')));
      expect(back.searchParams.get('redirect_status')).toBe('pending');
      expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('processing');
      expect(await buttons(address)).toContain(outcome);
      expect((await press(outcome)).status).toBe(303);
      const after = outcome === 'success' ? 'succeeded' : 'requires_payment_method';
      expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe(after);
    }
  });

  test('shows the end of a payment that has no way back', async () => {
    const { sandbox, intent, secret } = await opened();
    const body = new URLSearchParams({ client_secret: secret, outcome: 'success' });
    const shown = await fetch(`${sandbox.url}/pay/${intent.id}`, { method: 'POST', body });
    expect(await shown.text()).toContain('This payment is made');
  });

  test('a second press changes nothing', async () => {
    const { stripe, press } = await opened();
    await press('success');
    const again = await press('decline');
    expect(new URL(String(again.headers.get('location'))).searchParams.get('redirect_status')).toBe(
      'succeeded',
    );
    expect((await eventTypes(stripe)).filter((type) => type === 'charge.succeeded')).toHaveLength(1);
  });

  test('refuses a wrong client secret and an address that is no web page', async () => {
    const { sandbox, stripe, intent, secret, press } = await opened();
    expect((await press('success', `${secret}x`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/pay/${intent.id}`)).status).toBe(404);
    const script = new URLSearchParams({ client_secret: secret, return_url: 'javascript:alert(1)' });
    expect((await fetch(`${sandbox.url}/pay/${intent.id}?${script}`)).status).toBe(400);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('requires_payment_method');
  });

  test('needs no script and no other host, and shows what it was given as text', async () => {
    const { address } = await opened({ description: '<script>alert("x")</script>' });
    const response = await fetch(address);
    const html = await response.text();
    expect(html).toContain('&lt;script&gt;');
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
    const policy = String(response.headers.get('content-security-policy'));
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' https://shop.example");
  });

  test.each([
    [1_234_50, 'eur', '€1,234.50'],
    [5_000, 'jpy', '¥5,000'],
    [12_340, 'kwd', /KWD\s12\.340/],
  ])('shows %d of %s in its own decimals', async (amount, currency, shown) => {
    const { address } = await opened({ amount, currency });
    expect(await (await fetch(address)).text()).toMatch(shown);
  });
});
