-- Stores an event that tells of no money, and lets the payment be captured that its guest has approved, if it
-- is about one. A guest may approve sooner than the provider's id is noted after the answer; the call needs
-- it.
CREATE FUNCTION midas.apply_capture_request(
  p_provider text,
  p_event_id text,
  p_type text,
  p_occurred_at timestamptz,
  p_content jsonb,
  p_payment text,
  p_provider_ref text,
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
  UPDATE payments p SET provider_ref = p_provider_ref WHERE p.id = payment_id AND p.provider_ref IS NULL;
  PERFORM midas.enqueue_call('capture', payment_id, p_now);
END $$;
