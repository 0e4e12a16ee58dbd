-- What a list shows of an item, as `itemSummarySchema` reads it, with what is translated into a language in
-- that one.
CREATE FUNCTION midas.item_summary(i items, p_language text) RETURNS json
LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'slug', i.slug,
    'category', i.category,
    'name', coalesce(i.translations #>> ARRAY[p_language, 'name'], i.name),
    'summary', coalesce(i.translations #>> ARRAY[p_language, 'summary'], i.summary),
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
