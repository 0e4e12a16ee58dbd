-- A refund or a dispute says that its payment was captured, even when the event of the capture has not
-- arrived yet: of the whole amount, which is all that we take for a booking, or of as much as went back of a
-- security deposit. Does nothing when the capture is known.
CREATE FUNCTION midas.apply_proven_capture(
  p_payment text,
  p_provider_ref text,
  -- Of the refund or the dispute.
  p_amount_minor bigint,
  p_currency text,
  p_actor text,
  p_occurred_at timestamptz,
  p_event_id text,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  payment payments;
BEGIN
  SELECT * INTO payment FROM payments p WHERE p.id = p_payment;
  IF payment.captured_minor = 0 AND payment.currency = p_currency THEN
    PERFORM midas.apply_payment_fact(
      payment.id, p_provider_ref, 'succeeded',
      CASE payment.purpose WHEN 'security-deposit' THEN p_amount_minor ELSE payment.amount_minor END,
      p_currency, NULL, NULL, NULL, NULL, NULL, p_actor, p_occurred_at, p_event_id, p_now
    );
  END IF;
END $$;
