-- What follows money that has come by a payment. A held reservation is confirmed once what it needs is there
-- and none of it waits for the staff; a share of it keeps the time for the next: for an hour, or for a day
-- where it took days to arrive and the guest has to be told. One that has run out is confirmed if a unit is
-- still free, and what else it gave back; nothing is held while the staff look at its payment. What comes too
-- late, twice or beyond the price goes back at once, and both sides are told. Runs under the item's lock,
-- after holds that have run out have ended, and once the payment says what has come.
CREATE FUNCTION midas.confirm_paid(
  payment payments,
  p_arrived_minor bigint,
  p_actor text,
  p_now timestamptz
) RETURNS void
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  before reservations;
  money record;
  again record;
  lent_minor bigint := 0;
  awaits boolean;
  needs_credit boolean;
  is_enough boolean;
  is_kept_back boolean;
  is_share boolean;
  is_away boolean := false;
  unit text;
  beyond_minor bigint;
  return_minor bigint;
  return_reason text;
BEGIN
  SELECT * INTO before FROM reservations r WHERE r.id = payment.reservation_id;
  SELECT m.needed_minor, m.toward_minor, m.price_minor, m.paid_minor INTO money
  FROM reservation_money(before) m;
  awaits := midas.awaits_review(before.id);

  needs_credit := money.toward_minor < money.needed_minor;
  is_enough := NOT needs_credit;
  IF before.status = 'held' THEN
    unit := before.unit_id;
  ELSIF before.status = 'expired' AND before.starts_at > p_now AND NOT awaits THEN
    SELECT * INTO again FROM midas.needed_again(before.id, p_now);
    IF needs_credit AND again.is_credit_good THEN
      lent_minor := again.lent_minor;
      is_enough := money.toward_minor + lent_minor >= money.needed_minor;
    END IF;
    IF is_enough AND again.is_code_good THEN
      PERFORM midas.beside_closures();
      unit := midas.free_unit(
        before.item_id, before.starts_at, before.ends_at, before.turnaround_minutes, before.unit_id, before.id
      );
    END IF;
  END IF;
  is_kept_back := before.status = 'held' AND awaits;
  is_share := before.status = 'held' AND NOT is_enough;

  IF unit IS NOT NULL AND is_enough AND NOT is_kept_back THEN
    IF lent_minor > 0 THEN
      -- Before it is confirmed, which takes what has been lent.
      UPDATE payments p SET status = 'authorized', changed_at = p_now
      WHERE p.reservation_id = before.id AND p.provider = 'credit' AND p.status = 'canceled';
    END IF;
    PERFORM midas.confirm_reservation(before.id, unit, payment.id, p_actor, p_now);
    beyond_minor := money.toward_minor + lent_minor - money.price_minor;
    return_reason := 'overpayment';
  ELSE
    is_away := payment.processing_since IS NOT NULL AND NOT midas.has_other_in_process(before.id, payment.id);
    UPDATE reservations r SET
      hold_expires_at = CASE
        WHEN is_kept_back THEN h.for_review
        WHEN is_share AND is_away THEN h.to_pay_rest
        WHEN is_share THEN h.for_share
        ELSE b.hold_expires_at
      END,
      changed_at = p_now
    FROM reservations b, midas.hold_ends(b, p_now) h
    WHERE r.id = before.id AND b.id = r.id;
    -- What they were opened for is no longer due.
    PERFORM midas.give_up_open(ARRAY[before.id], payment.id, p_now);
    IF is_kept_back OR is_share THEN
      beyond_minor := 0;
    ELSIF before.status = 'confirmed' AND payment.purpose = 'balance' THEN
      beyond_minor := money.paid_minor - money.price_minor;
    ELSE
      beyond_minor := p_arrived_minor;
    END IF;
    return_reason := CASE before.status WHEN 'confirmed' THEN 'overpayment' ELSE 'late-payment' END;
  END IF;

  IF is_share AND is_away AND NOT is_kept_back THEN
    PERFORM midas.enqueue(
      'guest-share-arrived', before.id, jsonb_build_object('amountMinor', p_arrived_minor), p_now, p_now
    );
  END IF;
  IF is_kept_back AND EXISTS (
    SELECT FROM payment_assessments a
    WHERE a.payment_id = payment.id AND a.phase = 'event' AND a.outcome = 'review'
  ) THEN
    PERFORM midas.enqueue('owner-payment-review', payment.id, '{}', p_now, p_now);
  END IF;

  -- Up to the next step that the provider can send back, so that none of it is kept.
  return_minor := least(p_arrived_minor, (
    SELECT (ceil(greatest(0, beyond_minor)::numeric / s.step) * s.step)::bigint
    FROM (SELECT midas.payment_step(payment.provider, payment.currency) AS step) s
  ));
  IF before.status = 'confirmed' AND payment.purpose = 'balance' AND p_arrived_minor > return_minor THEN
    PERFORM midas.enqueue(
      'guest-balance-paid', before.id,
      jsonb_build_object('amountMinor', p_arrived_minor - return_minor), p_now, p_now
    );
  END IF;
  IF return_minor > 0 THEN
    IF return_reason = 'overpayment' AND return_minor = p_arrived_minor THEN
      return_reason := 'duplicate-payment';
    END IF;
    INSERT INTO refunds (
      id, payment_id, amount_minor, currency, reason, requested_by, created_at, changed_at
    ) VALUES (
      new_id('rfd'), payment.id, return_minor, payment.currency, return_reason, 'system', p_now, p_now
    );
    PERFORM midas.tell_returned(before.id, return_minor, return_reason, p_actor, p_now);
  END IF;
END $$;
