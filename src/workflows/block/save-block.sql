-- Makes a block, or saves one anew whose version is as expected, as `saveBlock` (`save-block.ts`) says. Behind
-- the locks of all items concerned, in one order: so two who block, or one who blocks and one who books, queue. A
-- closure of everything takes one lock for all of them (`beside_closures`). What is in the way is answered, and
-- nothing is changed.
CREATE FUNCTION midas.save_block(
  -- For a new one what makes it the same request; else the version that is changed.
  p_key_digest text,
  p_request_digest text,
  p_version integer,
  p_id text,
  -- The slug of an item, or the id of a unit, or neither for everything.
  p_item text,
  p_unit text,
  p_local_from text,
  p_local_to text,
  -- What that is as instants: `[{from, to, zones}]`. Where nothing is left of it, a zone is missing.
  p_periods jsonb,
  p_reason text,
  p_note_sealed text,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  known idempotency_keys;
  before blocks;
  saved blocks;
  of_item text;
  zones text[];
  bookings json;
  others json;
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
      SELECT * INTO saved FROM blocks b WHERE b.id = known.resource_id;
      IF NOT FOUND THEN
        RETURN json_build_object('outcome', 'unknown');
      END IF;
      RETURN json_build_object('outcome', 'replayed', 'block', midas.block_json(saved));
    END IF;
  ELSE
    SELECT * INTO before FROM blocks b WHERE b.id = p_id FOR UPDATE;
    IF NOT FOUND THEN
      RETURN json_build_object('outcome', 'unknown');
    END IF;
    IF before.version <> p_version THEN
      RETURN json_build_object('outcome', 'stale', 'block', midas.block_json(before));
    END IF;
  END IF;

  of_item := CASE
    WHEN p_unit IS NOT NULL THEN (SELECT u.item_id FROM units u WHERE u.id = p_unit)
    WHEN p_item IS NOT NULL THEN (SELECT i.id FROM items i WHERE i.slug = p_item)
  END;
  IF of_item IS NULL AND (p_unit IS NOT NULL OR p_item IS NOT NULL) THEN
    RETURN json_build_object('outcome', 'no-such-thing');
  END IF;
  IF of_item IS NULL OR (before.id IS NOT NULL AND before.item_id IS NULL) THEN
    PERFORM pg_advisory_xact_lock(hashtextextended('closure of everything', 6));
  ELSE
    PERFORM pg_advisory_xact_lock(hashtextextended(i.id, 2))
    FROM (SELECT DISTINCT id FROM unnest(ARRAY[of_item, before.item_id]) id WHERE id IS NOT NULL ORDER BY id) i;
    PERFORM midas.beside_closures();
  END IF;

  SELECT array_agg(DISTINCT i.time_zone) INTO zones
  FROM (
    SELECT one.time_zone FROM items one WHERE one.id = of_item
    UNION ALL
    SELECT every.time_zone FROM items every WHERE of_item IS NULL
  ) i
  WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(p_periods) p WHERE p -> 'zones' ? i.time_zone);
  IF zones IS NOT NULL THEN
    RETURN json_build_object('outcome', 'no-period', 'zones', zones);
  END IF;

  -- A hold that has run out is free at once.
  PERFORM midas.expire_holds(array_agg(r.id), p_now)
  FROM reservations r
  WHERE (of_item IS NULL OR r.item_id = of_item) AND r.status = 'held' AND r.hold_expires_at <= p_now
  HAVING count(*) > 0;

  WITH wanted AS (
    SELECT * FROM midas.blocked_units(of_item, p_unit, p_periods)
  ), clashes AS (
    SELECT o.*, u.name
    FROM wanted w
    JOIN occupancies o ON o.unit_id = w.unit_id AND o.period && w.period
    JOIN units u ON u.id = w.unit_id
    WHERE o.block_id IS DISTINCT FROM p_id
    ORDER BY lower(o.period), o.id
    LIMIT 50
  )
  SELECT
    json_agg(json_build_object('reference', r.reference, 'unit', c.name, 'status', r.status,
      'startsAt', r.starts_at, 'endsAt', r.ends_at, 'timeZone', r.quote -> 'item' ->> 'timeZone')
      ORDER BY r.starts_at, r.reference) FILTER (WHERE r.id IS NOT NULL),
    json_agg(json_build_object('id', b.id, 'unit', c.name, 'from', b.local_from, 'to', b.local_to)
      ORDER BY b.local_from, b.id, c.name) FILTER (WHERE r.id IS NULL)
  INTO bookings, others
  FROM clashes c
  LEFT JOIN reservations r ON r.id = c.reservation_id
  LEFT JOIN blocks b ON b.id = c.block_id;
  IF bookings IS NOT NULL OR others IS NOT NULL THEN
    RETURN json_build_object('outcome', 'clash', 'bookings', coalesce(bookings, '[]'),
      'blocks', coalesce(others, '[]'));
  END IF;

  INSERT INTO blocks AS b (
    id, item_id, unit_id, local_from, local_to, reason, note_sealed, created_at, created_by, changed_at, changed_by
  ) VALUES (
    p_id, of_item, p_unit, p_local_from, p_local_to, p_reason, p_note_sealed, p_now, p_actor, p_now, p_actor
  ) ON CONFLICT (id) DO UPDATE SET
    item_id = excluded.item_id, unit_id = excluded.unit_id, local_from = excluded.local_from,
    local_to = excluded.local_to, reason = excluded.reason, note_sealed = excluded.note_sealed,
    version = b.version + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by
  RETURNING * INTO saved;
  DELETE FROM occupancies o WHERE o.block_id = p_id;
  INSERT INTO occupancies (id, unit_id, period, block_id)
  SELECT p_id || ' ' || w.unit_id, w.unit_id, w.period, p_id
  FROM midas.blocked_units(of_item, p_unit, p_periods) w;
  IF p_key_digest IS NOT NULL THEN
    INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
    VALUES (p_key_digest, p_request_digest, p_id, p_now);
  END IF;
  PERFORM midas.record(
    p_now, p_actor, CASE saved.version WHEN 1 THEN 'block.made' ELSE 'block.changed' END, p_id,
    jsonb_strip_nulls(jsonb_build_object(
      'item', of_item, 'unit', p_unit, 'from', p_local_from, 'to', p_local_to, 'reason', p_reason,
      'before', CASE WHEN before.id IS NOT NULL THEN jsonb_build_object(
        'item', before.item_id, 'unit', before.unit_id, 'from', before.local_from, 'to', before.local_to,
        'reason', before.reason) END
    ))
  );
  RETURN json_build_object('outcome', 'saved', 'block', midas.block_json(saved));
END $$;
