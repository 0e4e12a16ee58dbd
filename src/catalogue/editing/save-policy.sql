-- Saves a cancellation policy as its next version, the first where `p_expected_version` is zero. With
-- `p_applies_to_all` the items that have it so far are moved to it, each by a version of its own; bookings
-- keep what they were made by.
CREATE FUNCTION midas.save_policy(
  p_code text,
  p_content jsonb,
  p_expected_version integer,
  p_applies_to_all boolean,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  policy cancellation_policies;
  item items;
  before jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('policy:' || p_code, 6));
  SELECT * INTO policy FROM cancellation_policies p WHERE p.code = p_code ORDER BY p.version DESC LIMIT 1;
  IF NOT FOUND AND p_expected_version > 0 THEN
    RETURN json_build_object('outcome', 'missing');
  END IF;
  IF coalesce(policy.version, 0) <> p_expected_version THEN
    RETURN json_build_object('outcome', 'stale', 'current', midas.policy_version(policy));
  END IF;

  INSERT INTO cancellation_policies (code, version, name, text, tiers, translations, changed_at, changed_by)
  VALUES (
    p_code, p_expected_version + 1, p_content ->> 'name', p_content ->> 'text', p_content -> 'tiers',
    coalesce(p_content -> 'translations', '{}'), p_now, p_actor
  ) RETURNING * INTO policy;
  PERFORM midas.record(
    p_now, p_actor, CASE WHEN p_expected_version = 0 THEN 'policy.created' ELSE 'policy.changed' END,
    'policy:' || p_code, jsonb_build_object('version', policy.version)
  );
  IF p_applies_to_all THEN
    -- In the order in which all take the locks of items.
    PERFORM pg_advisory_xact_lock(hashtextextended(i.id, 2))
    FROM (SELECT i.id FROM items i WHERE i.policy_code = p_code ORDER BY i.id) i;
    FOR item IN SELECT * FROM items i WHERE i.policy_code = p_code ORDER BY i.id LOOP
      before := midas.item_content(item);
      UPDATE items i SET policy_version = policy.version WHERE i.id = item.id RETURNING * INTO item;
      PERFORM midas.add_revision(
        'item', item.id, before, midas.item_content(item), 'item.changed', p_actor, p_now
      );
    END LOOP;
  END IF;
  RETURN json_build_object('outcome', 'saved', 'saved', midas.policy_version(policy));
END $$;
