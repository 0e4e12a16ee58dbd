import { timingSafeEqual } from 'node:crypto';
import * as v from 'valibot';
import { newId } from '../platform/ids.ts';
import { type Key, mac } from '../platform/keys.ts';
import { currencySchema, minorSchema } from '../platform/money/money.ts';
import { commonLimits, inOnePiece, waysOnline } from '../platform/money/payable.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { localStaySchema } from '../platform/time/local-time.ts';
import { type Item, policySchema } from './item.ts';
import { paymentPlanSchema, planPayments } from './price/payment-plan.ts';
import { type Price, priceSchema, priceStay, type Wishes } from './price/price-stay.ts';
import { type Stay, scheduleOf } from './stay/stay.ts';

const quoteLifetimeSeconds = 30 * 60;
const tokenType = 'midas-quote+jwt';

/**
 * What a quote freezes. Everything that a reservation needs is in it, so that reserving reads no catalogue.
 */
export const quoteSchema = v.object({
  id: v.string(),
  item: v.object({
    id: v.string(),
    slug: v.string(),
    name: v.string(),
    city: v.string(),
    timeZone: v.string(),
    startTime: v.string(),
    endTime: v.string(),
    per: v.picklist(['hour', 'day', 'night']),
    turnaroundMinutes: v.number(),
  }),
  startsAt: v.string(),
  endsAt: v.string(),
  local: localStaySchema,
  guests: v.number(),
  ...priceSchema.entries,
  currency: currencySchema,
  securityDeposit: minorSchema,
  depositLeadHours: v.number(),
  cancellationPolicy: policySchema,
  paymentPlan: paymentPlanSchema,
});

export type Quote = v.InferOutput<typeof quoteSchema>;

/**
 * The price of a stay in the steps that the configured ways of paying take: the one by which quotes and
 * searches tell it.
 */
export function priceWishes({ config }: Runtime, item: Item, stay: Stay, wishes: Wishes): Price {
  return priceStay(item, stay, wishes, commonLimits(config, item.currency)?.step);
}

/**
 * Freezes a price. The 422 for one that nobody can pay here at once: a hold of minutes cannot wait for a bank
 * transfer.
 */
export function makeQuote(
  runtime: Runtime,
  item: Item,
  stay: Stay,
  guests: number,
  price: Price,
): { quote: Quote; expiresAt: Date } {
  const now = runtime.clock.now();
  const { id, slug, name, place, turnaroundMinutes, currency } = item;
  const limits = commonLimits(runtime.config, currency);
  if (!limits || waysOnline(runtime.config, { amount: price.total, currency }).length === 0)
    throw notPayable();
  const quote: Quote = {
    id: newId('quote', now, runtime.random),
    item: { id, slug, name, city: place.city, turnaroundMinutes, ...scheduleOf(item) },
    startsAt: stay.startsAt.toString(),
    endsAt: stay.endsAt.toString(),
    local: stay.local,
    guests,
    ...price,
    currency,
    securityDeposit: inOnePiece(item.securityDeposit.amount, limits),
    depositLeadHours: item.depositLeadHours,
    cancellationPolicy: item.cancellationPolicy,
    paymentPlan: planPayments(item, price.total, stay.startsAt, now, limits),
  };
  const expiresAt = new Date(Math.floor(now.getTime() / 1000) * 1000 + quoteLifetimeSeconds * 1000);
  return { quote, expiresAt };
}

function notPayable(): Problem {
  return new Problem('not-payable', 'This amount cannot be paid online here. Please write to us.');
}

/** The quote as a compact JWS (RFC 7515): readable by anyone, made by nobody but us, for this site alone. */
export function signQuote({ config }: Runtime, quote: Quote, expiresAt: Date): string {
  const [key] = config.keys;
  const claims = { quote, iss: config.site.url, exp: Math.floor(expiresAt.getTime() / 1000) };
  const signed = `${headerOf(key)}.${base64url(JSON.stringify(claims))}`;
  return `${signed}.${signatureOf(key, signed)}`;
}

/** What it must begin with, letter for letter: whatever else a header asks for is not looked at. */
function headerOf(key: Key): string {
  return base64url(JSON.stringify({ alg: 'HS256', typ: tokenType, kid: key.id }));
}

function signatureOf(key: Key, signed: string): string {
  return mac(key, 'quote', signed).toString('base64url');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** A quote that we signed, and whether its time has run out. */
export interface VerifiedQuote {
  readonly quote: Quote;
  readonly isExpired: boolean;
}

const claimsSchema = v.strictObject({ quote: quoteSchema, iss: v.string(), exp: v.number() });

/**
 * Reads a quote that we signed. The 422 for one that is forged, altered, of another site or of another kind.
 * Whether it has expired is for the caller: a request that is repeated finds what it made, however late.
 */
export function readQuote({ config, clock }: Runtime, token: string): VerifiedQuote {
  const [header, payload = '', signature = '', ...rest] = token.split('.');
  const key = config.keys.find((one) => headerOf(one) === header);
  if (!key || rest.length > 0 || !isSame(signature, signatureOf(key, `${header}.${payload}`)))
    throw invalidQuote();
  const claims = v.safeParse(claimsSchema, JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')));
  if (!claims.success || claims.output.iss !== config.site.url) throw invalidQuote();
  const { quote, exp } = claims.output;
  return { quote, isExpired: exp * 1000 <= clock.now().getTime() };
}

/** Whether two texts are the same, in constant time: of a signature that is written in another way none is. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The quote that we signed, while it is valid; else the 422. */
export function verifyQuote(runtime: Runtime, token: string): Quote {
  const { quote, isExpired } = readQuote(runtime, token);
  if (isExpired) throw expiredQuote();
  return quote;
}

export function expiredQuote(): Problem {
  return refused('The quote has expired. Ask for a new one.');
}

function invalidQuote(): Problem {
  return refused('The quote is not one of ours or was altered. Ask for a new one.');
}

function refused(message: string): Problem {
  return new Problem('quote-invalid', message, { errors: [{ field: 'quote', message }] });
}
