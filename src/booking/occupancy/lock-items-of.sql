-- Takes the locks of all items of these reservations, in one order, so that two runs never wait for each
-- other; then those of items that one was moved to meanwhile.
CREATE FUNCTION midas.lock_items_of(p_reservations text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  locked text[] := '{}';
  items text[] := '{}';
BEGIN
  LOOP
    locked := locked || items;
    items := ARRAY(
      SELECT DISTINCT r.item_id
      FROM reservations r
      WHERE r.id = ANY (p_reservations) AND r.item_id <> ALL (locked)
      ORDER BY r.item_id
    );
    EXIT WHEN items = '{}';
    PERFORM pg_advisory_xact_lock(hashtextextended(item, 2)) FROM unnest(items) item;
  END LOOP;
END $$;
