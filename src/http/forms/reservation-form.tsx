import type { Context } from 'hono';
import * as v from 'valibot';
import { promotionTries } from '../../account/attempt-limit.ts';
import { receiveEnquiry } from '../../enquiry/enquiry.ts';
import { telephoneUri } from '../../platform/config/business-phone.ts';
import { madeAt } from '../../platform/ids.ts';
import type { Money } from '../../platform/money/money.ts';
import { Problem } from '../../platform/problems.ts';
import { fastestSeconds, readSigns, type SetAsideReason } from '../../platform/text/robot-signs.ts';
import { type Quote, verifyQuote } from '../../terms/quote.ts';
import { requestOf } from '../../terms/stay/stay.ts';
import { formTexts } from '../../texts/form.ts';
import type { StayKind } from '../../texts/form-texts.ts';
import { textsByLanguage } from '../../texts/mail.ts';
import { policyText } from '../../texts/policy-text.ts';
import { alternativesSchema } from '../../workflows/reserve/alternatives.ts';
import { quoteFor } from '../../workflows/reserve/quote-request.ts';
import type { reservationFormSchema } from '../../workflows/reserve/reservation-request.ts';
import { reserve } from '../../workflows/reserve/reserve.ts';
import { clientKey } from '../access/client-address.ts';
import { deliverAfterAnswer } from '../answer/after-answer.ts';
import type { Env } from '../env.ts';
import { formIdempotencyKey } from '../request/idempotency-key.ts';
import { acceptanceOf } from './acceptance.ts';
import { formFormats } from './form-formats.ts';
import { formPage } from './form-page.tsx';
import { PriceLine } from './price-line.tsx';
import { nextAddress, ownOrigin, seeOther } from './site-address.ts';

type Form = Omit<v.InferOutput<typeof reservationFormSchema>, 'topic' | 'website'>;

/**
 * A reservation without script, in two steps: the first form gets a page with the price and the signed quote,
 * the second, from that page, reserves. So nobody reserves at a price that they have not seen: a quote that
 * has run out, or that is of another stay than the form, leads to a new page with a new price. What a robot
 * sends, by its traps or by taking no time over the page with the price, reserves nothing and is set aside.
 */
export async function reserveByForm(
  c: Context<Env>,
  sent: v.InferOutput<typeof reservationFormSchema>,
): Promise<Response> {
  const { request, reason } = readSigns(sent);
  const page = nextAddress(c, request.next, '/reserved/');
  const form = { ...request, ...(request.next && { next: page }) };
  if (reason) return setAside(c, form, reason);
  const { quote, guest, billing, language } = form;
  if (!quote || !form.acceptsPolicy) return reviewPage(c, form, 200);
  const offered = await offerOf(c, quote);
  if (!offered) return reviewPage(c, form, 422);
  if (!isSame(offered, form)) return reviewPage(c, form, 200);
  const age = c.env.runtime.clock.now().getTime() - madeAt(offered.id).getTime();
  if (age < fastestSeconds * 1000) return setAside(c, form, 'too-fast');
  try {
    await reserve(
      c.env.runtime,
      { quote, guest, billing, language, acceptance: acceptanceOf(c), paysByMail: true },
      formIdempotencyKey(c, quote, { quote, guest, billing, language }),
    );
  } catch (error) {
    if (error instanceof Problem && error.code === 'slot-taken') return takenPage(c, form, offered, error);
    throw error;
  }
  deliverAfterAnswer(c);
  return seeOther(c, page);
}

/**
 * Keeps all that was typed as an enquiry that waits for the staff. The page does not say that anything is
 * held, for nothing is.
 */
async function setAside(c: Context<Env>, form: Form, reason: SetAsideReason): Promise<Response> {
  const { item, language, guest } = form;
  const { name, email, phone } = guest;
  const typed = Object.entries(fieldsOf(form)).filter(([field]) => !asOtherwiseKept.includes(field));
  const message = ['Wished to reserve.', ...typed.map(([field, value]) => `${field}: ${value}`)].join('\n');
  const enquiry = { name, email, phone, message, item, language };
  const identity = formIdempotencyKey(c, `set aside ${JSON.stringify(enquiry)}`, enquiry);
  await receiveEnquiry(c.env.runtime, enquiry, identity, { form: 'reservation', reason });
  return seeOther(c, nextAddress(c, undefined, '/thank-you/'));
}

const asOtherwiseKept = ['item', 'language', 'next', 'guest.name', 'guest.email', 'guest.phone'];

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
  const { from, to } = requestOf(quote.item, new Date(quote.startsAt), new Date(quote.endsAt), quote.local);
  return (
    quote.item.slug === form.item && from === form.from && to === form.to && quote.guests === form.guests
  );
}

async function reviewPage(c: Context<Env>, form: Form, status: 200 | 422): Promise<Response> {
  const offer = await quoteFor(
    c.env.runtime,
    form,
    promotionTries(c.env.runtime, clientKey(c.env.context.ip)),
  );
  const { language } = form;
  const texts = formTexts[language];
  const { review } = texts;
  const { policy } = textsByLanguage[language];
  const formats = formFormats(texts);
  const { currency } = offer.total;
  const money = (amount: Money['amount']) => formats.money({ amount, currency });
  const { item, local } = await verifyQuote(c.env.runtime, offer.quote);
  const stay = requestOf(item, new Date(offer.startsAt), new Date(offer.endsAt), local);
  const [from, to] = texts.stay[endsOf(item)];
  const { phone } = c.env.runtime.config.business;
  return formPage(
    c,
    { language, title: review.title, status },
    <>
      {status === 422 && (
        <p role="alert" class="refused">
          {review.hasChanged}
        </p>
      )}
      <h2>
        {item.name}, {item.city}
      </h2>
      {!offer.isAvailable && (
        <p role="alert" class="refused">
          {review.isTaken}
        </p>
      )}
      <dl class="facts">
        <dt>{from}</dt>
        <dd>{formats.moment(offer.startsAt, offer.timeZone)}</dd>
        <dt>{to}</dt>
        <dd>{formats.moment(offer.endsAt, offer.timeZone)}</dd>
        <dt>{texts.fields.guests}</dt>
        <dd>{formats.number(offer.guests)}</dd>
      </dl>
      <p class="note">{review.isLocalTime}</p>
      <table>
        <caption class="unseen">{review.price}</caption>
        <tbody>
          {offer.lines.map((line) => (
            <tr>
              <th scope="row">
                <PriceLine line={line} language={language} rate={money(line.unitPrice)} />
              </th>
              <td>{money(line.amount)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{review.total}</th>
            <td>{money(offer.total.amount)}</td>
          </tr>
          {offer.includedTaxes.map((tax) => (
            <tr class="note">
              <td>{review.including(tax.name)}</td>
              <td>{money(tax.amount)}</td>
            </tr>
          ))}
        </tfoot>
      </table>
      {offer.securityDepositHold && (
        <p>
          {review.deposit(
            money(offer.securityDeposit.amount),
            formats.moment(offer.securityDepositHold.from, offer.timeZone),
            formats.moment(offer.securityDepositHold.until, offer.timeZone),
          )}
        </p>
      )}
      <h3>{review.policy}</h3>
      <p>{policyText(offer.cancellationPolicy, language)}</p>
      <ul>
        {offer.refundDeadlines.map(({ until, refundBasisPoints }) => (
          <li>{policy.tier(formats.moment(until, offer.timeZone), formats.share(refundBasisPoints))}</li>
        ))}
      </ul>
      {offer.refundDeadlines.length === 0 && <p>{policy.nothingBack}</p>}
      <form method="post" action={c.req.path}>
        <HiddenFields fields={{ ...fieldsOf(form), ...stay, quote: offer.quote }} />
        <Trap label={texts.fields.topic} />
        <p>
          <label>
            <input type="checkbox" name="acceptsPolicy" required />
            <span>{texts.fields.acceptsPolicy}</span>
          </label>
        </p>
        <p class="note">
          {review.paying} <a href={`${ownOrigin(c)}/contact/`}>{texts.site.write}</a>
          {phone && ' · '}
          {phone && <a href={telephoneUri(phone)}>{phone}</a>}
        </p>
        <button type="submit">{review.reserve(money(offer.total.amount))}</button>
      </form>
    </>,
  );
}

/** How the two instants of a stay are called. */
function endsOf({ per, startTime, endTime }: Quote['item']): StayKind {
  if (per !== 'day') return per;
  return endTime > startTime ? 'hour' : 'span';
}

/** Somebody was faster: what is free instead, each a button that leads to its own price. */
async function takenPage(c: Context<Env>, form: Form, { item }: Quote, problem: Problem): Promise<Response> {
  const alternatives = v.parse(alternativesSchema, problem.details.extensions?.alternatives);
  const { language } = form;
  const texts = formTexts[language];
  const { moment } = formFormats(texts);
  return formPage(
    c,
    { language, title: texts.taken.title, status: 409 },
    <>
      <p role="alert" class="refused">
        {texts.taken.sentence(item.name)}
      </p>
      {alternatives.length > 0 && <p>{texts.taken.instead}</p>}
      {alternatives.map(({ from, to, startsAt, endsAt }) => (
        <form method="post" action={c.req.path} class="actions">
          <HiddenFields fields={{ ...fieldsOf(form), from, to }} />
          <button type="submit" class="quiet">
            {texts.taken.span(moment(startsAt, item.timeZone), moment(endsAt, item.timeZone))}
          </button>
        </form>
      ))}
    </>,
  );
}

/** What only robots fill in: nobody sees it, reaches it by key or hears of it. */
function Trap({ label }: { label: string }) {
  return (
    <p hidden aria-hidden="true">
      <label>
        {label} <input name="topic" tabindex={-1} autocomplete="off" />
      </label>
    </p>
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

/**
 * What was filled in, as the fields of the next form. The price comes anew with each quote, the consent by
 * hand.
 */
function fieldsOf(form: Form): Record<string, string> {
  const { guest, billing, extras, quote: _quote, acceptsPolicy: _acceptsPolicy, ...flat } = form;
  const all = {
    ...flat,
    ...prefixed('guest', guest),
    ...prefixed('billing', billing ?? {}),
    ...prefixed('extras', extras),
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}

function prefixed(prefix: string, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]));
}
