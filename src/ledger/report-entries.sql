-- Writes entries in the reporting currency by the last rate stored for their day. What rounding leaves over
-- goes to the largest entry, so that a movement balances in the reporting currency too. Entries that have it
-- already, or that have no rate yet, are left alone. It is planned once: for an array it would be planned
-- anew at each call, which took twenty times as long as the work. So it goes movement by movement, by their
-- keys, whatever the planner knew of the tables by then.
CREATE OR REPLACE FUNCTION report_entries(transactions text[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM exchange_rates) THEN
    RETURN;
  END IF;
  INSERT INTO ledger_reporting (
    transaction_id, account, currency, reporting_currency, amount_minor, rate, rate_day
  )
  SELECT
    transaction_id,
    account,
    currency,
    reporting_currency,
    converted - CASE WHEN place = 1 THEN left_over ELSE 0 END,
    rate,
    day
  FROM (
    SELECT
      *,
      sum(converted) OVER (PARTITION BY transaction_id, currency) AS left_over,
      row_number() OVER (
        PARTITION BY transaction_id, currency
        ORDER BY abs(amount_minor) DESC, account
      ) AS place
    FROM (
      SELECT
        e.*,
        x.reporting_currency,
        x.rate,
        x.day,
        round(e.amount_minor * x.rate * power(
          10::numeric,
          currency_decimals(x.reporting_currency) - currency_decimals(e.currency)
        )) AS converted
      FROM unnest(transactions) one(id),
        LATERAL (SELECT * FROM ledger_entries WHERE transaction_id = one.id OFFSET 0) e,
        LATERAL (SELECT posted_at FROM ledger_transactions WHERE id = one.id OFFSET 0) t,
        LATERAL (
          SELECT *
          FROM exchange_rates r
          WHERE r.currency = e.currency AND r.day <= (t.posted_at AT TIME ZONE 'UTC')::date
          ORDER BY r.day DESC, r.stored_at DESC
          LIMIT 1
        ) x
      WHERE (SELECT count(*) FROM ledger_reporting k WHERE k.transaction_id = one.id) = 0
    ) by_rate
  ) rounded;
END $$;
