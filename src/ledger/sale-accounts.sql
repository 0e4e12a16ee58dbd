-- The accounts that a sale moves: revenue by category, tax, the town's tax (which is collected for somebody
-- else and is neither), discounts.
CREATE OR REPLACE FUNCTION sale_accounts(category text) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
  SELECT ARRAY['guest-receivables', 'tax', 'tourist-tax', 'promotions', 'revenue:' || category]
$$;
