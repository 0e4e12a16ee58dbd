import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type Stripe from 'stripe';
import { formatAmount } from '../wire/currency.ts';
import { css } from './pay-style.ts';
import { returnAddress } from './return-address.ts';

type Choice = { outcome: string; label: string };

/** The page on which a person decides what becomes of a payment; what it offers depends on where the payment is. */
export function PayPage({
  intent,
  returnUrl,
}: {
  intent: Stripe.PaymentIntent;
  returnUrl: string | undefined;
}) {
  const { heading, choices } = stepOf(intent);
  return (
    <Page title={`${heading} – sandbox`}>
      <h1>{heading}</h1>
      <p class="amount">{formatAmount(intent.amount, intent.currency)}</p>
      <dl>
        {intent.description && <Row name="For" value={intent.description} />}
        {intent.receipt_email && <Row name="Receipt to" value={intent.receipt_email} />}
        <Row name="Payment" value={intent.id} />
      </dl>
      {intent.last_payment_error?.message && <p role="alert">{intent.last_payment_error.message}</p>}
      {choices.length > 0 && <Choices intent={intent} returnUrl={returnUrl} choices={choices} />}
      {choices.length === 0 && returnUrl && (
        <a class="button" href={returnAddress(returnUrl, intent)}>
          Back to the shop
        </a>
      )}
    </Page>
  );
}

/** Says why there is nothing to pay here. */
export function RefusalPage({ reason }: { reason: string }) {
  return (
    <Page title="Not available – sandbox">
      <h1>{reason}</h1>
    </Page>
  );
}

function stepOf({ status, excluded_payment_method_types: excluded }: Stripe.PaymentIntent): {
  heading: string;
  choices: Choice[];
} {
  switch (status) {
    case 'requires_payment_method':
    case 'requires_confirmation':
      return {
        heading: 'Your payment',
        choices: [
          { outcome: 'success', label: 'Pay' },
          { outcome: 'decline', label: 'Decline' },
          { outcome: 'requires_action', label: '3-D Secure' },
          ...(excluded?.includes('sepa_debit')
            ? []
            : [{ outcome: 'processing', label: 'Bank debit, which takes days' }]),
        ],
      };
    case 'requires_action':
      return {
        heading: 'Your bank asks: is this you?',
        choices: [
          { outcome: 'success', label: 'Approve' },
          { outcome: 'decline', label: 'Refuse' },
        ],
      };
    case 'processing':
      return {
        heading: 'The bank is still deciding',
        choices: [
          { outcome: 'success', label: 'Let it go through' },
          { outcome: 'decline', label: 'Let it fail' },
        ],
      };
    case 'canceled':
      return { heading: 'This payment was cancelled', choices: [] };
    default:
      return { heading: 'This payment is made', choices: [] };
  }
}

function Choices(props: { intent: Stripe.PaymentIntent; returnUrl: string | undefined; choices: Choice[] }) {
  return (
    <form method="post" action={`/pay/${props.intent.id}`}>
      <input type="hidden" name="client_secret" value={props.intent.client_secret ?? ''} />
      {props.returnUrl && <input type="hidden" name="return_url" value={props.returnUrl} />}
      {props.choices.map(({ outcome, label }, index) => (
        <button type="submit" name="outcome" value={outcome} class={index === 0 ? 'primary' : undefined}>
          {label}
        </button>
      ))}
    </form>
  );
}

function Row({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
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
          <p class="sandbox">Sandbox: no money moves here.</p>
          {children}
        </main>
      </body>
    </html>
  );
}
