-- How what is due back of a reservation goes where it came from, in whole steps of what each provider can
-- move: what moves in large steps first, so that what moves in small ones takes the rest; else the newest
-- payment first, and gift cards and store credit last; nothing of what was set aside. What does not fit into
-- what was collected is left.
CREATE FUNCTION midas.refund_portions(p_reservation text, p_due_minor bigint)
RETURNS TABLE (payment_id text, amount_minor bigint, currency text)
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT w.id, w.wanted_minor - w.wanted_minor % w.step, w.currency
  FROM (
    SELECT s.id, s.currency, s.step, least(
      s.free_minor,
      p_due_minor - coalesce(sum(s.free_minor) OVER (
        ORDER BY s.provider = 'credit', s.step DESC, s.created_at DESC, s.id DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ), 0)
    )::bigint AS wanted_minor
    FROM (
      SELECT p.id, p.provider, p.currency, p.created_at, of_it.step, refundable_minor(p, of_it.step) AS free_minor
      FROM payments p,
        LATERAL (SELECT midas.payment_step(p.provider, p.currency) AS step) of_it
      WHERE p.reservation_id = p_reservation
        AND p.purpose <> 'security-deposit'
        AND refundable_minor(p, of_it.step) > 0
        AND NOT is_set_aside(p)
    ) s
  ) w
  WHERE w.wanted_minor >= w.step
$$;
