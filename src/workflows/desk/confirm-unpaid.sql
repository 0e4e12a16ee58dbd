-- Confirms a reservation because somebody of the staff says so, whatever is paid of it: one that is held, or one
-- that has run out if a unit and what it gave back are still to be had. What is due is due then, or at the place
-- where there is no date; the staff claim it themselves. A payment that its guest is making pays a part of it.
-- Answers `confirmed`, or why not: `unknown`, `in-review`, `over`, `taken`, `code-used-up`.
CREATE FUNCTION midas.confirm_unpaid(
  p_reservation text,
  p_balance_due_at timestamptz,
  -- The note in which they say why, where there is one.
  p_note text,
  p_actor text,
  p_now timestamptz
) RETURNS text
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  item text := midas.lock_item_of(p_reservation);
  before reservations;
  unit text;
BEGIN
  IF item IS NULL THEN
    RETURN 'unknown';
  END IF;
  PERFORM midas.beside_closures();
  PERFORM midas.expire_holds(array_agg(r.id), p_now)
  FROM reservations r
  WHERE r.item_id = item AND r.status = 'held' AND r.hold_expires_at <= p_now
  HAVING count(*) > 0;

  SELECT * INTO before FROM reservations r WHERE r.id = p_reservation;
  IF before.status = 'held' THEN
    IF midas.awaits_review(before.id) THEN
      RETURN 'in-review';
    END IF;
    unit := before.unit_id;
  ELSIF before.status = 'expired' AND before.ends_at > p_now THEN
    IF NOT (SELECT again.is_code_good FROM midas.needed_again(before.id, p_now) again) THEN
      RETURN 'code-used-up';
    END IF;
    unit := midas.free_unit(
      item, before.starts_at, before.ends_at, before.turnaround_minutes, before.unit_id, before.id
    );
    IF unit IS NULL THEN
      RETURN 'taken';
    END IF;
  ELSE
    RETURN 'over';
  END IF;

  UPDATE payments p SET purpose = 'balance', changed_at = p_now
  WHERE p.reservation_id = before.id
    AND p.purpose = 'booking'
    AND p.status IN ('pending', 'processing', 'failed');
  UPDATE reservations r
  SET confirmed_by = p_actor, balance_due_at = p_balance_due_at, changed_at = p_now
  WHERE r.id = before.id;
  PERFORM midas.confirm_reservation(before.id, unit, NULL, p_actor, p_now);
  PERFORM midas.record(
    p_now, p_actor, 'reservation.confirmed-unpaid', before.id, jsonb_strip_nulls(jsonb_build_object('note', p_note))
  );
  RETURN 'confirmed';
END $$;
