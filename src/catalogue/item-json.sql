-- The whole of an item, as `itemSchema` reads it, with what is translated into a language in that one.
CREATE FUNCTION midas.item_json(i items, p_language text) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.json_joined(midas.priced_item(i, '(,)', p_language), json_build_object(
    'id', i.id,
    'description', coalesce(i.translations #>> ARRAY[p_language, 'description'], i.description),
    'features', coalesce(i.translations #> ARRAY[p_language, 'features'], to_jsonb(i.features)),
    'unitCount', (SELECT count(*) FROM units u WHERE u.item_id = i.id AND u.is_active),
    'extras', (
      SELECT coalesce(json_agg(midas.in_language(json_build_object(
        'code', e.code,
        'name', e.name,
        'per', e.per,
        'price', json_build_object('amount', e.amount_minor, 'currency', i.currency),
        'maxQuantity', e.max_quantity
      ), e.translations, p_language, 'name') ORDER BY e.code), '[]')
      FROM extras e
      WHERE e.item_id = i.id
    ),
    'securityDeposit', json_build_object('amount', i.security_deposit_minor, 'currency', i.currency),
    'depositLeadHours', i.deposit_lead_hours,
    'dueNowBasisPoints', i.due_now_basis_points,
    'balanceDueDays', i.balance_due_days,
    'cancellationPolicy', (
      SELECT midas.in_language(json_build_object(
        'code', p.code, 'version', p.version, 'name', p.name, 'text', p.text, 'tiers', p.tiers
      ), p.translations, p_language, 'text')
      FROM cancellation_policies p
      WHERE p.code = i.policy_code AND p.version = i.policy_version
    )
  ))
$$;
