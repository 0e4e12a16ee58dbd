-- Ends the security deposits of these reservations: one that is held is released, one that is not held yet
-- never will be.
CREATE FUNCTION midas.end_deposits(p_reservations text[], p_actor text, p_now timestamptz) RETURNS void
LANGUAGE sql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
  WITH ended AS (
    UPDATE security_deposits d SET
      status = CASE d.status WHEN 'authorized' THEN 'releasing' ELSE 'canceled' END,
      changed_at = p_now
    WHERE d.reservation_id = ANY (p_reservations)
      AND d.status IN ('scheduled', 'authorizing', 'authorized', 'failed')
    RETURNING d.reservation_id, d.status, d.payment_id
  ), released AS (
    INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
    SELECT new_id('msg'), 'provider', 'void', e.payment_id, p_now, p_now
    FROM ended e
    WHERE e.status = 'releasing' AND e.payment_id IS NOT NULL
  )
  INSERT INTO audit_events (at, actor, action, subject_id, details)
  SELECT p_now, p_actor, 'security-deposit.' || e.status, e.reservation_id, '{}'
  FROM ended e
$$;
