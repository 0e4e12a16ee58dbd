-- Posts one movement: legs of an account and an amount, debits positive. The same source again changes
-- nothing. Movements are posted by triggers: no code that moves money can forget its entry, and none can make
-- it twice, because the source of a movement is unique. Many at once: `post_movements`.
CREATE OR REPLACE FUNCTION post_movement(
  source text,
  kind text,
  reservation text,
  payment text,
  posted_at timestamptz,
  currency text,
  accounts text[],
  amounts bigint[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  movement text;
BEGIN
  IF 0 = ALL (amounts) THEN
    RETURN;
  END IF;
  INSERT INTO ledger_transactions AS t (id, source, kind, reservation_id, payment_id, posted_at)
  VALUES (
    new_id('ltx'), post_movement.source, post_movement.kind, reservation, payment, post_movement.posted_at
  )
  ON CONFLICT ON CONSTRAINT ledger_transactions_source_unique DO NOTHING
  RETURNING t.id INTO movement;
  IF movement IS NULL THEN
    RETURN;
  END IF;

  INSERT INTO ledger_entries (transaction_id, account, amount_minor, currency)
  SELECT movement, leg.account, sum(leg.amount), post_movement.currency
  FROM unnest(accounts, amounts) leg(account, amount)
  GROUP BY leg.account
  HAVING sum(leg.amount) <> 0;
END $$;
