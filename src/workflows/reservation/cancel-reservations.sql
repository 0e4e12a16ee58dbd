-- Cancels reservations, whatever the cause: the time is free, the sale is taken back as far as money goes
-- back, the security deposit ends, payments that are open are given up, guest and owner are told. The share
-- is worked out from the payments under the items' locks, which are held, so a payment that arrives at the
-- same instant is either in it or comes after. What a dispute withholds cannot go back yet: it waits for its
-- end (`end_disputed`). Cancelling twice is once. Answers how many were cancelled.
CREATE FUNCTION midas.cancel_reservations(
  p_reservations text[],
  -- `guest`, `balance-unpaid`, `dispute-lost`, `payment-refused`, `staff` or `no-show`.
  p_cause text,
  p_actor text,
  p_now timestamptz,
  -- Where the staff say so, all goes back, or so much; and in which note they say why.
  p_is_whole boolean DEFAULT false,
  p_chosen_minor bigint DEFAULT NULL,
  p_note text DEFAULT NULL
) RETURNS integer
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  tells CONSTANT text := CASE p_cause
    WHEN 'guest' THEN 'guest-cancellation'
    WHEN 'balance-unpaid' THEN 'guest-balance-cancelled'
    WHEN 'dispute-lost' THEN 'guest-dispute-cancelled'
    WHEN 'payment-refused' THEN 'guest-payment-declined'
    WHEN 'staff' THEN 'guest-staff-cancelled'
    WHEN 'no-show' THEN 'guest-no-show'
  END;
  is_refused CONSTANT boolean := p_cause = 'payment-refused';
  refund_reason CONSTANT text := CASE WHEN is_refused THEN 'refused' ELSE 'cancelled' END;
  ids text[];
BEGIN
  -- One statement: the books of all follow at its end, at once.
  WITH cancelled AS (
    UPDATE reservations r SET
      status = 'cancelled',
      cancelled_at = p_now,
      changed_at = p_now,
      concession_kept_minor = r.conceded_minor,
      credited_minor = CASE r.status
        WHEN 'confirmed'
          THEN greatest(r.credited_minor, r.total_minor - greatest(0, g.paid_minor - g.due_minor))
        ELSE r.credited_minor
      END
    FROM midas.given_back(
      p_reservations,
      p_is_whole OR is_refused OR p_cause = 'dispute-lost',
      is_refused OR p_cause IN ('staff', 'no-show'),
      p_now,
      p_chosen_minor
    ) g
    WHERE r.id = g.reservation_id AND r.status IN ('held', 'confirmed')
    RETURNING r.id, g.due_minor
  ), portions AS (
    SELECT c.id AS reservation_id, b.payment_id, b.amount_minor, b.currency
    FROM cancelled c, midas.refund_portions(c.id, c.due_minor) b
  ), sent_back AS (
    INSERT INTO refunds (
      id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at
    )
    SELECT new_id('rfd'), b.payment_id, b.amount_minor, b.currency, refund_reason, p_actor, p_now, p_now
    FROM portions b
  ), sent_of AS (
    SELECT b.reservation_id, sum(b.amount_minor)::bigint AS sent_minor
    FROM portions b
    GROUP BY b.reservation_id
  ), ended AS (
    SELECT c.id, jsonb_strip_nulls(jsonb_build_object(
      'amountMinor', coalesce(s.sent_minor, 0),
      'waitingMinor', nullif(c.due_minor - coalesce(s.sent_minor, 0), 0),
      'note', p_note
    )) AS figures
    FROM cancelled c
    LEFT JOIN sent_of s ON s.reservation_id = c.id
  ), noted AS (
    INSERT INTO audit_events (at, actor, action, subject_id, details)
    SELECT p_now, p_actor, 'reservation.cancelled', c.id,
      jsonb_strip_nulls(
        jsonb_build_object('refundDueMinor', c.due_minor, 'cause', p_cause, 'note', p_note)
      )
    FROM cancelled c
  ), told AS (
    INSERT INTO outbox (id, channel, template, subject_id, details, due_at, created_at)
    SELECT new_id('msg'), 'mail', t.template, e.id, e.figures, p_now, p_now
    FROM unnest(ARRAY[tells, 'owner-cancellation']) t (template), ended e
  )
  SELECT array_agg(c.id) INTO ids FROM cancelled c;
  IF ids IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM midas.end_deposits(ids, p_actor, p_now);
  PERFORM midas.give_up_open(ids, NULL, p_now);
  RETURN cardinality(ids);
END $$;
