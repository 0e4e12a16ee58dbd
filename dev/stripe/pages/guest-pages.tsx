import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import type Stripe from 'stripe';
import * as v from 'valibot';
import type { Sandbox } from '../sandbox.ts';
import { ApiError } from '../wire/api-error.ts';
import { payAsGuest } from './guest.ts';
import { PayPage, RefusalPage } from './pay-page.tsx';
import { cssHash } from './pay-style.ts';
import { returnAddress, webAddress } from './return-address.ts';

const browserScript = readFileSync(new URL('./stripe-js.js', import.meta.url), 'utf8');

const payForm = v.object({
  client_secret: v.string(),
  return_url: v.optional(v.string()),
  outcome: v.picklist(['success', 'decline', 'requires_action', 'processing']),
});

/** What a guest's browser asks for: the stand-in for Stripe.js and the page that plays the card form and the bank. */
export function createGuestPages(sandbox: Sandbox): Hono {
  const pages = new Hono();

  pages.get('/v3/', (c) => c.body(browserScript, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }));

  pages.use('/v3/payment_intents/:id', cors());
  pages.get('/v3/payment_intents/:id', (c) => {
    const intent = presented(sandbox, c.req.param('id'), c.req.query('client_secret'));
    if (intent) return c.json(asBrowsersSeeIt(intent));
    return c.json(
      { error: { type: 'invalid_request_error', code: 'resource_missing', message: wrongLink } },
      404,
    );
  });

  pages.get('/pay/:id', (c) => {
    const intent = presented(sandbox, c.req.param('id'), c.req.query('client_secret'));
    const returnUrl = c.req.query('return_url');
    if (!intent) return page(c, <RefusalPage reason={wrongLink} />, { status: 404 });
    if (returnUrl && !webAddress(returnUrl))
      return page(c, <RefusalPage reason={wrongReturn} />, { status: 400 });
    return page(c, <PayPage intent={intent} returnUrl={returnUrl} />, { returnUrl });
  });

  pages.post('/pay/:id', async (c) => {
    const form = v.safeParse(payForm, await c.req.parseBody());
    const intent = form.success && presented(sandbox, c.req.param('id'), form.output.client_secret);
    if (!form.success || !intent) return page(c, <RefusalPage reason={wrongLink} />, { status: 404 });
    const { outcome, return_url: given } = form.output;
    const returnUrl = webAddress(given);
    if (given && !returnUrl) return page(c, <RefusalPage reason={wrongReturn} />, { status: 400 });
    const after = decide(sandbox, intent, outcome, returnUrl);
    if (returnUrl && after.status !== 'requires_action')
      return c.redirect(returnAddress(returnUrl, after), 303);
    const query = new URLSearchParams({ client_secret: form.output.client_secret });
    if (returnUrl) query.set('return_url', returnUrl);
    return c.redirect(`/pay/${intent.id}?${query}`, 303);
  });

  return pages;
}

const wrongLink = 'This payment link is not valid.';
const wrongReturn = 'The address to return to is not a web address.';

function presented(
  sandbox: Sandbox,
  id: string,
  clientSecret: string | undefined,
): Stripe.PaymentIntent | undefined {
  const intent = sandbox.state.paymentIntents.get(id);
  return intent?.client_secret === clientSecret ? intent : undefined;
}

/** A second click on a payment that is already made changes nothing: the guest goes on with what it is. */
function decide(
  sandbox: Sandbox,
  intent: Stripe.PaymentIntent,
  outcome: v.InferOutput<typeof payForm>['outcome'],
  returnUrl: string | undefined,
): Stripe.PaymentIntent {
  const request = { id: sandbox.newId('req'), idempotency_key: null };
  try {
    return sandbox.perform(request, (call) => payAsGuest(call, intent.id, outcome, returnUrl));
  } catch (error) {
    if (error instanceof ApiError && error.body.payment_intent) return error.body.payment_intent;
    throw error;
  }
}

function page(
  c: Context,
  content: { toString(): string | Promise<string> },
  { status = 200, returnUrl }: { status?: 200 | 400 | 404; returnUrl?: string | undefined } = {},
): Response | Promise<Response> {
  // Browsers hold the answer to a form to form-action as well, so the way back must be allowed.
  const formTargets = ["'self'", ...(returnUrl ? [new URL(returnUrl).origin] : [])].join(' ');
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; style-src ${cssHash}; form-action ${formTargets}; base-uri 'none'; frame-ancestors 'none'`,
  );
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
  return c.html(`<!doctype html>${content}`, status);
}

/** What a publishable key and the client secret let a browser see. */
const browserFields = [
  'id',
  'object',
  'amount',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'processing',
  'receipt_email',
  'status',
] as const;

function asBrowsersSeeIt(intent: Stripe.PaymentIntent): Record<string, unknown> {
  return Object.fromEntries(browserFields.map((name) => [name, intent[name]]));
}
