-- Saves what an old version of an item says. Units that have come since are retired where they were booked
-- and else gone, and one that is gone comes back as another. What the version does not know yet stays as it
-- is now, but for translations: a version that names none had none.
CREATE FUNCTION midas.restore_item(
  p_id text,
  p_version integer,
  p_expected_version integer,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  item items;
  old_content jsonb;
  before jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(p_id, 2));
  SELECT * INTO item FROM items i WHERE i.id = p_id;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'missing');
  END IF;
  before := midas.item_content(item);
  SELECT r.content INTO old_content
  FROM revisions r
  WHERE r.kind = 'item' AND r.subject_id = p_id AND r.version = p_version;
  IF old_content IS NULL AND p_version = 1 THEN
    -- What was never saved.
    old_content := before;
  END IF;
  IF old_content IS NULL THEN
    RETURN json_build_object('outcome', 'no-version');
  END IF;

  RETURN midas.save_item(
    p_id,
    before - 'translations' || old_content || jsonb_build_object('units', (
      SELECT coalesce(jsonb_agg(
        jsonb_build_object(
          'id', u.id,
          'name', coalesce(w.name, u.name),
          'isActive', coalesce(w."isActive", false)
        )
      ), '[]')
      FROM jsonb_to_recordset(old_content -> 'units') w(id text, name text, "isActive" boolean)
      FULL JOIN (SELECT * FROM units WHERE item_id = p_id) u ON u.id = w.id
      WHERE w.id IS NOT NULL
        OR EXISTS (SELECT FROM reservations r WHERE r.unit_id = u.id)
        OR EXISTS (SELECT FROM occupancies o WHERE o.unit_id = u.id)
    )),
    p_expected_version, NULL, NULL, 'item.restored', p_actor, p_now
  );
END $$;
