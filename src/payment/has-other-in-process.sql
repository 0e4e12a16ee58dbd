-- Whether another payment of the reservation than this one is on its way.
CREATE FUNCTION midas.has_other_in_process(p_reservation text, p_payment text) RETURNS boolean
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT EXISTS (
    SELECT FROM payments p
    WHERE p.reservation_id = p_reservation
      AND p.id <> p_payment
      AND p.status = 'processing'
      AND p.purpose <> 'security-deposit'
  )
$$;
