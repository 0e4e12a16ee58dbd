-- Posts the sales of reservations, each from `credited_from` back to `credited_to` taken off it: revenue by
-- category, tax, the town's tax (which is collected for somebody else and is neither), discounts. A sale goes
-- from all of it taken off to nothing, one that is taken back the other way. Each share is the difference of
-- two rounded running totals, so that parts of a sale taken back one by one end at zero exactly.
CREATE OR REPLACE FUNCTION post_sales(
  reservations text[],
  credited_from bigint[],
  credited_to bigint[],
  sources text[],
  posted_at timestamptz[]
) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM post_movements(
    array_agg(source ORDER BY place),
    array_agg(CASE
      WHEN source LIKE 'sale:%' THEN 'sale'
      WHEN taken_back < 0 THEN 'sale-restored'
      ELSE 'sale-reduced'
    END ORDER BY place),
    array_agg(id ORDER BY place),
    array_agg(NULL::text),
    array_agg(at ORDER BY place),
    array_agg(currency ORDER BY place),
    array_agg(
      ARRAY['guest-receivables', 'tax', 'tourist-tax', 'promotions', 'revenue:' || category]
      ORDER BY place
    ),
    array_agg(
      ARRAY[
        -taken_back, -tax, -tourist_tax, discount, taken_back + tax + tourist_tax - discount
      ]::bigint[]
      ORDER BY place
    )
  )
  FROM (
    SELECT
      one.place,
      one.source,
      one.at,
      r.id,
      r.currency::text AS currency,
      (SELECT i.category FROM items i WHERE i.id = r.item_id) AS category,
      one.credited_to - one.credited_from AS taken_back,
      round(shares.tax * one.credited_from / r.total_minor)
        - round(shares.tax * one.credited_to / r.total_minor) AS tax,
      round(shares.tourist_tax * one.credited_from / r.total_minor)
        - round(shares.tourist_tax * one.credited_to / r.total_minor) AS tourist_tax,
      round(shares.discount * one.credited_from / r.total_minor)
        - round(shares.discount * one.credited_to / r.total_minor) AS discount
    FROM unnest(post_sales.reservations, credited_from, credited_to, sources, posted_at)
        WITH ORDINALITY one(id, credited_from, credited_to, source, at, place),
      LATERAL (SELECT * FROM reservations WHERE id = one.id AND total_minor > 0 OFFSET 0) r,
      LATERAL (
        SELECT
          coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tax'), 0) AS tax,
          coalesce(sum(line.amount) FILTER (WHERE line.kind = 'tourist-tax'), 0) AS tourist_tax,
          -coalesce(sum(line.amount) FILTER (WHERE line.kind = 'discount'), 0) AS discount
        FROM (
          SELECT line->>'kind' AS kind, (line->>'amount')::numeric AS amount
          FROM jsonb_array_elements(r.quote->'lines') line
          UNION ALL
          SELECT 'tax', (tax->>'amount')::numeric
          FROM jsonb_array_elements(coalesce(r.quote->'includedTaxes', '[]')) tax
        ) line
      ) shares
  ) sale
  HAVING count(*) > 0;
END $$;
