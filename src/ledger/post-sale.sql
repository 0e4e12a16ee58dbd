-- Posts the sale of a reservation from `credited_from` back to `credited_to` taken off it, or the way back:
-- revenue by category, tax, the town's tax (which is collected for somebody else and is neither), discounts.
-- Each share is the difference of two rounded running totals, so that parts of a sale taken back one by one
-- end at zero exactly.
CREATE OR REPLACE FUNCTION post_sale(
  reservation reservations,
  credited_from bigint,
  credited_to bigint,
  source text,
  posted_at timestamptz
) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  total bigint := reservation.total_minor;
  taken_back bigint := credited_to - credited_from;
  category text := (SELECT i.category FROM items i WHERE i.id = reservation.item_id);
  taxes bigint := coalesce((
    SELECT sum((line->>'amount')::bigint)
    FROM jsonb_array_elements(reservation.quote->'lines') line
    WHERE line->>'kind' = 'tax'
  ), 0) + coalesce((
    SELECT sum((tax->>'amount')::bigint)
    FROM jsonb_array_elements(coalesce(reservation.quote->'includedTaxes', '[]')) tax
  ), 0);
  tourist_taxes bigint := coalesce((
    SELECT sum((line->>'amount')::bigint)
    FROM jsonb_array_elements(reservation.quote->'lines') line
    WHERE line->>'kind' = 'tourist-tax'
  ), 0);
  discounts bigint := -coalesce((
    SELECT sum((line->>'amount')::bigint)
    FROM jsonb_array_elements(reservation.quote->'lines') line
    WHERE line->>'kind' = 'discount'
  ), 0);
  kind text := CASE
    WHEN source LIKE 'sale:%' THEN 'sale'
    WHEN taken_back < 0 THEN 'sale-restored'
    ELSE 'sale-reduced'
  END;
  tax bigint;
  tourist_tax bigint;
  discount bigint;
BEGIN
  IF total = 0 THEN
    RETURN;
  END IF;

  IF kind = 'sale' THEN
    tax := taxes;
    tourist_tax := tourist_taxes;
    discount := discounts;
    taken_back := -total;
  ELSE
    tax := round(taxes::numeric * credited_from / total)
      - round(taxes::numeric * credited_to / total);
    tourist_tax := round(tourist_taxes::numeric * credited_from / total)
      - round(tourist_taxes::numeric * credited_to / total);
    discount := round(discounts::numeric * credited_from / total)
      - round(discounts::numeric * credited_to / total);
  END IF;

  PERFORM post_movement(
    source, kind, reservation.id, NULL, posted_at, reservation.currency,
    ARRAY['guest-receivables', 'tax', 'tourist-tax', 'promotions', 'revenue:' || category],
    ARRAY[-taken_back, -tax, -tourist_tax, discount, taken_back + tax + tourist_tax - discount]
  );
END $$;
