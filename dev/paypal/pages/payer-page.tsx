import { type Context, Hono } from 'hono';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import { css, cssHash } from '../../stripe/pages/pay-style.ts';
import type { Order } from '../objects/objects.ts';
import { approveOrder } from '../objects/orders.ts';
import type { Sandbox } from '../sandbox.ts';
import { payer } from './payer.ts';

const choices = [
  { outcome: 'success', label: 'Pay with the sandbox PayPal' },
  { outcome: 'pending', label: 'Pay by eCheck, which takes days' },
  { outcome: 'declined', label: 'Pay, and let the bank decline' },
  { outcome: 'cancel', label: 'Cancel and go back' },
] as const;

const formSchema = v.object({ outcome: v.picklist(choices.map(({ outcome }) => outcome)) });

/** The page on which the payer approves an order; where it leads back to, the order says. */
export function createPayerPage(sandbox: Sandbox): Hono {
  const pages = new Hono();

  pages.get('/checkoutnow', (c) => {
    const id = c.req.query('token') ?? '';
    return page(c, sandbox.state.orders.get(id), sandbox.state.approvals.get(id)?.isInstantOnly);
  });

  pages.post('/checkoutnow', async (c) => {
    const id = c.req.query('token') ?? '';
    const approval = sandbox.state.approvals.get(id);
    const form = v.safeParse(formSchema, await c.req.parseBody());
    if (!approval || !form.success) return page(c, undefined);
    const { outcome } = form.output;
    // A second click changes nothing: the payer goes on with what they have chosen.
    if (waits(sandbox.state.orders.get(id))) sandbox.perform((call) => approveOrder(call, id, outcome));
    const to = outcome === 'cancel' ? approval.cancelUrl : approval.returnUrl;
    const more = { token: id, ...(outcome !== 'cancel' && { PayerID: payer.account_id }) };
    return c.redirect(to ? withQuery(to, more) : `/checkoutnow?token=${id}`, 303);
  });

  return pages;
}

function waits(order: Order | undefined): boolean {
  return order?.status === 'CREATED' || order?.status === 'PAYER_ACTION_REQUIRED';
}

/** An address with more in its query, whatever it has already. */
function withQuery(address: string, more: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url.href;
}

function page(c: Context, order: Order | undefined, isInstantOnly = false) {
  // Browsers hold the answer to a form to form-action as well, and where the way back leads on to, no order says.
  c.header(
    'Content-Security-Policy',
    `default-src 'none'; style-src ${cssHash}; form-action 'self' http: https:; base-uri 'none'; frame-ancestors 'none'`,
  );
  c.header('Referrer-Policy', 'no-referrer');
  c.header('Cache-Control', 'no-store');
  return c.html(
    `<!doctype html>${<PayerPage order={order} isInstantOnly={isInstantOnly} />}`,
    order ? 200 : 404,
  );
}

function PayerPage({ order, isInstantOnly }: { order: Order | undefined; isInstantOnly: boolean }) {
  const [unit] = order?.purchase_units ?? [];
  if (!order || !unit)
    return <Page title="There is nothing to pay here" children={<h1>There is nothing to pay here.</h1>} />;
  const isOpen = waits(order);
  const offered = choices.filter(({ outcome }) => outcome !== 'pending' || !isInstantOnly);
  return (
    <Page title="Your payment – sandbox PayPal">
      <h1>{isOpen ? 'Your payment' : 'You have approved this payment'}</h1>
      <p class="amount">
        {unit.amount.value} {unit.amount.currency_code}
      </p>
      <dl>
        {unit.description && (
          <>
            <dt>For</dt>
            <dd>{unit.description}</dd>
          </>
        )}
        <dt>Order</dt>
        <dd>{order.id}</dd>
      </dl>
      {isOpen && (
        <form method="post" action={`/checkoutnow?token=${order.id}`}>
          {offered.map(({ outcome, label }, index) => (
            <button type="submit" name="outcome" value={outcome} class={index === 0 ? 'primary' : undefined}>
              {label}
            </button>
          ))}
        </form>
      )}
    </Page>
  );
}

function Page({ title, children }: { title: string; children: Child }) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style>{raw(css)}</style>
      </head>
      <body>
        <main>
          <p class="sandbox">Sandbox PayPal: no money moves here.</p>
          {children}
        </main>
      </body>
    </html>
  );
}
