-- The whole of an item, as `itemSchema` reads it.
CREATE FUNCTION midas.item_json(i items) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.json_joined(midas.priced_item(i, '(,)'), json_build_object(
    'id', i.id,
    'description', i.description,
    'features', i.features,
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
