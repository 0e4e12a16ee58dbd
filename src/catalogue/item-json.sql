-- The whole of an item, as `itemSchema` reads it.
CREATE FUNCTION midas.item_json(i items) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.json_joined(midas.stay_rules(i), json_build_object(
    'id', i.id,
    'description', i.description,
    'features', i.features,
    'currency', i.currency,
    'unitCount', (SELECT count(*) FROM units u WHERE u.item_id = i.id AND u.is_active),
    'extras', (
      SELECT coalesce(json_agg(json_build_object(
        'code', e.code,
        'name', e.name,
        'per', e.per,
        'price', json_build_object('amount', e.amount_minor, 'currency', i.currency),
        'maxQuantity', e.max_quantity
      ) ORDER BY e.code), '[]')
      FROM extras e
      WHERE e.item_id = i.id
    ),
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
    ),
    'securityDeposit', json_build_object('amount', i.security_deposit_minor, 'currency', i.currency),
    'depositLeadHours', i.deposit_lead_hours,
    'dueNowBasisPoints', i.due_now_basis_points,
    'balanceDueDays', i.balance_due_days,
    'cancellationPolicy', (
      SELECT json_build_object('code', p.code, 'version', p.version, 'name', p.name, 'text', p.text, 'tiers', p.tiers)
      FROM cancellation_policies p
      WHERE p.code = i.policy_code AND p.version = i.policy_version
    )
  ))
$$;
