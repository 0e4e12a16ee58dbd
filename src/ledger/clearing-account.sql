-- The account that a payment's money stands in: what the provider holds for us, what we owe the holder of a
-- gift card, the bank, or the till.
CREATE OR REPLACE FUNCTION clearing_account(provider text, credit text) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT CASE provider
    WHEN 'credit' THEN (SELECT c.kind || 's' FROM credits c WHERE c.id = credit)
    WHEN 'transfer' THEN 'bank'
    WHEN 'cash' THEN 'cash'
    ELSE 'provider-clearing:' || provider
  END
$$;
