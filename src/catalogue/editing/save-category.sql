-- Saves a category whole: one that is new where `p_expected_version` is zero, and else as the version after
-- that.
CREATE FUNCTION midas.save_category(
  p_code text,
  p_content jsonb,
  p_expected_version integer,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  category categories;
  before jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('category:' || p_code, 6));
  SELECT * INTO category FROM categories c WHERE c.code = p_code FOR NO KEY UPDATE;
  IF FOUND THEN
    before := midas.category_version(category);
  ELSIF p_expected_version > 0 THEN
    RETURN json_build_object('outcome', 'missing');
  END IF;
  IF coalesce((before -> 'version')::integer, 0) <> p_expected_version THEN
    RETURN json_build_object('outcome', 'stale', 'current', before);
  END IF;

  INSERT INTO categories (code, names, position)
  VALUES (p_code, p_content -> 'names', (p_content -> 'position')::integer)
  ON CONFLICT (code) DO UPDATE SET names = excluded.names, position = excluded.position
  RETURNING * INTO category;
  PERFORM midas.add_revision(
    'category', p_code, before -> 'content', midas.category_version(category) -> 'content',
    CASE WHEN before IS NULL THEN 'category.created' ELSE 'category.changed' END, p_actor, p_now
  );
  RETURN json_build_object('outcome', 'saved', 'saved', midas.category_version(category));
END $$;
