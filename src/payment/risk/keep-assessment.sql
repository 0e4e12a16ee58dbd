-- Keeps how the risk of a payment was judged; the first of a phase stays. What was doubtful before the
-- provider was called keeps its time until the staff have looked, who are told. On an event that follows from
-- what it says of the money.
CREATE FUNCTION midas.keep_assessment(p_assessment jsonb, p_now timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  kept payment_assessments;
BEGIN
  INSERT INTO payment_assessments
  SELECT a.* FROM jsonb_populate_record(NULL::payment_assessments, p_assessment) a
  ON CONFLICT (payment_id, phase) DO NOTHING
  RETURNING * INTO kept;
  IF kept.phase = 'before' AND kept.outcome = 'review' THEN
    UPDATE reservations r SET
      hold_expires_at = (SELECT h.for_review FROM midas.hold_ends(r, p_now) h),
      changed_at = p_now
    WHERE r.id = (SELECT p.reservation_id FROM payments p WHERE p.id = kept.payment_id)
      AND r.status = 'held'
      AND r.hold_expires_at > p_now;
    PERFORM midas.enqueue('owner-payment-review', kept.payment_id, '{}', p_now, p_now);
  END IF;
END $$;
