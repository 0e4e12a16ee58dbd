-- Saves an item whole, as `saveItem` (`save-item.ts`) says: one that is new where `p_expected_version` is
-- empty, and else as the version after that. Everything is looked at behind the lock of the item, at which
-- whoever reserves it queues too: no unit is booked while it is retired.
CREATE FUNCTION midas.save_item(
  p_id text,
  p_content jsonb,
  p_expected_version integer,
  -- What makes it the same request, and the same body; of one that is new.
  p_key_digest text,
  p_request_digest text,
  p_action text,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  known idempotency_keys;
  item items;
  before jsonb;
  after jsonb;
  saved_version integer;
  errors json;
  bookings json;
BEGIN
  IF p_key_digest IS NOT NULL THEN
    IF NOT pg_try_advisory_xact_lock(hashtextextended(p_key_digest, 1)) THEN
      RETURN json_build_object('outcome', 'in-flight');
    END IF;
    SELECT * INTO known FROM idempotency_keys k WHERE k.key_digest = p_key_digest;
    IF FOUND THEN
      IF known.request_digest <> p_request_digest THEN
        RETURN json_build_object('outcome', 'key-reused');
      END IF;
      SELECT * INTO item FROM items i WHERE i.id = known.resource_id;
      RETURN json_build_object('outcome', 'replayed', 'item', midas.item_version(item));
    END IF;
  END IF;

  PERFORM pg_advisory_xact_lock(hashtextextended(p_id, 2));
  IF p_expected_version IS NOT NULL THEN
    SELECT * INTO item FROM items i WHERE i.id = p_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
      RETURN json_build_object('outcome', 'missing');
    END IF;
    IF p_expected_version <> coalesce(
      (SELECT max(r.version) FROM revisions r WHERE r.kind = 'item' AND r.subject_id = p_id), 1
    ) THEN
      RETURN json_build_object('outcome', 'stale', 'current', midas.item_version(item));
    END IF;
    before := midas.item_content(item);
  END IF;

  errors := midas.item_errors(p_id, p_content);
  IF errors IS NOT NULL THEN
    RETURN json_build_object('outcome', 'refused', 'errors', errors);
  END IF;
  bookings := midas.bookings_in_the_way(p_id, p_content, before, p_now);
  IF bookings IS NOT NULL THEN
    RETURN json_build_object('outcome', 'booked', 'bookings', bookings);
  END IF;

  PERFORM midas.write_item(p_id, p_content, before, p_now);
  SELECT * INTO item FROM items i WHERE i.id = p_id;
  after := midas.item_content(item);
  saved_version := midas.add_revision('item', p_id, before, after, p_action, p_actor, p_now);
  IF p_key_digest IS NOT NULL THEN
    INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
    VALUES (p_key_digest, p_request_digest, p_id, p_now);
  END IF;
  -- `item_version` says the same, and would read it all again.
  RETURN json_build_object('outcome', 'saved', 'item', json_build_object(
    'id', p_id, 'version', saved_version, 'changedAt', p_now, 'changedBy', p_actor, 'content', after
  ));
END $$;
