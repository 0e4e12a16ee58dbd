-- Sends back what is due of a reservation, as `refund_portions` says. Answers how much that is.
CREATE FUNCTION midas.send_back(
  p_reservation text,
  p_due_minor bigint,
  p_reason text,
  p_actor text,
  p_now timestamptz
) RETURNS bigint
LANGUAGE sql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
  WITH sent AS (
    INSERT INTO refunds (
      id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at
    )
    SELECT new_id('rfd'), b.payment_id, b.amount_minor, b.currency, p_reason, p_actor, p_now, p_now
    FROM midas.refund_portions(p_reservation, p_due_minor) b
    RETURNING amount_minor
  )
  SELECT coalesce(sum(amount_minor), 0)::bigint FROM sent
$$;
