-- What the price of a stay on these dates depends on but for extras, as `pricedItemSchema` reads it.
CREATE FUNCTION midas.priced_item(i items, p_dates daterange) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.json_joined(midas.stay_rules(i, p_dates), json_build_object(
    'currency', i.currency,
    'taxes', (
      SELECT coalesce(json_agg(json_build_object(
        'name', t.name,
        'basisPoints', t.basis_points,
        'isIncluded', t.is_included,
        'onStay', t.on_stay,
        'onExtras', t.on_extras,
        'onTouristTax', t.on_tourist_tax
      ) ORDER BY t.name COLLATE "und-x-icu"), '[]')
      FROM taxes t
      WHERE t.item_id = i.id
    ),
    'touristTaxes', (
      SELECT coalesce(json_agg(json_build_object(
        'name', t.name,
        'price', json_build_object('amount', t.amount_minor, 'currency', i.currency),
        'exemptBelowAge', t.exempt_below_age,
        'maximumNights', t.maximum_nights
      ) ORDER BY t.name COLLATE "und-x-icu"), '[]')
      FROM tourist_taxes t
      WHERE t.item_id = i.id
    )
  ))
$$;
