-- An item as it is now, with the version that it is, as `itemVersionSchema` reads it. What was planted by SQL
-- and never saved is version 1.
CREATE FUNCTION midas.item_version(i items) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'id', i.id,
    'version', coalesce(r.version, 1),
    'changedAt', coalesce(r.changed_at, i.created_at),
    'changedBy', coalesce(r.changed_by, 'system'),
    'content', midas.item_content(i)
  )
  FROM (SELECT) one
  LEFT JOIN LATERAL (
    SELECT * FROM revisions r WHERE r.kind = 'item' AND r.subject_id = i.id ORDER BY r.version DESC LIMIT 1
  ) r ON true
$$;
