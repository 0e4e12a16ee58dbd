-- What the price of a stay on these dates depends on but for extras, as `pricedItemSchema` reads it. Taxes
-- have the order of their own names in every language, so that all round alike.
CREATE FUNCTION midas.priced_item(i items, p_dates daterange, p_language text) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.json_joined(midas.stay_rules(i, p_dates, p_language), json_build_object(
    'currency', i.currency,
    'taxes', (
      SELECT coalesce(json_agg(midas.in_language(json_build_object(
        'name', t.name,
        'basisPoints', t.basis_points,
        'isIncluded', t.is_included,
        'onStay', t.on_stay,
        'onExtras', t.on_extras,
        'onTouristTax', t.on_tourist_tax
      ), t.translations, p_language, 'name') ORDER BY t.name COLLATE "und-x-icu"), '[]')
      FROM taxes t
      WHERE t.item_id = i.id
    ),
    'touristTaxes', (
      SELECT coalesce(json_agg(midas.in_language(json_build_object(
        'name', t.name,
        'price', json_build_object('amount', t.amount_minor, 'currency', i.currency),
        'exemptBelowAge', t.exempt_below_age,
        'maximumNights', t.maximum_nights
      ), t.translations, p_language, 'name') ORDER BY t.name COLLATE "und-x-icu"), '[]')
      FROM tourist_taxes t
      WHERE t.item_id = i.id
    )
  ))
$$;
