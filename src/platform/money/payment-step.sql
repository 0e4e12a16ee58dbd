-- The least amount that a provider can move of a currency, in our minor units: `provider-limits.ts` has the
-- sources, and a test compares the two. Gift cards and store credit move single units.
CREATE FUNCTION midas.payment_step(p_provider text, p_currency text) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE
    WHEN p_provider = 'stripe' AND p_currency IN ('BHD', 'JOD', 'KWD', 'OMR', 'TND') THEN 10
    WHEN p_provider = 'stripe' AND p_currency = 'MGA' THEN 100
    WHEN p_provider = 'paypal' AND p_currency IN ('HUF', 'TWD') THEN 100
    ELSE 1
  END::bigint
$$;
