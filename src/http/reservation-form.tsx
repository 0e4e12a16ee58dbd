import type { Context } from 'hono';
import * as v from 'valibot';
import { type Quote, verifyQuote } from '../booking/quote.ts';
import { quoteFor } from '../booking/quote-request.ts';
import type { reservationFormSchema } from '../booking/reservation-request.ts';
import { alternativesSchema, reserve } from '../booking/reserve.ts';
import { requestOf } from '../booking/stay.ts';
import { formatMoney, type Money } from '../platform/money.ts';
import { Problem, problems } from '../platform/problems.ts';
import { acceptanceOf } from './acceptance.ts';
import { deliverAfterAnswer } from './after-answer.ts';
import type { Env } from './app.ts';
import { formPage } from './form-page.tsx';
import { formIdempotencyKey } from './idempotency-key.ts';
import { nextPage, seeOther } from './site-address.ts';

type Form = v.InferOutput<typeof reservationFormSchema>;

/**
 * A reservation without script, in two steps: the first form gets a page with the price and the signed quote, the second,
 * from that page, reserves. So nobody reserves at a price that they have not seen: a quote that has run out, or that is of
 * another stay than the form, leads to a new page with a new price.
 */
export async function reserveByForm(c: Context<Env>, form: Form): Promise<Response> {
  const page = nextPage(form.next, '/reserved/');
  const { quote, guest, language } = form;
  if (!quote || !form.acceptsPolicy) return reviewPage(c, form, 200);
  const offered = await offerOf(c, quote);
  if (!offered) return reviewPage(c, form, 422);
  if (!isSame(offered, form)) return reviewPage(c, form, 200);
  try {
    await reserve(
      c.env.runtime,
      { quote, guest, language, acceptance: acceptanceOf(c) },
      formIdempotencyKey(c, quote, { quote, guest, language }),
    );
  } catch (error) {
    if (error instanceof Problem && error.code === 'slot-taken') return takenPage(c, form, offered, error);
    throw error;
  }
  deliverAfterAnswer(c);
  return seeOther(c, page);
}

/** The quote, unless it is no longer valid or was never ours. */
async function offerOf(c: Context<Env>, token: string): Promise<Quote | undefined> {
  try {
    return await verifyQuote(c.env.runtime, token);
  } catch (error) {
    if (error instanceof Problem && error.code === 'quote-invalid') return undefined;
    throw error;
  }
}

/** Whether a quote is of the stay that the form names; the page that carries both writes them alike. */
function isSame(quote: Quote, form: Form): boolean {
  const { from, to } = requestOf(quote.item, new Date(quote.startsAt), new Date(quote.endsAt));
  return (
    quote.item.slug === form.item && from === form.from && to === form.to && quote.guests === form.guests
  );
}

async function reviewPage(c: Context<Env>, form: Form, status: 200 | 422): Promise<Response> {
  const offer = await quoteFor(c.env.runtime, form);
  const money = (amount: Money['amount']) =>
    formatMoney({ amount, currency: offer.total.currency }, form.language);
  const { item } = await verifyQuote(c.env.runtime, offer.quote);
  const stay = requestOf(item, new Date(offer.startsAt), new Date(offer.endsAt));
  return formPage(
    c,
    'Your reservation',
    status,
    <>
      {status === 422 && (
        <p role="alert" class="refused">
          The price you saw is no longer valid. This is the price now.
        </p>
      )}
      <p>
        <strong>
          {item.name}, {item.city}
        </strong>
        <br />
        {moment(offer.startsAt, offer.timeZone, form.language)} to{' '}
        {moment(offer.endsAt, offer.timeZone, form.language)}
      </p>
      {!offer.isAvailable && <p role="alert">Somebody else has that time at the moment.</p>}
      <table>
        {offer.lines.map((line) => (
          <tr>
            <td>{describe(line)}</td>
            <td>{money(line.amount)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">Total</th>
          <th>{money(offer.total.amount)}</th>
        </tr>
        {offer.includedTaxes.map((tax) => (
          <tr>
            <td>of which {tax.name}</td>
            <td>{money(tax.amount)}</td>
          </tr>
        ))}
      </table>
      {offer.securityDeposit.amount > 0 && (
        <p>A security deposit of {money(offer.securityDeposit.amount)} is held apart.</p>
      )}
      <p>{offer.cancellationPolicy.text}</p>
      <form method="post" action={c.req.path}>
        <HiddenFields fields={{ ...fieldsOf(form), ...stay, quote: offer.quote }} />
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

/** Somebody was faster: what is free instead, each a button that leads to its own price. */
async function takenPage(
  c: Context<Env>,
  form: Form,
  { item: { timeZone } }: Quote,
  problem: Problem,
): Promise<Response> {
  const alternatives = v.parse(alternativesSchema, problem.details.extensions?.alternatives);
  return formPage(
    c,
    problems['slot-taken'].title,
    409,
    <>
      <p role="alert" class="refused">
        {problem.message}
      </p>
      {alternatives.map(({ from, to, startsAt, endsAt }) => (
        <form method="post" action={c.req.path}>
          <HiddenFields fields={{ ...fieldsOf(form), from, to }} />
          <button type="submit">
            {moment(startsAt, timeZone, form.language)} to {moment(endsAt, timeZone, form.language)}
          </button>
        </form>
      ))}
    </>,
  );
}

function HiddenFields({ fields }: { fields: Readonly<Record<string, string>> }) {
  return (
    <>
      {Object.entries(fields).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** What was filled in, as the fields of the next form. The price comes anew with each quote, the consent by hand. */
function fieldsOf(form: Form): Record<string, string> {
  const { guest, extras, quote: _quote, acceptsPolicy: _acceptsPolicy, ...flat } = form;
  const all = { ...flat, ...prefixed('guest', guest), ...prefixed('extras', extras) };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function prefixed(prefix: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]));
}

function moment(instant: string, timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone }).format(
    new Date(instant),
  );
}

function describe({
  kind,
  name,
  quantity,
  per,
}: {
  kind: string;
  name: string;
  quantity: number;
  per: string;
}): string {
  if (kind !== 'stay') return name;
  const stay = `${quantity} ${per}${quantity === 1 ? '' : 's'}`;
  return name ? `${stay} (${name})` : stay;
}
