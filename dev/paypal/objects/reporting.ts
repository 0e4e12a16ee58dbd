import { invalid } from '../wire/api-error.ts';
import type { Call } from '../wire/call.ts';
import type { Transaction } from './objects.ts';

const longestMs = 31 * 86_400_000;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/i;

export type Booking = Omit<
  Transaction,
  'transaction_initiation_date' | 'transaction_updated_date' | 'transaction_status'
>;

/** Enters a movement of money, now, into what the transaction search finds. */
export function book(call: Call, what: Booking): void {
  const at = call.now.toISOString();
  call.state.transactions.set(what.transaction_id, {
    ...what,
    transaction_initiation_date: at,
    transaction_updated_date: at,
    transaction_status: 'S',
  });
}

/** https://developer.paypal.com/docs/api/transaction-search/v1/#search_get: at most 31 days, by pages. */
export function searchTransactions(call: Call, query: URLSearchParams): object {
  const [start, end] = [timeOf(query, 'start_date'), timeOf(query, 'end_date')];
  if (start > end) throw refused('start_date', 'The start date is after the end date.');
  if (end - start > longestMs) throw refused('end_date', 'Date range is greater than 31 days.');
  const pageSize = numberOf(query, 'page_size', 100, 500);
  const page = numberOf(query, 'page', 1, Number.MAX_SAFE_INTEGER);
  const wanted = query.get('transaction_id');
  const within = [...call.state.transactions.values()].filter((one) => {
    const at = Date.parse(one.transaction_initiation_date);
    return start <= at && at <= end && (wanted === null || one.transaction_id === wanted);
  });
  return {
    transaction_details: within
      .slice((page - 1) * pageSize, page * pageSize)
      .map((transaction_info) => ({ transaction_info })),
    account_number: 'SANDBOXSELLER',
    start_date: query.get('start_date'),
    end_date: query.get('end_date'),
    last_refreshed_datetime: call.now.toISOString(),
    page,
    total_items: within.length,
    total_pages: Math.max(1, Math.ceil(within.length / pageSize)),
    links: [],
  };
}

function timeOf(query: URLSearchParams, field: string): number {
  const given = query.get(field) ?? '';
  if (!given)
    throw invalid('MISSING_REQUIRED_PARAMETER', 'A required field / parameter is missing.', { field });
  const time = instant.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(time)) throw refused(field, 'Give an instant with seconds and an offset.');
  return time;
}

/** A whole number from 1 up to `most` in the query. */
export function numberOf(query: URLSearchParams, field: string, usual: number, most: number): number {
  const given = query.get(field);
  if (given === null) return usual;
  const number = /^\d{1,15}$/.test(given) ? Number(given) : 0;
  if (number < 1 || number > most) throw refused(field, `Give a number from 1 to ${most}.`);
  return number;
}

function refused(field: string, description: string) {
  return invalid('INVALID_PARAMETER_VALUE', description, { field });
}
