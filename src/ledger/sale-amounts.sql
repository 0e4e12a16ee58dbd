-- What a sale moves when of a reservation, of which `credited_from` had been taken off, `credited_to` is: on
-- the accounts of `sale_accounts`, in their order. Each share is the difference of two rounded running
-- totals, so that parts of a sale taken back one by one end at zero exactly.
CREATE OR REPLACE FUNCTION sale_amounts(
  r reservations,
  credited_from bigint,
  credited_to bigint
) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  taken_back CONSTANT bigint := credited_to - credited_from;
  tax numeric;
  tourist_tax numeric;
  discount numeric;
BEGIN
  SELECT
    coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tax'), 0),
    coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tourist-tax'), 0),
    -coalesce(sum(line.amount) FILTER (WHERE line.kind = 'discount'), 0)
  INTO tax, tourist_tax, discount
  FROM (
    SELECT line->>'kind' AS kind, (line->>'amount')::numeric AS amount
    FROM jsonb_array_elements(r.quote->'lines') line
    UNION ALL
    SELECT 'tax', (included->>'amount')::numeric
    FROM jsonb_array_elements(coalesce(r.quote->'includedTaxes', '[]')) included
  ) line;
  tax := round(tax * credited_from / r.total_minor) - round(tax * credited_to / r.total_minor);
  tourist_tax := round(tourist_tax * credited_from / r.total_minor)
    - round(tourist_tax * credited_to / r.total_minor);
  discount := round(discount * credited_from / r.total_minor)
    - round(discount * credited_to / r.total_minor);
  RETURN ARRAY[-taken_back, -tax, -tourist_tax, discount, taken_back + tax + tourist_tax - discount];
END $$;
