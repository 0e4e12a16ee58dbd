-- Brings a payment up to what is known of it, and everything that follows: the confirmation, what goes back,
-- the security deposit, mails and audit. The last facts of money win by size, those of status by their order.
-- What was set aside stays so for the owner, who is told once; a genuine success after it is applied all the
-- same. Answers why the payment is set aside, if it is. Runs under the item's lock, after holds that have run
-- out have ended.
CREATE FUNCTION midas.apply_payment_fact(
  p_payment text,
  p_provider_ref text,
  p_status text,
  p_captured_minor bigint,
  p_currency text,
  p_authorization_ref text,
  p_capture_ref text,
  p_capture_before timestamptz,
  p_saved_customer text,
  p_saved_method text,
  -- Who told of it, and its place among all that is told.
  p_actor text,
  p_occurred_at timestamptz,
  p_event_id text,
  p_now timestamptz
) RETURNS text
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  -- What stands for a provider's id of a payment that it never made: one that it tells of is the payment's,
  -- whichever comes first.
  nothing_made CONSTANT text := '^(refused|none):';
  is_success CONSTANT boolean := p_status = 'succeeded';
  told_ref CONSTANT text := CASE WHEN p_provider_ref !~ nothing_made THEN p_provider_ref END;
  fact_order CONSTANT text := midas.status_order(p_status, p_occurred_at, p_event_id);
  before payments;
  after payments;
  known_ref text;
  mismatch text;
  is_later boolean;
  newly_captured bigint;
  was_set_aside boolean;
BEGIN
  SELECT * INTO before FROM payments p WHERE p.id = p_payment FOR UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  known_ref := CASE WHEN before.provider_ref !~ nothing_made THEN before.provider_ref END;
  is_later := fact_order > before.status_order COLLATE "C";
  was_set_aside := before.quarantine_reason IS NOT NULL;
  mismatch := CASE
    WHEN is_success AND before.currency <> p_currency THEN 'currency-mismatch'
    WHEN is_success AND before.purpose <> 'security-deposit' AND before.amount_minor <> p_captured_minor
      THEN 'amount-mismatch'
    WHEN is_success AND before.amount_minor < p_captured_minor THEN 'amount-mismatch'
    WHEN known_ref <> told_ref THEN 'reference-mismatch'
  END;

  UPDATE payments p SET
    provider_ref = coalesce(known_ref, told_ref, p.provider_ref, p_provider_ref),
    authorization_ref = coalesce(p_authorization_ref, p.authorization_ref),
    capture_ref = coalesce(p.capture_ref, p_capture_ref),
    saved_customer = coalesce(p.saved_customer, p_saved_customer),
    saved_method = coalesce(p.saved_method, p_saved_method),
    processing_since = CASE
      WHEN is_later AND p_status = 'processing' THEN coalesce(p.processing_since, p_now)
      ELSE p.processing_since
    END,
    capture_before = greatest(p.capture_before, p_capture_before),
    status = CASE WHEN is_later THEN p_status ELSE p.status END,
    status_order = CASE WHEN is_later THEN fact_order ELSE p.status_order END,
    captured_minor = CASE
      WHEN p.currency = p_currency AND coalesce(known_ref = told_ref, true)
        THEN greatest(p.captured_minor, p_captured_minor)
      ELSE p.captured_minor
    END,
    quarantine_reason = coalesce(p.quarantine_reason, mismatch),
    changed_at = p_now
  WHERE p.id = p_payment
  RETURNING * INTO after;
  newly_captured := after.captured_minor - before.captured_minor;

  IF newly_captured > 0 THEN
    PERFORM midas.record(
      p_now, p_actor, 'payment.captured', after.id,
      jsonb_build_object('capturedMinor', newly_captured, 'currency', after.currency)
    );
  END IF;
  IF after.quarantine_reason IS NOT NULL AND NOT was_set_aside THEN
    PERFORM midas.enqueue('owner-quarantine', after.id, '{}', p_now, p_now);
    PERFORM midas.record(
      p_now, p_actor, 'payment.quarantined', after.id, jsonb_build_object('reason', after.quarantine_reason)
    );
  END IF;

  IF after.purpose = 'security-deposit' THEN
    IF after.status <> before.status AND after.quarantine_reason IS NULL THEN
      PERFORM midas.follow_deposit(after, newly_captured, p_actor, p_now);
    END IF;
    RETURN after.quarantine_reason;
  END IF;

  IF newly_captured > 0 AND after.quarantine_reason IS NULL THEN
    PERFORM midas.confirm_paid(after, newly_captured, p_actor, p_now);
  ELSIF newly_captured > 0 AND was_set_aside
    AND is_success AND mismatch IS NULL AND after.captured_minor = after.amount_minor
  THEN
    -- It brings in all that was asked for, so all of it is applied.
    PERFORM midas.confirm_paid(after, after.captured_minor - after.refunding_minor, p_actor, p_now);
  END IF;
  IF after.status <> before.status AND (
    after.status IN ('processing', 'failed') OR (before.status = 'processing' AND after.status = 'canceled')
  ) THEN
    PERFORM midas.follow_process(after, before.status, p_actor, p_now);
  END IF;
  RETURN after.quarantine_reason;
END $$;
