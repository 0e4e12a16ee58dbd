-- Tells of money which bought nothing and goes back.
CREATE FUNCTION midas.tell_returned(
  p_reservation text,
  p_return_minor bigint,
  p_reason text,
  p_actor text,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  figures jsonb := jsonb_build_object('amountMinor', p_return_minor);
BEGIN
  PERFORM midas.enqueue('guest-late-payment', p_reservation, figures, p_now, p_now);
  PERFORM midas.enqueue('owner-late-payment', p_reservation, figures, p_now, p_now);
  PERFORM midas.record(
    p_now, p_actor, 'reservation.refund-due', p_reservation,
    jsonb_build_object('refundDueMinor', p_return_minor, 'reason', p_reason)
  );
END $$;
