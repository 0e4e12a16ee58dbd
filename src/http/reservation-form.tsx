import type { Context } from 'hono';
import type * as v from 'valibot';
import { quoteFor } from '../booking/quote-request.ts';
import type { reservationFormSchema } from '../booking/reservation-request.ts';
import { reserve } from '../booking/reserve.ts';
import { formatMoney, type Money } from '../platform/money.ts';
import type { Env } from './app.ts';
import { deliverAfterAnswer } from './deliver-after-answer.ts';
import { formPage } from './form-page.tsx';
import { formIdempotencyKey } from './idempotency-key.ts';
import { nextPage, seeOther } from './site-address.ts';

type Form = v.InferOutput<typeof reservationFormSchema>;

/**
 * A reservation without script, in two steps: the first post gets a page with the price and the signed quote, the second,
 * from that page, reserves. So nobody reserves at a price that they have not seen.
 */
export async function reserveByForm(c: Context<Env>, form: Form): Promise<Response> {
  const { quote, guest, language } = form;
  const page = nextPage(form.next, '/reserved/');
  if (!quote || !form.acceptsPolicy) return reviewPage(c, form);
  await reserve(
    c.env.runtime,
    { quote, guest, language },
    formIdempotencyKey(c, quote, { quote, guest, language }),
  );
  deliverAfterAnswer(c);
  return seeOther(c, page);
}

async function reviewPage(c: Context<Env>, form: Form): Promise<Response> {
  const offer = await quoteFor(c.env.runtime, form);
  const money = (amount: Money['amount']) =>
    formatMoney({ amount, currency: offer.total.currency }, form.language);
  return formPage(
    c,
    'Your reservation',
    200,
    <>
      <p>
        {offer.startsAt.slice(0, 16).replace('T', ' ')} to {offer.endsAt.slice(0, 16).replace('T', ' ')} (
        {offer.timeZone})
      </p>
      <table>
        {offer.lines.map((line) => (
          <tr>
            <td>
              {line.kind === 'stay'
                ? `${line.quantity} × ${line.per}${line.name ? ` (${line.name})` : ''}`
                : line.name}
            </td>
            <td>{money(line.amount)}</td>
          </tr>
        ))}
        <tr>
          <th>Total</th>
          <th>{money(offer.total.amount)}</th>
        </tr>
      </table>
      <p>{offer.cancellationPolicy.text}</p>
      <form method="post" action={c.req.path}>
        {Object.entries({ ...fieldsOf(form), quote: offer.quote }).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <p>
          <label>
            <input type="checkbox" name="acceptsPolicy" required /> I accept the cancellation policy.
          </label>
        </p>
        <button type="submit">Reserve for {money(offer.total.amount)}</button>
      </form>
    </>,
  );
}

/** What was filled in, as the fields of the next form. The price comes anew with each quote, the consent by hand. */
function fieldsOf(form: Form): Record<string, string> {
  const { guest, extras, quote: _quote, acceptsPolicy: _acceptsPolicy, ...flat } = form;
  const nested = { ...prefixed('guest', guest), ...prefixed('extras', extras) };
  return Object.fromEntries(
    Object.entries({ ...flat, ...nested }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
}

function prefixed(prefix: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]));
}
