-- What of the content of an item only the database can refuse, each with its field and the rule that it
-- breaks; nothing where all is well.
CREATE FUNCTION midas.item_errors(p_id text, p_content jsonb) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_agg(json_build_object('field', e.field, 'rule', e.rule) ORDER BY e.field)
  FROM (
    SELECT 'slug' AS field, 'slug-taken' AS rule
    FROM items i
    WHERE i.slug = p_content ->> 'slug' AND i.id <> p_id
    UNION ALL
    SELECT 'category', 'unknown-category'
    WHERE NOT EXISTS (SELECT FROM categories c WHERE c.code = p_content ->> 'category')
    UNION ALL
    SELECT 'legalEntity', 'unknown-legal-entity'
    WHERE NOT EXISTS (SELECT FROM legal_entities l WHERE l.code = p_content ->> 'legalEntity')
    UNION ALL
    SELECT 'cancellationPolicy', 'unknown-policy'
    WHERE NOT EXISTS (
      SELECT FROM cancellation_policies p
      WHERE p.code = p_content #>> '{cancellationPolicy,code}'
        AND p.version = (p_content #> '{cancellationPolicy,version}')::integer
    )
    UNION ALL
    SELECT 'units.' || (w.place - 1) || '.id', 'unknown-unit'
    FROM jsonb_array_elements(p_content -> 'units') WITH ORDINALITY w(unit, place)
    WHERE w.unit ->> 'id' IS NOT NULL
      AND NOT EXISTS (SELECT FROM units u WHERE u.id = w.unit ->> 'id' AND u.item_id = p_id)
    UNION ALL
    -- Its stays tell of it.
    SELECT 'units', 'unit-was-booked'
    WHERE EXISTS (
      SELECT FROM units u
      WHERE u.item_id = p_id
        AND NOT EXISTS (SELECT FROM jsonb_to_recordset(p_content -> 'units') w(id text) WHERE w.id = u.id)
        AND (
          EXISTS (SELECT FROM reservations r WHERE r.unit_id = u.id)
          OR EXISTS (SELECT FROM occupancies o WHERE o.unit_id = u.id)
        )
    )
  ) e
$$;
