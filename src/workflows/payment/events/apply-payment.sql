-- Applies an event about a payment, as `applyPaymentEvent` (`apply-payment-event.ts`) says.
CREATE FUNCTION midas.apply_payment(
  p_provider text,
  p_event_id text,
  p_type text,
  p_occurred_at timestamptz,
  p_content jsonb,
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
  -- How the risk was judged: what the staff must look at confirms nothing before.
  p_assessment jsonb,
  p_now timestamptz,
  OUT is_new boolean,
  OUT payment_id text,
  OUT quarantine text
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  SELECT e.is_new, e.payment_id INTO is_new, payment_id
  FROM midas.begin_event(
    p_provider, p_event_id, p_type, p_occurred_at, p_content, p_payment, p_provider_ref, p_now
  ) e;
  IF payment_id IS NULL THEN
    RETURN;
  END IF;
  IF p_assessment IS NOT NULL THEN
    PERFORM midas.keep_assessment(p_assessment, p_now);
  END IF;
  quarantine := midas.apply_payment_fact(
    payment_id, p_provider_ref, p_status, p_captured_minor, p_currency, p_authorization_ref, p_capture_ref,
    p_capture_before, p_saved_customer, p_saved_method, p_provider, p_occurred_at, p_event_id, p_now
  );
END $$;
