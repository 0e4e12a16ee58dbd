-- Notes what a payment is called at its provider, and gives up what was open there before for another amount,
-- now that the new payment stands. Should the reservation have been paid by another way meanwhile, the new one
-- is given up itself. Answers whether a call to the provider is due.
CREATE FUNCTION midas.payment_opened(p_payment text, p_provider_ref text, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  UPDATE payments p SET provider_ref = p_provider_ref WHERE p.id = p_payment AND p.provider_ref IS NULL;
  WITH stale AS (
    UPDATE payments p SET
      status = 'canceled',
      status_order = greatest(
        p.status_order COLLATE "C", midas.status_order('canceled', p_now, 'replaced') COLLATE "C"
      ),
      changed_at = p_now
    FROM payments n
    WHERE n.id = p_payment
      AND p.reservation_id = n.reservation_id
      AND p.provider = n.provider
      AND p.created_at < n.created_at
      AND p.status IN ('pending', 'failed')
      AND (p.purpose = 'security-deposit') = (n.purpose = 'security-deposit')
      AND (p.purpose <> 'security-deposit' OR p.provider_ref IS NOT NULL)
    RETURNING p.id, p.provider_ref
  )
  INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
  SELECT new_id('msg'), 'provider', 'void', o.id, p_now, p_now
  FROM (
    SELECT s.id FROM stale s WHERE s.provider_ref IS NOT NULL
    UNION ALL SELECT n.id FROM payments n WHERE n.id = p_payment AND n.status = 'canceled'
  ) o;
  RETURN FOUND;
END $$;
