import type * as v from 'valibot';
import { currencyDecimals } from '../../../platform/money/currency-decimals.ts';
import { decimalText, type Money } from '../../../platform/money/money.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { csv } from '../../../platform/text/csv.ts';
import { type ListQuery, listReservations } from './list-reservations.ts';
import type { staffReservationSchema } from './reservation-row.ts';

/** What fits into the answer of a function (6 MB) several times over. */
const mostRows = 5000;

type Row = v.InferOutput<typeof staffReservationSchema>;
const decimal = ({ amount, currency }: Money) => decimalText(amount, currencyDecimals(currency));

const columns: Readonly<Record<string, (row: Row) => string>> = {
  reference: ({ reference }) => reference,
  status: ({ status }) => status,
  item: ({ item }) => item.name,
  unit: ({ unit }) => unit.name,
  startsAt: ({ startsAt }) => startsAt,
  endsAt: ({ endsAt }) => endsAt,
  timeZone: ({ timeZone }) => timeZone,
  guests: ({ guests }) => `${guests}`,
  guestName: ({ guestName }) => guestName,
  currency: ({ total }) => total.currency,
  total: ({ total }) => decimal(total),
  received: ({ received }) => decimal(received),
  refunded: ({ refunded }) => decimal(refunded),
  owed: ({ owed }) => decimal(owed),
  balanceDueAt: ({ balanceDueAt }) => balanceDueAt ?? '',
  securityDeposit: ({ securityDeposit }) => decimal(securityDeposit),
  securityDepositStatus: ({ securityDepositStatus }) => securityDepositStatus ?? '',
  tags: ({ tags }) => tags.join(', '),
  flags: ({ flags }) => flags.join(' '),
  createdAt: ({ createdAt }) => createdAt,
};

/** All that is looked for as CSV, amounts in whole units of their currency; `next` where there is more. One statement. */
export async function reservationsFile(
  runtime: Runtime,
  query: ListQuery,
): Promise<{ file: string; next: string | null }> {
  const { reservations, nextCursor } = await listReservations(runtime, { ...query, limit: mostRows });
  const cells = Object.values(columns);
  const rows = reservations.map((row) => cells.map((read) => read(row)));
  return { file: csv([Object.keys(columns), ...rows]), next: nextCursor };
}
