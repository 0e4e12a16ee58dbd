-- Saves many items at once, all or none: those with a version as the one after that, the others anew. What
-- any is refused with is told of all, by the place of the item among them. A dry run does the same and keeps
-- nothing.
CREATE FUNCTION midas.import_items(
  p_id text,
  -- `[{ id, version, content }]`; of one that is new the id is the one that it gets.
  p_items jsonb,
  p_is_dry_run boolean,
  p_key_digest text,
  p_request_digest text,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  known idempotency_keys;
  entry record;
  outcome jsonb;
  errors jsonb := '[]';
  saved jsonb := '[]';
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(p_key_digest, 1)) THEN
    RETURN json_build_object('outcome', 'in-flight');
  END IF;
  SELECT * INTO known FROM idempotency_keys k WHERE k.key_digest = p_key_digest;
  IF FOUND THEN
    RETURN CASE
      WHEN known.request_digest <> p_request_digest THEN json_build_object('outcome', 'key-reused')
      ELSE (
        SELECT json_build_object('outcome', 'replayed', 'import', midas.import_json(m))
        FROM imports m
        WHERE m.id = known.resource_id
      )
    END;
  END IF;

  BEGIN
    -- Those that are there in the order in which all take the locks of items.
    FOR entry IN
      SELECT e.place - 1 AS place, e.item
      FROM jsonb_array_elements(p_items) WITH ORDINALITY e(item, place)
      ORDER BY CASE WHEN e.item ->> 'version' IS NULL THEN NULL ELSE e.item ->> 'id' END, e.place
    LOOP
      outcome := midas.save_item(
        entry.item ->> 'id',
        entry.item -> 'content',
        (entry.item ->> 'version')::integer,
        NULL, NULL, 'item.imported', p_actor, p_now
      )::jsonb;
      IF outcome ->> 'outcome' = 'saved' THEN
        saved := saved || jsonb_build_object(
          'id', entry.item -> 'id',
          'before', entry.item -> 'version',
          'after', outcome -> 'item' -> 'version'
        );
      ELSE
        errors := errors || (
          SELECT coalesce(
            jsonb_agg(jsonb_build_object('place', entry.place, 'field', e ->> 'field', 'rule', e ->> 'rule')),
            jsonb_build_array(jsonb_build_object(
              'place', entry.place,
              'rule', outcome -> 'outcome',
              'bookings', (
                SELECT jsonb_agg(b -> 'reference') FROM jsonb_array_elements(outcome -> 'bookings') b
              )
            ))
          )
          FROM jsonb_array_elements(outcome -> 'errors') e
        );
      END IF;
    END LOOP;
    IF p_is_dry_run OR errors <> '[]' THEN
      RAISE EXCEPTION USING ERRCODE = 'MI001';
    END IF;
  EXCEPTION
    -- All that was saved above is undone; what was found out stays.
    WHEN SQLSTATE 'MI001' THEN
      RETURN json_build_object(
        'outcome', CASE WHEN errors = '[]' THEN 'would-be' ELSE 'refused' END,
        'errors', errors,
        'created', (SELECT count(*) FROM jsonb_array_elements(saved) s WHERE s ->> 'before' IS NULL),
        'changed', (SELECT count(*) FROM jsonb_array_elements(saved) s WHERE s ->> 'before' IS NOT NULL)
      );
  END;

  INSERT INTO imports (id, items, created_at, created_by) VALUES (p_id, saved, p_now, p_actor);
  INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
  VALUES (p_key_digest, p_request_digest, p_id, p_now);
  PERFORM midas.record(
    p_now, p_actor, 'items.imported', p_id, jsonb_build_object('items', jsonb_array_length(saved))
  );
  RETURN (
    SELECT json_build_object('outcome', 'saved', 'import', midas.import_json(m))
    FROM imports m
    WHERE m.id = p_id
  );
END $$;
