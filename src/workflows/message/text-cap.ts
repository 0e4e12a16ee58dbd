import { sql } from 'drizzle-orm';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import * as v from 'valibot';
import { attemptKey } from '../../account/attempt-limit.ts';
import { enqueue } from '../../outbox/enqueue.ts';
import { firstOf } from '../../platform/database/database.ts';
import type { Runtime } from '../../platform/runtime.ts';

/** The owner hears of a cap that is reached once in so long. */
const alarmHours = 6;
/** The last digits of a number, by which the numbers of one range of a network differ. */
const rangeDigits = 4;

/**
 * No text message goes out any more for now, to there or at all. The outbox tries again as long as the code
 * is good.
 */
export class TextCapError extends Error {
  override readonly name = 'TextCapError';
}

/**
 * Spends one text message to a number, of all that may go out: to its range, its country, in an hour and in a
 * day. The narrowest cap is asked first, so that who reaches it takes nothing from the others. Throws where
 * one is reached; the owner is told. Counted in Postgres, so it holds without Redis and over all functions.
 * One statement.
 */
export async function consumeText(runtime: Runtime, number: string): Promise<void> {
  const { textLimits } = runtime.config;
  const parsed = parsePhoneNumberFromString(number);
  const country = parsed?.country ?? `+${parsed?.countryCallingCode ?? ''}`;
  const now = runtime.clock.now();
  const caps = [
    { name: 'prefix', whose: number.slice(0, -rangeDigits), most: textLimits.perPrefixPerHour, hours: 1 },
    {
      name: 'country',
      whose: country,
      most: textLimits.countries[country] ?? textLimits.perCountryPerHour,
      hours: 1,
    },
    { name: 'hour', whose: '', most: textLimits.perHour, hours: 1 },
    { name: 'day', whose: '', most: textLimits.perDay, hours: 24 },
  ];
  const asked = caps.map(
    ({ name, whose, most, hours }, index) =>
      sql`when not consume_attempt(${attemptKey(runtime, 'texts', `${name} ${whose}`)}, ${most}, make_interval(hours => ${hours}), ${now.toISOString()}) then ${index}::int`,
  );
  const all = JSON.stringify(
    caps.map(({ name, most }, index) => {
      const alarm = attemptKey(runtime, 'texts', `alarm ${name}`);
      return { index, cap: name, most, country, alarm };
    }),
  );
  const rows =
    await runtime.database.query(sql`with asked as materialized (select case ${sql.join(asked, sql` `)} end as index),
    reached as (select c.* from asked join jsonb_to_recordset(${all}::jsonb) c(index int, cap text, most int, country text, alarm text) on c.index = asked.index),
    alarm as (select 'texts ' || cap as id, cap, most, country from reached
      -- A budget of one, so that of many who reach the cap at once one tells.
      where consume_attempt(reached.alarm, 1, make_interval(hours => ${alarmHours}), ${now.toISOString()})),
    told as (${enqueue(runtime, 'owner-texts-capped', sql`id`, sql`alarm`, sql`jsonb_build_object('texts', jsonb_build_object('cap', cap, 'most', most, 'country', country))`)})
    select cap from reached`);
  const cap = firstOf(v.object({ cap: v.string() }), rows)?.cap;
  if (!cap) return;
  runtime.log('warn', 'text message capped', { part: cap });
  throw new TextCapError(`the cap of text messages is reached: ${cap}`);
}
