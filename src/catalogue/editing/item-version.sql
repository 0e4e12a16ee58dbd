-- An item as it is now, with the version that it is, as `itemVersionSchema` reads it.
CREATE FUNCTION midas.item_version(i items) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('id', i.id) || midas.versioned('item', i.id, midas.item_content(i))
$$;
