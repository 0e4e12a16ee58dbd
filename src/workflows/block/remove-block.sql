-- Takes a block away whose version is as expected: its time can be had again.
CREATE FUNCTION midas.remove_block(p_id text, p_version integer, p_actor text, p_now timestamptz) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  before blocks;
BEGIN
  SELECT * INTO before FROM blocks b WHERE b.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'unknown');
  END IF;
  IF before.version <> p_version THEN
    RETURN json_build_object('outcome', 'stale', 'block', midas.block_json(before));
  END IF;
  DELETE FROM occupancies o WHERE o.block_id = p_id;
  DELETE FROM blocks b WHERE b.id = p_id;
  PERFORM midas.record(
    p_now, p_actor, 'block.removed', p_id,
    jsonb_strip_nulls(jsonb_build_object(
      'item', before.item_id, 'unit', before.unit_id, 'from', before.local_from, 'to', before.local_to,
      'reason', before.reason
    ))
  );
  RETURN json_build_object('outcome', 'removed');
END $$;
