-- An import, as `importSchema` reads it.
CREATE FUNCTION midas.import_json(m imports) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'id', m.id,
    'createdAt', m.created_at,
    'createdBy', m.created_by,
    'undoneAt', m.undone_at,
    'created', (SELECT count(*) FROM jsonb_array_elements(m.items) s WHERE s ->> 'before' IS NULL),
    'changed', (SELECT count(*) FROM jsonb_array_elements(m.items) s WHERE s ->> 'before' IS NOT NULL)
  )
$$;
