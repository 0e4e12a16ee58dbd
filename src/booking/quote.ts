import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import * as v from 'valibot';
import { type Item, policySchema } from '../catalogue/item.ts';
import { type Id, newId } from '../platform/ids.ts';
import { deriveKey, type KeyRing } from '../platform/keys.ts';
import { currencySchema, minorSchema } from '../platform/money.ts';
import { Problem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { type Price, priceSchema } from './pricing.ts';
import { type Stay, scheduleOf } from './stay.ts';

const quoteLifetimeSeconds = 30 * 60;
const tokenType = 'midas-quote+jwt';

/** What a quote freezes. Everything that a reservation needs is in it, so that reserving reads no catalogue. */
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
  guests: v.number(),
  ...priceSchema.entries,
  currency: currencySchema,
  securityDeposit: minorSchema,
  cancellationPolicy: policySchema,
});

export type Quote = v.InferOutput<typeof quoteSchema>;

/** Freezes a price. */
export function makeQuote(
  runtime: Runtime,
  item: Item,
  stay: Stay,
  guests: number,
  price: Price,
): { quote: Quote; expiresAt: Date } {
  const now = runtime.clock.now();
  const { id, slug, name, place, turnaroundMinutes } = item;
  const quote: Quote = {
    id: newId('quote', now, runtime.random),
    item: { id, slug, name, city: place.city, turnaroundMinutes, ...scheduleOf(item) },
    startsAt: stay.startsAt.toString(),
    endsAt: stay.endsAt.toString(),
    guests,
    ...price,
    currency: item.currency,
    securityDeposit: item.securityDeposit.amount,
    cancellationPolicy: item.cancellationPolicy,
  };
  const expiresAt = new Date(Math.floor(now.getTime() / 1000) * 1000 + quoteLifetimeSeconds * 1000);
  return { quote, expiresAt };
}

/** The quote as a compact JWS (RFC 7515): readable by anyone, made by nobody but us, for this site alone. */
export function signQuote(runtime: Runtime, quote: Quote, expiresAt: Date): Promise<string> {
  const key = runtime.config.keys[0];
  return new SignJWT({ quote })
    .setProtectedHeader({ alg: 'HS256', typ: tokenType, kid: key.id })
    .setIssuer(runtime.config.site.url)
    .setExpirationTime(expiresAt)
    .sign(deriveKey(key, 'quote'));
}

/** The quote that we signed, or the 422 for one that is forged, altered, expired, or of another site. */
export async function verifyQuote(runtime: Runtime, token: string): Promise<Quote & { id: Id<'quote'> }> {
  try {
    const { payload } = await jwtVerify(token, quoteKey(runtime.config.keys, token), {
      algorithms: ['HS256'],
      typ: tokenType,
      issuer: runtime.config.site.url,
      requiredClaims: ['exp'],
      currentDate: runtime.clock.now(),
    });
    const quote = v.parse(quoteSchema, payload.quote);
    return { ...quote, id: quote.id as Id<'quote'> }; // signed by us: the id is one that makeQuote made
  } catch (error) {
    const isExpired = error instanceof Error && 'code' in error && error.code === 'ERR_JWT_EXPIRED';
    const message = isExpired
      ? 'The quote has expired. Ask for a new one.'
      : 'The quote is not one of ours or was altered. Ask for a new one.';
    throw new Problem('quote-invalid', message, { errors: [{ field: 'quote', message }] });
  }
}

function quoteKey(ring: KeyRing, token: string): Uint8Array {
  const { kid } = decodeProtectedHeader(token);
  const key = ring.find((one) => one.id === kid);
  if (!key) throw new Error('the quote names a key that is not ours');
  return deriveKey(key, 'quote');
}
