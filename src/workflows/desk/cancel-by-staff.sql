-- Cancels a reservation as the staff want it, by the one cancellation. What goes back they choose: what the policy
-- gives, all, or an amount, which must be what can go back. Answers `cancelled` or `replayed`, or why not: `unknown`,
-- `reused`, `over`, `not-begun`, `too-little`, `too-much` or `too-fine`, with the figure that could be had.
CREATE FUNCTION midas.cancel_by_staff(
  p_reservation text,
  -- `staff` or `no-show`.
  p_cause text,
  -- `policy`, `all` or `amount`.
  p_choice text,
  p_amount_minor bigint,
  -- The note in which they say why.
  p_note text,
  p_key_digest text,
  p_request_digest text,
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  item text := midas.lock_item_of(p_reservation);
  known idempotency_keys;
  before reservations;
  given record;
  step bigint;
  chosen CONSTANT bigint := CASE p_choice WHEN 'amount' THEN p_amount_minor END;
BEGIN
  IF item IS NULL THEN
    RETURN json_build_object('outcome', 'unknown');
  END IF;
  SELECT * INTO known FROM idempotency_keys k WHERE k.key_digest = p_key_digest;
  IF FOUND THEN
    RETURN json_build_object(
      'outcome', CASE WHEN known.request_digest = p_request_digest THEN 'replayed' ELSE 'reused' END
    );
  END IF;

  SELECT * INTO before FROM reservations r WHERE r.id = p_reservation;
  IF p_cause = 'no-show' AND before.status = 'confirmed' AND before.starts_at > p_now THEN
    RETURN json_build_object('outcome', 'not-begun');
  END IF;
  SELECT * INTO given
  FROM midas.given_back(ARRAY[p_reservation], p_choice = 'all', true, p_now, chosen);
  IF NOT FOUND OR (p_cause = 'no-show' AND before.status <> 'confirmed') THEN
    RETURN json_build_object('outcome', 'over');
  END IF;
  IF chosen <> given.due_minor THEN
    RETURN json_build_object(
      'outcome', CASE WHEN chosen < given.due_minor THEN 'too-little' ELSE 'too-much' END,
      'figure', given.due_minor
    );
  END IF;
  step := (
    SELECT coalesce(max(midas.payment_step(p.provider, p.currency)), 1)
    FROM payments p
    WHERE p.reservation_id = p_reservation AND p.purpose <> 'security-deposit' AND p.captured_minor > 0
  );
  IF chosen % step <> 0 AND chosen <> given.paid_minor THEN
    RETURN json_build_object('outcome', 'too-fine', 'figure', step);
  END IF;

  INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
  VALUES (p_key_digest, p_request_digest, p_reservation, p_now);
  PERFORM midas.cancel_reservations(
    ARRAY[p_reservation], p_cause, p_actor, p_now, p_choice = 'all', chosen, p_note
  );
  RETURN json_build_object('outcome', 'cancelled');
END $$;
