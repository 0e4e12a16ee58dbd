-- Notes what a payment is called at its provider, and gives up what was open there before for another amount,
-- now that the new payment stands. Should the reservation have been paid by another way meanwhile, the new one
-- is given up itself. Answers whether a call to the provider is due.
CREATE FUNCTION midas.payment_opened(p_payment text, p_provider_ref text, p_now timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  opened payments;
BEGIN
  UPDATE payments p SET provider_ref = p_provider_ref WHERE p.id = p_payment AND p.provider_ref IS NULL;
  SELECT * INTO opened FROM payments p WHERE p.id = p_payment;
  -- Mostly it stands alone, and to look is cheaper than to change nothing.
  IF opened.status IS DISTINCT FROM 'canceled' AND NOT EXISTS (
    SELECT FROM payments p WHERE p.reservation_id = opened.reservation_id AND p.id <> opened.id
  ) THEN
    RETURN false;
  END IF;
  WITH stale AS (
    UPDATE payments p SET
      status = 'canceled',
      status_order = greatest(
        p.status_order COLLATE "C", midas.status_order('canceled', p_now, 'replaced') COLLATE "C"
      ),
      changed_at = p_now
    WHERE p.reservation_id = opened.reservation_id
      AND p.provider = opened.provider
      AND p.created_at < opened.created_at
      AND p.status IN ('pending', 'failed')
      AND (p.purpose = 'security-deposit') = (opened.purpose = 'security-deposit')
      AND (p.purpose <> 'security-deposit' OR p.provider_ref IS NOT NULL)
    RETURNING p.id, p.provider_ref
  )
  INSERT INTO outbox (id, channel, template, subject_id, due_at, created_at)
  SELECT new_id('msg'), 'provider', 'void', o.id, p_now, p_now
  FROM (
    SELECT s.id FROM stale s WHERE s.provider_ref IS NOT NULL
    UNION ALL SELECT opened.id WHERE opened.status = 'canceled'
  ) o;
  RETURN FOUND;
END $$;
