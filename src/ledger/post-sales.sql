-- Posts what was taken off the sales of reservations, or counts again, each from `credited_from` to
-- `credited_to`. See `sale_amounts`.
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
    array_agg(one.source ORDER BY one.place),
    array_agg(CASE
      WHEN one.credited_to < one.credited_from THEN 'sale-restored'
      ELSE 'sale-reduced'
    END ORDER BY one.place),
    array_agg(one.id ORDER BY one.place),
    array_agg(NULL::text),
    array_agg(one.at ORDER BY one.place),
    array_agg(r.currency::text ORDER BY one.place),
    array_agg(
      sale_accounts(coalesce(r.category, (SELECT i.category FROM items i WHERE i.id = r.item_id)))
      ORDER BY one.place
    ),
    array_agg(sale_amounts(r, one.credited_from, one.credited_to) ORDER BY one.place)
  )
  FROM unnest(post_sales.reservations, credited_from, credited_to, sources, posted_at)
      WITH ORDINALITY one(id, credited_from, credited_to, source, at, place),
    LATERAL (SELECT * FROM reservations WHERE id = one.id AND total_minor > 0 OFFSET 0) r
  HAVING count(*) > 0;
END $$;
