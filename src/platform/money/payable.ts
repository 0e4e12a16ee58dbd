import { type SQL, sql } from 'drizzle-orm';
import type { Config } from '../config/config.ts';
import { functionNamed } from '../database/functions.ts';
import { type Minor, type Money, minor } from './money.ts';
import { type Limits, limitsOf, type ProviderName, providerLimits, providers } from './provider-limits.ts';

/** The providers that the business has set up. */
function configured(config: Config): ProviderName[] {
  return providers.filter((name) => config[name] !== undefined);
}

/** A way to pay: through a provider, or by a transfer to our bank. */
export const ways = [...providers, 'transfer'] as const;
export type Way = (typeof ways)[number];

/**
 * The ways by which an amount can be paid here. A bank transfer is one, where the account is known, for what
 * no provider here takes in one payment: above the most of each, below the least of each, of a currency that
 * none takes.
 */
export function waysToPay(config: Config, money: Money): Way[] {
  const online = waysOnline(config, money);
  const isOnePayment = online.some((name) => money.amount <= (limitsOf(name, money.currency)?.most ?? 0));
  return config.bank && money.amount > 0 && !isOnePayment ? [...online, 'transfer'] : online;
}

/**
 * The providers by which an amount can be paid here. What is above a provider's most is paid in several
 * payments. None for an amount that is below the least of each, or of a currency that none takes.
 */
export function waysOnline(config: Config, { amount, currency }: Money): ProviderName[] {
  return configured(config).filter((name) => {
    const limits = limitsOf(name, currency);
    return limits !== undefined && amount >= limits.least && amount % limits.step === 0;
  });
}

/**
 * What every provider here that takes a currency can move: the steps divide each other. Undefined when none
 * takes it.
 */
export function commonLimits(config: Config, currency: string): Limits | undefined {
  const all = configured(config).flatMap((name) => limitsOf(name, currency) ?? []);
  if (all.length === 0) return undefined;
  const step = Math.max(...all.map((limits) => limits.step));
  const most = Math.min(...all.map((limits) => limits.most));
  return { step, least: Math.max(...all.map((limits) => limits.least)), most: most - (most % step) };
}

/** An amount in whole steps, to the nearest, halves away from zero. */
export function inSteps(amount: number, step: number): Minor {
  const off = Math.abs(amount) % step;
  const rest = amount < 0 ? -off : off;
  return minor(amount - rest + (off * 2 >= step && off > 0 ? step * Math.sign(amount) : 0));
}

/** The nearest amount that can be held or taken in one piece; nothing stays nothing. */
export function inOnePiece(amount: number, { step, least, most }: Limits): Minor {
  return minor(amount === 0 ? 0 : Math.min(most, Math.max(least, inSteps(amount, step))));
}

/** Those above one, by provider and currency: all that a statement needs to know of them. */
function aboveOne(limit: 'step' | 'least'): string {
  const byProvider = providers.map((name) => {
    const known = Object.entries(providerLimits[name]).filter(([, limits]) => limits[limit] > 1);
    return [name, Object.fromEntries(known.map(([currency, limits]) => [currency, limits[limit]]))];
  });
  return JSON.stringify(Object.fromEntries(byProvider));
}

const leasts = aboveOne('least');

/** The step of the payment in this row, as an expression. Gift cards and store credit move single units. */
export function paymentStep(row: SQL): SQL {
  return sql`${functionNamed('payment_step')}(${row}.provider, ${row}.currency::text)`;
}

/** The least of it likewise. */
export function leastSql(provider: SQL, currency: SQL): SQL {
  return sql`coalesce((${leasts}::jsonb -> ${provider} ->> ${currency}::text)::bigint, 1)`;
}

/** Whether there is a provider here by which an amount can be paid: `waysOnline` as an expression. */
export function isPayableSql(config: Config, amount: SQL, currency: SQL): SQL {
  const ways = configured(config).map((name) => providerLimits[name]);
  return sql`exists (select from jsonb_array_elements(${JSON.stringify(ways)}::jsonb) way,
    jsonb_to_record(way -> ${currency}::text) as limits (step bigint, least bigint) where ${amount} >= least and ${amount} % step = 0)`;
}

/**
 * What a statement needs to know of all currencies that can be paid here: `{ EUR: { step, least, most }, …
 * }`.
 */
export function commonLimitsJson(config: Config): string {
  const currencies = new Set(configured(config).flatMap((name) => Object.keys(providerLimits[name])));
  return JSON.stringify(Object.fromEntries([...currencies].map((one) => [one, commonLimits(config, one)])));
}
