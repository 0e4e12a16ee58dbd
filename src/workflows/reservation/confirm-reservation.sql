-- Confirms a reservation, whatever the cause: a payment, a transfer, a gift card or the staff. Payments that
-- are open beside are given up, and guest and owner are told; the sale, the invoice and the security deposit
-- are the work of triggers (`reservation_books`). Runs under the item's lock, after holds that have run out
-- have ended.
CREATE FUNCTION midas.confirm_reservation(
  p_reservation text,
  -- The unit that is free for it.
  p_unit text,
  -- The payment that this comes from, if one does: it stays.
  p_paid text,
  p_actor text,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  UPDATE reservations r
  SET status = 'confirmed', confirmed_at = p_now, unit_id = p_unit, changed_at = p_now
  WHERE r.id = p_reservation;
  PERFORM midas.give_up_open(ARRAY[p_reservation], p_paid, p_now);
  INSERT INTO outbox (id, template, subject_id, due_at, created_at)
  VALUES
    (new_id('msg'), 'guest-confirmation', p_reservation, p_now, p_now),
    (new_id('msg'), 'owner-new-reservation', p_reservation, p_now, p_now);
  PERFORM midas.record(p_now, p_actor, 'reservation.confirmed', p_reservation, '{}');
END $$;
