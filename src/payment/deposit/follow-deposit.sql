-- The security deposit follows a payment that holds it and whose status has just changed. A new hold takes
-- the place of the one before, which is released. What is held for a reservation that is cancelled is
-- released again. Of one that ended while a part was to be taken of it nothing was taken: the owner is told,
-- and may take of the next.
CREATE FUNCTION midas.follow_deposit(
  p payments,
  p_newly_captured_minor bigint,
  p_actor text,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  was security_deposits;
  deposit security_deposits;
  is_over boolean;
BEGIN
  SELECT * INTO was FROM security_deposits d WHERE d.reservation_id = p.reservation_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  is_over := was.status IN ('canceled', 'released', 'releasing', 'captured');

  UPDATE security_deposits d SET
    status = CASE
      WHEN p.status = 'authorized' AND is_over THEN d.status
      WHEN p.status = 'authorized' THEN 'authorized'
      WHEN p.status = 'succeeded' THEN 'captured'
      WHEN p.status = 'canceled' AND d.payment_id = p.id AND d.status = 'releasing' THEN 'released'
      WHEN p.status = 'canceled' AND d.payment_id = p.id AND d.status IN ('authorized', 'capturing')
        THEN 'failed'
      WHEN p.status IN ('failed', 'canceled') AND d.status = 'authorizing' THEN 'failed'
      ELSE d.status
    END,
    payment_id = CASE
      WHEN p.status = 'authorized' OR (p.status = 'succeeded' AND d.payment_id IS NULL) THEN p.id
      ELSE d.payment_id
    END,
    captured_minor = CASE
      WHEN p.status = 'succeeded'
        THEN least(d.amount_minor, greatest(d.captured_minor, p_newly_captured_minor))
      WHEN p.status = 'canceled' AND d.payment_id = p.id AND d.status = 'capturing' THEN 0
      ELSE d.captured_minor
    END,
    capture_reason = CASE p.status
      WHEN 'succeeded' THEN coalesce(d.capture_reason, 'taken at the provider')
      ELSE d.capture_reason
    END,
    evidence_note = CASE p.status
      WHEN 'succeeded' THEN coalesce(d.evidence_note, 'none')
      ELSE d.evidence_note
    END,
    failures = CASE
      WHEN p.status = 'authorized' THEN 0
      WHEN p.status IN ('failed', 'canceled') AND d.status IN ('authorizing', 'authorized')
        THEN d.failures + 1
      ELSE d.failures
    END,
    authorize_at = CASE
      WHEN p.status IN ('failed', 'canceled') THEN greatest(d.authorize_at, midas.deposit_retry_at(p_now))
      ELSE d.authorize_at
    END,
    changed_at = p_now
  WHERE d.reservation_id = p.reservation_id
  RETURNING * INTO deposit;

  IF p.status = 'authorized' AND was.payment_id <> p.id THEN
    PERFORM midas.enqueue_call('void', was.payment_id, p_now);
  END IF;
  IF p.status = 'authorized' AND is_over THEN
    PERFORM midas.enqueue_call('void', p.id, p_now);
  END IF;
  IF deposit.status = was.status THEN
    RETURN;
  END IF;

  PERFORM midas.record(
    p_now, p_actor, 'security-deposit.' || deposit.status, p.reservation_id,
    jsonb_build_object('paymentId', p.id)
  );
  CASE deposit.status
    WHEN 'authorized' THEN
      PERFORM midas.enqueue('guest-deposit-held', p.reservation_id, '{}', p_now, p_now);
    WHEN 'captured' THEN
      PERFORM midas.enqueue(
        'guest-deposit-captured', p.reservation_id,
        jsonb_build_object('amountMinor', deposit.captured_minor), p_now, p_now
      );
    WHEN 'released' THEN
      PERFORM midas.enqueue('guest-deposit-released', p.reservation_id, '{}', p_now, p_now);
    WHEN 'failed' THEN
      IF was.status = 'capturing' THEN
        PERFORM midas.enqueue(
          'owner-deposit-call-failed', p.reservation_id,
          jsonb_build_object('amountMinor', was.captured_minor), p_now, p_now
        );
      ELSE
        PERFORM midas.enqueue('guest-deposit-failed', p.reservation_id, '{}', p_now, p_now);
        PERFORM midas.enqueue('owner-deposit-failed', p.reservation_id, '{}', p_now, p_now);
      END IF;
    ELSE
      NULL;
  END CASE;
END $$;
