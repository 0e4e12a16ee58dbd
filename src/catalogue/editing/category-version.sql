-- A category as it is now, as `categoryVersionSchema` reads it.
CREATE FUNCTION midas.category_version(c categories) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('code', c.code)
    || midas.versioned('category', c.code, jsonb_build_object('names', c.names, 'position', c.position))
$$;
