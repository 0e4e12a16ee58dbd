import { Hono } from 'hono';
import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import * as v from 'valibot';
import { css } from '../stripe/pay-style.ts';
import type { Order } from './objects.ts';
import { approveOrder } from './orders.ts';
import type { Sandbox } from './sandbox.ts';

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
    const order = sandbox.state.orders.get(c.req.query('token') ?? '');
    return c.html(<PayerPage order={order} />, order ? 200 : 404);
  });

  pages.post('/checkoutnow', async (c) => {
    const id = c.req.query('token') ?? '';
    const approval = sandbox.state.approvals.get(id);
    const form = v.safeParse(formSchema, await c.req.parseBody());
    if (!approval || !form.success) return c.html(<PayerPage order={undefined} />, 404);
    const { outcome } = form.output;
    if (outcome === 'cancel') return c.redirect(withQuery(approval.cancelUrl, { token: id }), 303);
    if (sandbox.state.orders.get(id)?.status !== 'COMPLETED')
      sandbox.perform((call) => approveOrder(call, id, outcome));
    return c.redirect(withQuery(approval.returnUrl, { token: id, PayerID: 'SANDBOXPAYER1' }), 303);
  });

  return pages;
}

/** An address with more in its query, whatever it has already. */
function withQuery(address: string, more: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url.href;
}

function PayerPage({ order }: { order: Order | undefined }) {
  const [unit] = order?.purchase_units ?? [];
  if (!order || !unit)
    return <Page title="There is nothing to pay here" children={<h1>There is nothing to pay here.</h1>} />;
  const isDone = order.status === 'COMPLETED';
  return (
    <Page title="Your payment – sandbox PayPal">
      <h1>{isDone ? 'This payment is made' : 'Your payment'}</h1>
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
      {!isDone && (
        <form method="post" action={`/checkoutnow?token=${order.id}`}>
          {choices.map(({ outcome, label }, index) => (
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
