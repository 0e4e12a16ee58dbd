-- Takes the lock of the item of a reservation, and answers which that is; nothing where there is no such
-- reservation. Whoever waits for it may find that the reservation was moved to another item meanwhile, and
-- then waits for that.
CREATE FUNCTION midas.lock_item_of(p_reservation text) RETURNS text
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  locked text;
  item text;
BEGIN
  LOOP
    locked := item;
    SELECT r.item_id INTO item FROM reservations r WHERE r.id = p_reservation;
    EXIT WHEN item IS NOT DISTINCT FROM locked;
    PERFORM pg_advisory_xact_lock(hashtextextended(item, 2));
  END LOOP;
  RETURN item;
END $$;
