-- Applies an event about a refund: to the refund that we asked for, or to one made in the provider's
-- dashboard, which it takes into the books. One that does not fit beside what is on its way is set aside.
CREATE FUNCTION midas.apply_refund(
  p_provider text,
  p_event_id text,
  p_type text,
  p_occurred_at timestamptz,
  p_content jsonb,
  p_payment text,
  p_payment_ref text,
  -- Ours, where we asked for it, and the provider's.
  p_refund text,
  p_provider_ref text,
  p_status text,
  p_amount_minor bigint,
  p_currency text,
  p_now timestamptz,
  OUT is_new boolean,
  OUT payment_id text,
  OUT quarantine text
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  payment payments;
  before refunds;
  after refunds;
BEGIN
  SELECT e.is_new, e.payment_id INTO is_new, payment_id
  FROM midas.begin_event(
    p_provider, p_event_id, p_type, p_occurred_at, p_content, p_payment, p_payment_ref, p_now
  ) e;
  IF payment_id IS NULL THEN
    RETURN;
  END IF;
  PERFORM midas.apply_proven_capture(
    payment_id, p_payment_ref, p_amount_minor, p_currency, p_provider, p_occurred_at, p_event_id, p_now
  );

  SELECT * INTO payment FROM payments p WHERE p.id = payment_id;
  quarantine := payment.quarantine_reason;
  SELECT * INTO before
  FROM refunds f
  WHERE f.payment_id = payment.id AND (f.id = p_refund OR f.provider_ref = p_provider_ref)
  ORDER BY f.id = p_refund DESC NULLS LAST
  LIMIT 1
  FOR UPDATE;
  IF before.amount_minor = p_amount_minor AND before.currency = p_currency THEN
    UPDATE refunds f SET
      provider_ref = coalesce(f.provider_ref, p_provider_ref),
      status = CASE
        WHEN (f.status, p_status) IN (
          ('pending', 'succeeded'), ('pending', 'failed'), ('succeeded', 'failed')
        ) THEN p_status
        ELSE f.status
      END,
      changed_at = p_now
    WHERE f.id = before.id
    RETURNING * INTO after;
  ELSIF before.id IS NULL AND payment.currency = p_currency
    AND payment.captured_minor - payment.refunding_minor >= p_amount_minor
  THEN
    INSERT INTO refunds (
      id, payment_id, amount_minor, currency, reason, requested_by, status, provider_ref, created_at,
      changed_at
    ) VALUES (
      new_id('rfd'), payment.id, p_amount_minor, payment.currency, 'provider', p_provider, p_status,
      p_provider_ref, p_now, p_now
    ) RETURNING * INTO after;
  ELSE
    IF quarantine IS NULL THEN
      quarantine := 'refund-mismatch';
      UPDATE payments p SET quarantine_reason = quarantine, changed_at = p_now WHERE p.id = payment.id;
      PERFORM midas.enqueue('owner-quarantine', payment.id, '{}', p_now, p_now);
      PERFORM midas.record(
        p_now, p_provider, 'payment.quarantined', payment.id, jsonb_build_object('reason', quarantine)
      );
    END IF;
    RETURN;
  END IF;

  IF after.status = before.status THEN
    RETURN;
  END IF;
  PERFORM midas.record(
    p_now, p_provider, 'refund.' || after.status, payment.id,
    jsonb_build_object(
      'refundId', after.id, 'refundedMinor', after.amount_minor, 'currency', after.currency
    )
  );
  -- The mail about a cancellation, or about the end of a dispute after it, has told of its refund.
  IF after.status = 'succeeded' AND after.reason <> 'cancelled' THEN
    PERFORM midas.enqueue(
      'guest-refund', payment.reservation_id, jsonb_build_object('amountMinor', after.amount_minor),
      p_now, p_now
    );
  ELSIF after.status = 'failed' THEN
    PERFORM midas.enqueue(
      'owner-refund-failed', payment.id, jsonb_build_object('amountMinor', after.amount_minor), p_now, p_now
    );
  END IF;
END $$;
