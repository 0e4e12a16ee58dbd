import { type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import * as v from 'valibot';
import { cursorSchema, encodeCursor } from '../platform/database/cursor.ts';
import { instantSchema, rowsOf } from '../platform/database/database.ts';
import { described } from '../platform/described.ts';
import { currencyDecimals } from '../platform/money/currency-decimals.ts';
import { currencySchema, decimalText, minorSchema } from '../platform/money/money.ts';
import { fieldProblem } from '../platform/problems.ts';
import type { Runtime } from '../platform/runtime.ts';
import { csv } from '../platform/text/csv.ts';
import { givenInstant } from '../platform/time/instant.ts';
import { isoDate } from '../platform/time/iso-date.ts';

/** What fits into the answer of a function (6 MB) several times over. */
const mostMovements = 5000;

export const journalQuerySchema = v.pipe(
  v.strictObject({
    from: v.optional(
      described(
        isoDate,
        'The first date, YYYY-MM-DD, in the zone of the company that sells; without it, from the beginning.',
      ),
      '2000-01-01',
    ),
    to: v.optional(described(isoDate, 'The last date, YYYY-MM-DD; without it, to the end.'), '2099-12-31'),
    cursor: v.optional(
      described(cursorSchema, 'Of the `Link` of the page before; without it, the first page.'),
    ),
  }),
  v.forward(
    v.check(({ from, to }) => from <= to, 'The last date is before the first.'),
    ['to'],
  ),
);

const rowSchema = v.object({
  sequence: v.string(),
  place: v.string(),
  transaction: v.string(),
  postedAt: instantSchema,
  kind: v.string(),
  reference: v.nullable(v.string()),
  payment: v.nullable(v.string()),
  account: v.string(),
  amount: minorSchema,
  currency: currencySchema,
  reportingAmount: v.nullable(minorSchema),
  reportingCurrency: v.nullable(currencySchema),
  rate: v.nullable(v.string()),
  timeZone: v.string(),
});
type Row = v.InferOutput<typeof rowSchema>;

const dateOf = ({ postedAt, timeZone }: Row): string =>
  Temporal.Instant.fromEpochMilliseconds(postedAt.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();

const columns: Readonly<Record<string, (row: Row) => string>> = {
  date: dateOf,
  transaction: ({ transaction }) => transaction,
  kind: ({ kind }) => kind,
  reference: ({ reference }) => reference ?? '',
  payment: ({ payment }) => payment ?? '',
  account: ({ account }) => account,
  debit: ({ amount, currency }) => (amount > 0 ? decimalText(amount, currencyDecimals(currency)) : ''),
  credit: ({ amount, currency }) => (amount < 0 ? decimalText(-amount, currencyDecimals(currency)) : ''),
  currency: ({ currency }) => currency,
  reportingAmount: ({ reportingAmount, reportingCurrency }) =>
    reportingAmount === null || reportingCurrency === null
      ? ''
      : decimalText(reportingAmount, currencyDecimals(reportingCurrency)),
  reportingCurrency: ({ reportingCurrency }) => reportingCurrency ?? '',
  rate: ({ rate }) => rate ?? '',
  postedAt: ({ postedAt }) => postedAt.toISOString(),
};

/**
 * What was posted between two dates as CSV for an accountant: a row an entry, in the order of posting, each
 * movement whole, amounts in whole units of their currency. A date is one of the company that sold; of what
 * belongs to no sale, of the company `main`. `next` where there is more. One statement.
 */
export async function journalFile(
  runtime: Runtime,
  { from, to, cursor }: v.InferOutput<typeof journalQuerySchema>,
): Promise<{ file: string; next: string | null }> {
  // By instants that no zone is farther from, and by the date of each company's own zone afterwards: local times are
  // reckoned in one place, and that is not the database.
  const rows = rowsOf(
    rowSchema,
    await runtime.database.query(sql`
      with movements as (
        select t.* from ledger_transactions t
        where t.posted_at >= ${from}::date - interval '1 day' and t.posted_at < ${to}::date + interval '2 days'
          ${afterOf(cursor)}
        order by t.posted_at, t.sequence limit ${mostMovements + 1}
      )
      select t.sequence::text, to_json(t.posted_at) #>> '{}' as place, t.id as transaction,
        t.posted_at as "postedAt", t.kind, r.reference, t.payment_id as payment,
        e.account, e.amount_minor::float8 as amount, e.currency,
        g.amount_minor::float8 as "reportingAmount", g.reporting_currency as "reportingCurrency", g.rate::text as rate,
        coalesce(s.time_zone, (select m.time_zone from legal_entities m where m.code = 'main')) as "timeZone"
      from movements t
      join ledger_entries e on e.transaction_id = t.id
      left join ledger_reporting g on g.transaction_id = t.id and g.account = e.account and g.currency = e.currency
      left join reservations r on r.id = t.reservation_id
      left join items i on i.id = r.item_id
      left join legal_entities s on s.code = coalesce(r.legal_entity, i.legal_entity)
      order by t.posted_at, t.sequence, e.amount_minor < 0, e.account, e.currency`),
  );
  const movements = [...new Set(rows.map(({ sequence }) => sequence))];
  const beyond = movements[mostMovements];
  const page = beyond
    ? rows.slice(
        0,
        rows.findIndex(({ sequence }) => sequence === beyond),
      )
    : rows;
  const last = page.at(-1);
  const cells = Object.values(columns);
  const shown = page.filter((row) => {
    const date = dateOf(row);
    return from <= date && date <= to;
  });
  return {
    file: csv([Object.keys(columns), ...shown.map((row) => cells.map((read) => read(row)))]),
    next: beyond && last ? encodeCursor([last.place, last.sequence]) : null,
  };
}

/** Behind the movement with which the page before ended. The 422 for a cursor of another list. */
function afterOf(cursor: readonly string[] | undefined): SQL {
  if (!cursor) return sql``;
  const [place, sequence, ...others] = cursor;
  if (!v.is(givenInstant, place) || !/^\d{1,18}$/.test(sequence ?? '') || others.length > 0)
    throw fieldProblem('cursor', 'This cursor is of another list.');
  return sql`and (t.posted_at, t.sequence) > (${place}::timestamptz, ${sequence}::bigint)`;
}
