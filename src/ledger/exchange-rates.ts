import { sql } from 'drizzle-orm';
import * as v from 'valibot';
import { firstOf } from '../platform/database/database.ts';
import { described, named } from '../platform/described.ts';
import { currencySchema } from '../platform/money/money.ts';
import type { Runtime } from '../platform/runtime.ts';
import { integer } from '../platform/text/whole-number.ts';
import { isoDate } from '../platform/time/iso-date.ts';

/** A rate as a decimal text, above zero: what one unit is worth in the reporting currency. */
const rate = v.pipe(
  v.string(),
  v.regex(/^(?=.*[1-9])\d{1,9}(\.\d{1,12})?$/, 'Give a rate as a decimal, such as 0.9174.'),
);

/** The rates of a day. The reporting currency itself needs none. */
export const ratesSchema = named(
  'ExchangeRates',
  'The exchange rates of a day.',
  v.strictObject({
    day: described(isoDate, 'The day, YYYY-MM-DD.'),
    reportingCurrency: described(currencySchema, 'The currency into which is converted (ISO 4217).'),
    rates: described(
      v.record(currencySchema, rate),
      'What one unit of a currency is worth in the reporting currency, a decimal as text by the code of the currency.',
    ),
  }),
);

export const storedRatesSchema = named(
  'StoredRates',
  'How many were stored.',
  v.object({ stored: described(integer, 'How many rates were new. One that is stored never changes.') }),
);

/**
 * Stores the rates of a day. One that is stored never changes, and neither does what was computed from it;
 * entries that had no rate yet get theirs now. One batch.
 */
export async function storeRates(
  runtime: Runtime,
  { day, reportingCurrency, rates }: v.InferOutput<typeof ratesSchema>,
): Promise<v.InferOutput<typeof storedRatesSchema>> {
  const all = Object.entries({ ...rates, [reportingCurrency]: '1' }).map(([currency, one]) => ({
    currency,
    one,
  }));
  const results = await runtime.database.batch([
    sql`with stored as (
        insert into exchange_rates (day, currency, reporting_currency, rate, stored_at)
        select ${day}, currency, ${reportingCurrency}, one, ${runtime.clock.now().toISOString()}
        from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) given(currency text, one numeric)
        on conflict do nothing returning 1
      ) select count(*)::int as stored from stored`,
    sql`select report_entries(array(select t.id from ledger_transactions t
      where t.posted_at >= ${day}::date and not exists (select from ledger_reporting k where k.transaction_id = t.id) limit 10000))::text`,
  ]);
  return firstOf(storedRatesSchema, results[0]) ?? { stored: 0 };
}
