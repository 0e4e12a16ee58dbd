-- Ends those of these holds that have run out, and answers how many that were. Where only a share of what was
-- due had been paid, that goes back; not what was set aside for a person to look at.
CREATE FUNCTION midas.expire_holds(p_reservations text[], p_now timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  expired text[];
BEGIN
  WITH due AS (
    SELECT r.id FROM reservations r
    WHERE r.id = ANY (p_reservations) AND r.status = 'held' AND r.hold_expires_at <= p_now
    -- In one order, so that two runs never wait for each other.
    ORDER BY r.id
    FOR UPDATE
  ), ended AS (
    UPDATE reservations r SET status = 'expired' FROM due WHERE r.id = due.id RETURNING r.id
  )
  SELECT array_agg(id) INTO expired FROM ended;
  IF expired IS NULL THEN
    RETURN 0;
  END IF;

  INSERT INTO refunds (id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at)
  SELECT new_id('rfd'), b.payment_id, b.amount_minor, b.currency, 'late-payment', 'system', p_now, p_now
  FROM reservations r,
    reservation_money(r) m,
    LATERAL midas.refund_portions(r.id, m.paid_minor - m.set_aside_minor) b
  WHERE r.id = ANY (expired) AND m.paid_minor > m.set_aside_minor;

  INSERT INTO audit_events (at, actor, action, subject_id, details)
  SELECT p_now, 'system', 'reservation.expired', id, '{}' FROM unnest(expired) id;
  RETURN cardinality(expired);
END $$;
