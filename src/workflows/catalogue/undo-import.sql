-- Takes back an import, all or nothing: what it changed is saved again as it was, what it created is gone.
-- Refused, with the slugs named, where an item was saved or booked since, or somebody has written about it.
CREATE FUNCTION midas.undo_import(p_id text, p_actor text, p_now timestamptz) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  import imports;
  in_the_way json;
  entry record;
  outcome json;
  refused text;
BEGIN
  SELECT * INTO import FROM imports m WHERE m.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'missing');
  END IF;
  IF import.undone_at IS NOT NULL THEN
    RETURN json_build_object('outcome', 'undone', 'import', midas.import_json(import));
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended(s.id, 2))
  FROM (SELECT s.id FROM jsonb_to_recordset(import.items) s(id text) ORDER BY s.id) s;

  SELECT json_agg(json_build_object('slug', w.slug, 'why', w.why) ORDER BY w.slug)
  INTO in_the_way
  FROM jsonb_to_recordset(import.items) s(id text, before integer, after integer)
  CROSS JOIN LATERAL (
    SELECT (SELECT i.slug FROM items i WHERE i.id = s.id) AS slug, CASE
      WHEN s.after <> (
        SELECT max(r.version) FROM revisions r WHERE r.kind = 'item' AND r.subject_id = s.id
      ) THEN 'changed'
      WHEN s.before IS NULL AND EXISTS (SELECT FROM reservations r WHERE r.item_id = s.id) THEN 'booked'
      WHEN s.before IS NULL AND EXISTS (SELECT FROM enquiries e WHERE e.item_id = s.id) THEN 'asked-about'
      WHEN s.before IS NULL AND EXISTS (
        SELECT FROM units u JOIN occupancies o ON o.unit_id = u.id WHERE u.item_id = s.id
      ) THEN 'booked'
    END AS why
  ) w
  WHERE w.why IS NOT NULL;
  IF in_the_way IS NOT NULL THEN
    RETURN json_build_object('outcome', 'in-the-way', 'items', in_the_way);
  END IF;

  BEGIN
    FOR entry IN
      SELECT * FROM jsonb_to_recordset(import.items) s(id text, before integer, after integer) ORDER BY s.id
    LOOP
      IF entry.before IS NULL THEN
        DELETE FROM seasons s WHERE s.item_id = entry.id;
        DELETE FROM extras e WHERE e.item_id = entry.id;
        DELETE FROM taxes t WHERE t.item_id = entry.id;
        DELETE FROM tourist_taxes t WHERE t.item_id = entry.id;
        DELETE FROM units u WHERE u.item_id = entry.id;
        DELETE FROM items i WHERE i.id = entry.id;
        PERFORM midas.record(p_now, p_actor, 'item.removed', entry.id, '{}');
      ELSE
        outcome := midas.restore_item(entry.id, entry.before, entry.after, p_actor, p_now);
        IF outcome ->> 'outcome' <> 'saved' THEN
          RAISE EXCEPTION USING ERRCODE = 'MI001';
        END IF;
      END IF;
    END LOOP;
  EXCEPTION
    WHEN SQLSTATE 'MI001' THEN
      refused := entry.id;
  END;
  IF refused IS NOT NULL THEN
    RETURN json_build_object('outcome', 'in-the-way', 'items', (
      SELECT json_agg(json_build_object('slug', i.slug, 'why', outcome ->> 'outcome'))
      FROM items i
      WHERE i.id = refused
    ));
  END IF;
  UPDATE imports m SET undone_at = p_now, undone_by = p_actor WHERE m.id = p_id RETURNING * INTO import;
  PERFORM midas.record(p_now, p_actor, 'items.import-undone', p_id, '{}');
  RETURN json_build_object('outcome', 'undone', 'import', midas.import_json(import));
END $$;
