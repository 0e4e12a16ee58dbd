-- What is to be paid when of a reservation that is changed: of a hold by its plan; of a confirmed one what
-- is due by its balance date, at the earliest in three days, and not after the start.
CREATE FUNCTION midas.changed_plan(
  r reservations,
  p_total_minor bigint,
  p_due_now_minor bigint,
  p_balance_due_at timestamptz,
  -- What is due of a confirmed one.
  p_due_minor bigint,
  p_starts_at timestamptz,
  p_now timestamptz
) RETURNS TABLE (due_now_minor bigint, balance_due_at timestamptz)
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT
    CASE
      WHEN r.status = 'held' THEN p_due_now_minor
      WHEN p_due_minor > 0 THEN greatest(1, p_total_minor - p_due_minor)
    END,
    CASE
      WHEN r.status = 'held' THEN p_balance_due_at
      WHEN p_due_minor > 0 THEN greatest(p_now, least(
        greatest(p_balance_due_at, p_now + make_interval(hours => 72)), p_starts_at
      ))
    END
$$;
