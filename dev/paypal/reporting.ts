import { invalid } from './api-error.ts';
import type { Call } from './call.ts';

const longestMs = 31 * 86_400_000;

/** https://developer.paypal.com/docs/api/transaction-search/v1/#search_get: at most 31 days, by pages. */
export function searchTransactions(call: Call, query: URLSearchParams) {
  const start = Date.parse(query.get('start_date') ?? '');
  const end = Date.parse(query.get('end_date') ?? '');
  if (!(start <= end)) throw invalid('INVALID_DATES', 'Start and end dates are needed, in this order.');
  if (end - start > longestMs) throw invalid('DATE_RANGE_TOO_LONG', 'Date range is greater than 31 days.');
  const pageSize = Math.min(500, Number(query.get('page_size') ?? 100));
  const page = Number(query.get('page') ?? 1);
  const within = [...call.state.transactions.values()].filter((one) => {
    const at = Date.parse(one.transaction_initiation_date);
    return start <= at && at <= end;
  });
  return {
    transaction_details: within
      .slice((page - 1) * pageSize, page * pageSize)
      .map((transaction_info) => ({ transaction_info })),
    page,
    total_items: within.length,
    total_pages: Math.max(1, Math.ceil(within.length / pageSize)),
  };
}
