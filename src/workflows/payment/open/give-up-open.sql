-- Gives up the payments of reservations which are open, here and at the provider, since nobody should pay
-- them any more; not `p_paid`, the payment that stays, if one does. Money that is on its way cannot be called
-- back.
CREATE FUNCTION midas.give_up_open(p_reservations text[], p_paid text, p_now timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  -- Mostly there is none, and to look is cheaper than to change nothing.
  IF NOT EXISTS (
    SELECT FROM payments p
    WHERE p.reservation_id = ANY (p_reservations)
      AND p.id IS DISTINCT FROM p_paid
      AND p.status IN ('pending', 'failed')
  ) THEN
    RETURN;
  END IF;
  WITH given_up AS (
    UPDATE payments p SET
      status = 'canceled',
      status_order = greatest(
        p.status_order COLLATE "C", midas.status_order('canceled', p_now, 'replaced') COLLATE "C"
      ),
      changed_at = p_now
    WHERE p.reservation_id = ANY (p_reservations)
      AND p.id IS DISTINCT FROM p_paid
      AND p.purpose <> 'security-deposit'
      AND p.status IN ('pending', 'failed')
    RETURNING p.id, p.provider_ref
  )
  INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
  SELECT new_id('msg'), 'provider', 'void', g.id, p_now, p_now
  FROM given_up g
  WHERE g.provider_ref IS NOT NULL;
END $$;
