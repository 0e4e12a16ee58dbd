-- Whether a payment of the reservation has come that the staff must look at before anything is confirmed by
-- it.
CREATE FUNCTION midas.awaits_review(p_reservation text) RETURNS boolean
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT EXISTS (
    SELECT FROM payments p
    JOIN payment_assessments a ON a.payment_id = p.id
    WHERE p.reservation_id = p_reservation
      AND a.phase = 'event'
      AND a.outcome = 'review'
      AND a.decision IS NULL
  )
$$;
