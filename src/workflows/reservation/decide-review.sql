-- Decides a review, as `decideReview` (`review.ts`) says. Answers `unknown` where there is no such payment,
-- `nothing` where nothing of it waits for the staff, else `decided`.
CREATE FUNCTION midas.decide_review(p_payment text, p_decision text, p_actor text, p_now timestamptz)
RETURNS text
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  before reservations;
  money record;
  sent bigint;
BEGIN
  SELECT r.* INTO before
  FROM payments p
  JOIN reservations r ON r.id = p.reservation_id
  WHERE p.id = p_payment;
  IF NOT FOUND THEN
    RETURN 'unknown';
  END IF;
  PERFORM midas.lock_item_of(before.id);
  SELECT r.* INTO before FROM reservations r WHERE r.id = before.id;
  IF before.status <> 'held' OR before.hold_expires_at <= p_now THEN
    RETURN 'nothing';
  END IF;
  UPDATE payment_assessments a
  SET decision = p_decision, decided_by = p_actor, decided_at = p_now
  WHERE a.payment_id = p_payment AND a.outcome = 'review' AND a.decision IS NULL;
  IF NOT FOUND THEN
    RETURN 'nothing';
  END IF;
  PERFORM midas.record(p_now, p_actor, 'payment.review-' || p_decision || 'd', p_payment, '{}');
  IF p_decision = 'refuse' THEN
    PERFORM midas.cancel_reservations(ARRAY[before.id], 'payment-refused', p_actor, p_now);
    RETURN 'decided';
  END IF;

  SELECT m.* INTO money FROM reservations r, reservation_money(r) m WHERE r.id = before.id;
  IF money.due_minor > 0 THEN
    UPDATE reservations r SET
      hold_expires_at = (SELECT h.approved FROM midas.hold_ends(r, p_now) h),
      changed_at = p_now
    WHERE r.id = before.id;
    PERFORM midas.enqueue('guest-payment-approved', before.id, '{}', p_now, p_now);
  ELSIF NOT midas.awaits_review(before.id) THEN
    PERFORM midas.confirm_reservation(before.id, before.unit_id, NULL, p_actor, p_now);
    sent := midas.send_back(
      before.id, money.toward_minor - money.price_minor, 'overpayment', 'system', p_now
    );
    IF sent > 0 THEN
      PERFORM midas.tell_returned(before.id, sent, 'overpayment', p_actor, p_now);
    END IF;
  END IF;
  RETURN 'decided';
END $$;
