import * as v from 'valibot';
import { newId } from '../platform/ids.ts';
import { currencySchema, type Money, minorSchema } from '../platform/money/money.ts';
import { commonLimits, inOnePiece, waysOnline } from '../platform/money/payable.ts';
import type { Limits } from '../platform/money/provider-limits.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { readSigned, signContent, signedUntil } from '../platform/signed-content.ts';
import { localStaySchema } from '../platform/time/local-time.ts';
import { type Item, type PricedItem, policySchema } from './item.ts';
import { paymentPlanSchema, planPayments } from './price/payment-plan.ts';
import { type Price, priceSchema, priceStay, type Wishes } from './price/price-stay.ts';
import { type Stay, scheduleOf } from './stay/stay.ts';

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

/** What the staff decided otherwise than the catalogue has it, and why. It goes with the quote and is not part of it. */
const deskTermsSchema = v.object({
  /** What the price would have been, where it is one of our own. */
  computedTotal: v.nullable(minorSchema),
  ignoresStayRules: v.boolean(),
  reason: v.nullable(v.string()),
});
export type DeskTerms = v.InferOutput<typeof deskTermsSchema>;

/**
 * The price of a stay in the steps that the configured ways of paying take: the one by which quotes and
 * searches tell it.
 */
export function priceWishes(
  { config }: Runtime,
  item: PricedItem & Pick<Item, 'extras'>,
  stay: Stay,
  wishes: Wishes,
): Price {
  return priceStay(item, stay, wishes, commonLimits(config, item.currency)?.step);
}

/** The total of a stay without extras, which a quote would have; nothing where nobody could pay it here. */
export function totalOf(runtime: Runtime, item: PricedItem, stay: Stay, guests: number): Money | undefined {
  const { total } = priceWishes(runtime, { ...item, extras: [] }, stay, {
    guests,
    extras: {},
    discount: undefined,
  });
  const money = { amount: total, currency: item.currency };
  return isPayable(runtime, money) ? money : undefined;
}

/** Whether some way of paying takes it at once. */
function isPayable({ config }: Runtime, money: Money): boolean {
  return waysOnline(config, money).length > 0;
}

/** Of a currency that no provider here takes: it comes in cash or by transfer. */
const anyAmount: Limits = { step: 1, least: 1, most: Number.MAX_SAFE_INTEGER };

/**
 * Freezes a price. The 422 for one that nobody can pay here at once: a hold of minutes cannot wait for a bank
 * transfer. What is booked at the desk can.
 */
export function makeQuote(
  runtime: Runtime,
  item: Item,
  stay: Stay,
  guests: number,
  price: Price,
  isForDesk = false,
): { quote: Quote; expiresAt: Date } {
  const now = runtime.clock.now();
  const { id, slug, name, place, turnaroundMinutes, currency } = item;
  const limits = commonLimits(runtime.config, currency) ?? (isForDesk ? anyAmount : undefined);
  if (!limits || !(isForDesk || isPayable(runtime, { amount: price.total, currency }))) throw notPayable();
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
  return { quote, expiresAt: signedUntil(now) };
}

function notPayable(): Problem {
  return new Problem('not-payable', 'This amount cannot be paid online here. Please write to us.');
}

/**
 * The quote, signed: readable by anyone, made by nobody but us, for this site alone. Of one that the staff made
 * it says on what terms.
 */
export function signQuote(
  runtime: Runtime,
  quote: Quote,
  expiresAt: Date,
  desk?: DeskTerms,
): Promise<string> {
  return signContent(runtime, 'quote', { ...quote, ...(desk && { desk }) }, expiresAt);
}

/** A quote that we signed, and whether its time has run out. */
export interface VerifiedQuote {
  readonly quote: Quote;
  readonly isExpired: boolean;
  /** Of one that the staff asked for: only they reserve with it. */
  readonly desk?: DeskTerms | undefined;
}

/**
 * Reads a quote that we signed. The 422 for one that is forged, altered, of another site or of another kind.
 */
export async function readQuote(runtime: Runtime, token: string): Promise<VerifiedQuote> {
  try {
    const { content, isExpired } = await readSigned(runtime, 'quote', token);
    const { desk } = v.parse(v.object({ desk: v.optional(deskTermsSchema) }), content);
    return { quote: v.parse(quoteSchema, content), isExpired, desk };
  } catch {
    throw invalidQuote('The quote is not one of ours or was altered. Ask for a new one.');
  }
}

/** The quote that we signed, while it is valid; else the 422. */
export async function verifyQuote(runtime: Runtime, token: string): Promise<Quote> {
  const { quote, isExpired } = await readQuote(runtime, token);
  if (isExpired) throw expiredQuote();
  return quote;
}

/** Refuses a quote of the desk where a guest reserves, and one for guests at the desk. */
export function wrongDoor(): Problem {
  return invalidQuote('This quote is for the other side of the desk. Ask for one here.');
}

export function expiredQuote(): Problem {
  return invalidQuote('The quote has expired. Ask for a new one.');
}

function invalidQuote(message: string): Problem {
  return new Problem('quote-invalid', message, { errors: [{ field: 'quote', message }] });
}
