-- What a list shows of an item, as `itemSummarySchema` reads it.
CREATE FUNCTION midas.item_summary(i items) RETURNS json
LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'slug', i.slug,
    'category', i.category,
    'name', i.name,
    'summary', i.summary,
    'place', json_build_object('city', i.city, 'country', i.country),
    'timeZone', i.time_zone,
    'capacity', i.capacity,
    'rate', json_build_object(
      'per', i.rate_unit,
      'price', json_build_object('amount', i.rate_minor, 'currency', i.currency)
    ),
    'picture', '/pictures/' || i.slug || '.svg'
  )
$$;
