import { randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { confirmationSchema } from '../../src/booking/confirmation.ts';
import {
  createdReservationSchema,
  reservationResponseSchema,
} from '../../src/booking/present-reservation.ts';
import { searchResultSchema } from '../../src/catalogue/search.ts';
import { formatMoney } from '../../src/platform/money/money.ts';
import { paymentIntentResponseSchema } from '../../src/workflows/payment/open/open-payment.ts';
import { quoteResponseSchema } from '../../src/workflows/reserve/quote-request.ts';
import { availabilitySchema } from '../../src/workflows/search/availability.ts';
import { ask, until } from './ask.ts';
import type { Steps } from './steps.ts';

interface Addresses {
  readonly site: string;
  readonly mailbox: string;
  readonly stripe: string;
  readonly paypal: string;
}

const mailSchema = v.array(v.object({ subject: v.string(), text: v.string() }));

/** The main job as a page does it, over real HTTP: from a search to a paid, confirmed reservation and both mails. */
export async function bookThrough(
  provider: 'stripe' | 'paypal',
  steps: Steps,
  { site, mailbox, stripe, paypal }: Addresses,
): Promise<void> {
  const api = `${site}/api/v1`;
  const guest = { name: 'Ada Lovelace', email: `ada.${randomUUID().slice(0, 8)}@guests.example` };

  const item = await steps.run(`${provider}: search`, async () => {
    const { items } = await ask(
      `${api}/items?category=villa&guests=2&currency=EUR&sort=price`,
      searchResultSchema,
    );
    const first = items[0];
    if (!first) throw new Error('no villa for two in euros');
    return {
      saw: `${items.length} villas for two, from ${first.name} in ${first.place.city}`,
      result: first,
    };
  });

  const period = await steps.run(`${provider}: availability`, async () => {
    const from = Temporal.Now.plainDateISO().add({ days: 30 });
    const { days } = await ask(
      `${api}/items/${item.slug}/availability?from=${from}&to=${from.add({ days: 90 })}`,
      availabilitySchema,
    );
    const start = days.findIndex(
      (_, index) => days.slice(index, index + 7).every((day) => day.isFree) && index + 7 < days.length,
    );
    const [first, last] = [days[start], days[start + 7]];
    if (!first || !last) throw new Error('no free week within 90 days');
    return { saw: `free from ${first.date} to ${last.date}`, result: { from: first.date, to: last.date } };
  });

  const offer = await steps.run(`${provider}: quote`, async () => {
    const quote = await ask(`${api}/quotes`, quoteResponseSchema, { item: item.slug, ...period, guests: 2 });
    return { saw: `${quote.lines.length} lines, ${formatMoney(quote.total, 'en')}`, result: quote };
  });

  const reservation = await steps.run(`${provider}: reserve`, async () => {
    const body = { quote: offer.quote, guest, language: 'en', acceptsPolicy: true };
    const made = await ask(`${api}/reservations`, createdReservationSchema, body, {
      'Idempotency-Key': randomUUID(),
    });
    return { saw: `${made.reference}, held until ${made.holdExpiresAt}`, result: made };
  });
  const authorization = { Authorization: `Bearer ${reservation.manageToken}` };

  const payment = await steps.run(`${provider}: pay`, async () => {
    const intent = await ask(
      `${api}/payment-intents`,
      paymentIntentResponseSchema,
      { reservation: reservation.id, provider },
      authorization,
    );
    const { checkout } = intent;
    if (!checkout) throw new Error('the payment waits for a review');
    if ('clientSecret' in checkout) await pressPay(stripe, checkout.clientSecret);
    else await pressApprove(paypal, site, checkout.orderId);
    return { saw: `${formatMoney(intent.amount, 'en')} at the sandbox ${provider}`, result: intent };
  });

  await steps.run(`${provider}: webhook`, async () => {
    const look = async () => {
      const current = await ask(
        `${api}/reservations/${reservation.id}`,
        reservationResponseSchema,
        undefined,
        authorization,
      );
      return current.status === 'confirmed' ? current : undefined;
    };
    const settled = await until('the webhook', look, steps.say);
    if (settled.paid.amount !== payment.amount.amount)
      throw new Error(`paid ${settled.paid.amount} instead of ${payment.amount.amount}`);
    return { saw: `the money has arrived, the reservation is ${settled.status}`, result: undefined };
  });

  await steps.run(`${provider}: confirmation`, async () => {
    const confirmation = await ask(
      `${api}/reservations/${reservation.id}/confirmation`,
      confirmationSchema,
      undefined,
      authorization,
    );
    const calendar = await fetch(`${api}/reservations/${reservation.id}/confirmation`, {
      headers: { ...authorization, Accept: 'text/calendar' },
    });
    const file = await calendar.text();
    if (!file.includes(`UID:${reservation.id}`.slice(0, 60)))
      throw new Error('the calendar file is of something else');
    return {
      saw: `${confirmation.reference} from ${confirmation.businessName}, and a calendar file of ${file.length} bytes`,
      result: undefined,
    };
  });

  for (const { name, to } of [
    { name: 'mail to the guest', to: guest.email },
    { name: 'mail to the owner', to: undefined },
  ]) {
    await steps.run(`${provider}: ${name}`, async () => {
      const look = async () => {
        const mails = await ask(
          `${mailbox}/api/messages${to ? `?to=${encodeURIComponent(to)}` : ''}`,
          mailSchema,
        );
        const wanted = to ? /confirm/i : /new reservation/i;
        return mails.find(
          ({ subject, text }) => wanted.test(subject) && `${subject} ${text}`.includes(reservation.reference),
        );
      };
      const mail = await until(`the ${name}`, look, steps.say);
      return { saw: `"${mail.subject}"`, result: undefined };
    });
  }
}

/** What a guest does on the sandbox's page: presses pay. */
async function pressPay(stripe: string, clientSecret: string): Promise<void> {
  const intentId = clientSecret.split('_secret')[0];
  const fields = new URLSearchParams({
    client_secret: clientSecret,
    return_url: 'http://localhost/confirmation/',
    outcome: 'success',
  });
  const response = await fetch(`${stripe}/pay/${intentId}`, {
    method: 'POST',
    body: fields,
    redirect: 'manual',
  });
  if (response.status !== 303)
    throw new Error(`the payment page answered ${response.status}: ${await response.text()}`);
}

/** What a payer does on the sandbox's page: approves, and follows the way back. */
async function pressApprove(paypal: string, site: string, orderId: string): Promise<void> {
  const response = await fetch(`${paypal}/checkoutnow?token=${orderId}`, {
    method: 'POST',
    body: new URLSearchParams({ outcome: 'success' }),
    redirect: 'manual',
  });
  const back = response.headers.get('Location') ?? '';
  if (response.status !== 303 || !back.startsWith(`${site}/api/v1/payments/`))
    throw new Error(`the approval page answered ${response.status} and leads to ${back}`);
  const returned = await fetch(back, { redirect: 'manual' });
  if (returned.status !== 303)
    throw new Error(`the way back answered ${returned.status}: ${await returned.text()}`);
}
