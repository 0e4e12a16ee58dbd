-- Posts many movements at once: of each its source, kind and currency, and a row of `accounts` and `amounts`,
-- debits positive. The same source again changes nothing. Movements are posted by triggers: no code that
-- moves money can forget its entry, and none can make it twice, because the source of a movement is unique.
-- One statement for all of them, for a row by itself costs more than its entries.
CREATE OR REPLACE FUNCTION post_movements(
  sources text[],
  kinds text[],
  reservations text[],
  payments text[],
  posted_at timestamptz[],
  currencies text[],
  accounts text[],
  amounts bigint[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  WITH movement AS (
    SELECT *
    FROM unnest(sources, kinds, reservations, payments, post_movements.posted_at, currencies)
      WITH ORDINALITY one(source, kind, reservation_id, payment_id, posted_at, currency, place)
  ), leg AS (
    SELECT (one.place - 1) / array_length(accounts, 2) + 1 AS place, one.account, one.amount
    FROM unnest(accounts, amounts) WITH ORDINALITY one(account, amount, place)
  ), posted AS (
    INSERT INTO ledger_transactions AS t (id, source, kind, reservation_id, payment_id, posted_at)
    SELECT new_id('ltx'), m.source, m.kind, m.reservation_id, m.payment_id, m.posted_at
    FROM movement m
    WHERE m.place IN (SELECT leg.place FROM leg WHERE leg.amount <> 0)
    ORDER BY m.place
    ON CONFLICT ON CONSTRAINT ledger_transactions_source_unique DO NOTHING
    RETURNING t.id, t.source
  )
  INSERT INTO ledger_entries (transaction_id, account, amount_minor, currency)
  SELECT posted.id, leg.account, sum(leg.amount), m.currency
  FROM posted
  JOIN movement m ON m.source = posted.source
  JOIN leg ON leg.place = m.place
  GROUP BY posted.id, leg.account, m.currency
  HAVING sum(leg.amount) <> 0;
END $$;
