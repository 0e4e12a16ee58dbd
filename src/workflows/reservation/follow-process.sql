-- What follows a payment that is on its way, has failed, or was given up while it was on its way. While it is
-- on its way the time stays held, within bounds; failed, the guest may pay in another way for a day. Guest
-- and owner hear of each step. A confirmed reservation needs no time; its balance in process is told all the
-- same.
CREATE FUNCTION midas.follow_process(
  p payments,
  p_status_before text,
  p_actor text,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  reservation reservations;
  due_minor bigint;
  was_in_process boolean := p_status_before = 'processing';
  figures jsonb := jsonb_build_object('amountMinor', p.amount_minor);
BEGIN
  SELECT r.* INTO reservation
  FROM reservations r
  WHERE r.id = p.reservation_id AND midas.keeps_time(r, p_now);
  IF NOT FOUND THEN
    RETURN;
  END IF;

  IF p.status = 'processing' THEN
    IF reservation.status = 'held' THEN
      UPDATE reservations r SET
        hold_expires_at = (SELECT h.in_process FROM midas.hold_ends(r, p_now) h),
        changed_at = p_now
      WHERE r.id = reservation.id;
    END IF;
    PERFORM midas.enqueue('guest-payment-processing', reservation.id, figures, p_now, p_now);
    PERFORM midas.enqueue('owner-payment-processing', reservation.id, figures, p_now, p_now);
    PERFORM midas.record(p_now, p_actor, 'payment.processing', p.id, '{}');
    RETURN;
  END IF;

  IF was_in_process THEN
    PERFORM midas.record(p_now, p_actor, 'payment.' || p.status, p.id, '{}');
  END IF;
  -- What was paid by another way meanwhile, or is on its way by one, concerns nobody.
  SELECT m.due_minor INTO due_minor FROM reservations r, reservation_money(r) m WHERE r.id = reservation.id;
  IF due_minor = 0
    OR NOT (reservation.status = 'held' OR p.purpose = 'balance')
    OR midas.has_other_in_process(reservation.id, p.id)
  THEN
    RETURN;
  END IF;

  IF was_in_process THEN
    IF reservation.status = 'held' THEN
      UPDATE reservations r SET
        hold_expires_at = (SELECT h.to_pay_again FROM midas.hold_ends(r, p_now) h),
        changed_at = p_now
      WHERE r.id = reservation.id;
    END IF;
    PERFORM midas.enqueue('owner-processing-failed', reservation.id, figures, p_now, p_now);
  END IF;
  PERFORM midas.enqueue(
    'guest-payment-failed', reservation.id, jsonb_build_object('wasInProcess', was_in_process),
    -- Of a payment that took days nobody watches the end.
    CASE WHEN was_in_process THEN p_now ELSE midas.not_paying_from(p_now) END, p_now
  );
END $$;
