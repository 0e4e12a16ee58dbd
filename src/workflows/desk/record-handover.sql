-- Records that an item was handed over, or came back, once each; `recordHandover` (`record-handover.ts`) says what of.
-- Answers `recorded` or `replayed`, or why not: `unknown`, `reused`, `not-confirmed`, `not-handed-over`, `done`,
-- `too-early` (a return before its handover) or `mileage-less`.
CREATE FUNCTION midas.record_handover(
  p_id text,
  p_reservation text,
  p_kind text,
  p_at timestamptz,
  p_content_sealed text,
  p_mileage integer,
  p_fuel_percent integer,
  p_key_digest text,
  p_request_digest text,
  p_actor text,
  p_now timestamptz
) RETURNS text
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  is_return CONSTANT boolean := p_kind = 'return';
  known idempotency_keys;
  before reservations;
  mileage_before integer;
BEGIN
  -- Whoever records the other half waits here.
  SELECT * INTO before FROM reservations r WHERE r.id = p_reservation FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN 'unknown';
  END IF;
  SELECT * INTO known FROM idempotency_keys k WHERE k.key_digest = p_key_digest;
  IF FOUND THEN
    RETURN CASE WHEN known.request_digest = p_request_digest THEN 'replayed' ELSE 'reused' END;
  END IF;

  IF is_return AND before.handed_over_at IS NULL THEN
    RETURN 'not-handed-over';
  ELSIF NOT is_return AND before.status <> 'confirmed' THEN
    RETURN 'not-confirmed';
  ELSIF before.returned_at IS NOT NULL OR (before.handed_over_at IS NOT NULL AND NOT is_return) THEN
    RETURN 'done';
  ELSIF is_return AND p_at < before.handed_over_at THEN
    RETURN 'too-early';
  END IF;
  SELECT h.mileage INTO mileage_before
  FROM handovers h
  WHERE h.reservation_id = p_reservation AND h.kind = 'handover';
  IF p_mileage < mileage_before THEN
    RETURN 'mileage-less';
  END IF;

  INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
  VALUES (p_key_digest, p_request_digest, p_id, p_now);
  INSERT INTO handovers (
    id, reservation_id, kind, at, content_sealed, mileage, fuel_percent, created_by, created_at
  ) VALUES (
    p_id, p_reservation, p_kind, p_at, p_content_sealed, p_mileage, p_fuel_percent, p_actor, p_now
  );
  UPDATE reservations r SET
    handed_over_at = CASE WHEN is_return THEN r.handed_over_at ELSE p_at END,
    returned_at = CASE WHEN is_return THEN p_at END
  WHERE r.id = p_reservation;
  PERFORM midas.record(
    p_now, p_actor, CASE WHEN is_return THEN 'reservation.returned' ELSE 'reservation.handed-over' END,
    p_reservation, jsonb_build_object('handover', p_id)
  );
  RETURN 'recorded';
END $$;
