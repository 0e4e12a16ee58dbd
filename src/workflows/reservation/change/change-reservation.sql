-- Changes a reservation as a preview said, as `changeReservation` (`change-reservation.ts`) says. Behind
-- the locks of both items, in one order. What is paid, and what of that goes back, is reckoned here: a
-- payment that arrives at the same instant is either in it or comes after.
CREATE FUNCTION midas.change_reservation(
  -- What makes it the same request, and what makes it the same body.
  p_key_digest text,
  p_request_digest text,
  -- The preview is too old; a repetition of what was done is answered all the same.
  p_is_refused boolean,
  p_id text,
  p_reservation text,
  -- `reservation_version` at the preview.
  p_version text,
  p_item text,
  -- The unit that was asked for; any that is free where it is empty, its own before others.
  p_unit text,
  -- Whether other terms are sold, or another unit alone is given.
  p_is_resold boolean,
  p_starts_at timestamptz,
  p_ends_at timestamptz,
  p_turnaround_minutes integer,
  p_guests integer,
  p_quote jsonb,
  p_total_minor bigint,
  p_due_now_minor bigint,
  p_balance_due_at timestamptz,
  p_security_deposit_minor bigint,
  p_ignores_stay_rules boolean,
  p_reason_sealed text,
  p_actor text,
  -- Between which instants to say what is free, where the time is taken.
  p_nearby_from timestamptz,
  p_nearby_to timestamptz,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  known idempotency_keys;
  before reservations;
  after reservations;
  item items;
  unit text;
  money record;
  had record;
  has record;
  plan record;
  sent bigint := 0;
  made reservation_changes;
BEGIN
  IF NOT pg_try_advisory_xact_lock(hashtextextended(p_key_digest, 1)) THEN
    RETURN json_build_object('outcome', 'in-flight');
  END IF;
  SELECT * INTO known FROM idempotency_keys k WHERE k.key_digest = p_key_digest;
  IF FOUND THEN
    IF known.request_digest <> p_request_digest THEN
      RETURN json_build_object('outcome', 'key-reused');
    END IF;
    SELECT * INTO made FROM reservation_changes c WHERE c.id = known.resource_id;
    RETURN json_build_object('outcome', 'replayed', 'change', midas.change_json(made), 'reservation', (
      SELECT midas.reservation_json(r) FROM reservations r WHERE r.id = made.reservation_id
    ));
  END IF;
  IF p_is_refused THEN
    RETURN json_build_object('outcome', 'refused');
  END IF;

  PERFORM pg_advisory_xact_lock(hashtextextended(i.id, 2))
  FROM (
    SELECT p_item AS id UNION SELECT r.item_id FROM reservations r WHERE r.id = p_reservation ORDER BY id
  ) i;
  PERFORM midas.beside_closures();
  PERFORM midas.expire_holds(array_agg(r.id), p_now)
  FROM reservations r
  WHERE (r.item_id = p_item OR r.id = p_reservation) AND r.status = 'held' AND r.hold_expires_at <= p_now
  HAVING count(*) > 0;

  -- Whoever has moved it to a third item meanwhile has made another version of it.
  SELECT * INTO before FROM reservations r WHERE r.id = p_reservation FOR UPDATE;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'unknown');
  END IF;
  IF before.status NOT IN ('held', 'confirmed') OR before.ends_at <= p_now THEN
    RETURN json_build_object('outcome', 'over');
  END IF;
  IF midas.reservation_version(before) <> p_version THEN
    RETURN json_build_object('outcome', 'stale', 'reservation', midas.reservation_json(before));
  END IF;
  IF p_ends_at <= p_now
    OR (before.starts_at <> p_starts_at AND (before.starts_at <= p_now OR p_starts_at <= p_now))
  THEN
    RETURN json_build_object('outcome', 'refused');
  END IF;
  unit := midas.free_unit(
    p_item, p_starts_at, p_ends_at, p_turnaround_minutes, coalesce(p_unit, before.unit_id), p_reservation
  );
  IF unit IS NULL OR unit <> p_unit THEN
    SELECT * INTO item FROM items i WHERE i.id = p_item;
    RETURN json_build_object('outcome', 'taken', 'surroundings', json_build_object(
      'item', midas.stay_rules(item, '(,)', NULL),
      'gaps', midas.free_gaps(p_item, p_nearby_from, p_nearby_to, p_reservation, p_now)
    ));
  END IF;

  SELECT m.due_minor INTO had FROM reservation_money(before) m;
  SELECT * INTO money FROM midas.changed_money(before, p_total_minor);
  SELECT * INTO plan FROM midas.changed_plan(
    before, p_total_minor, p_due_now_minor, p_balance_due_at, money.due_minor, p_starts_at, p_now
  );
  UPDATE reservations r SET
    item_id = p_item,
    unit_id = unit,
    starts_at = p_starts_at,
    ends_at = p_ends_at,
    turnaround_minutes = p_turnaround_minutes,
    guests = p_guests,
    quote = p_quote,
    total_minor = p_total_minor,
    security_deposit_minor = p_security_deposit_minor,
    due_now_minor = plan.due_now_minor,
    balance_due_at = plan.balance_due_at,
    -- Of another item its own hold, until that becomes something else.
    category = CASE WHEN r.item_id = p_item THEN r.category END,
    legal_entity = CASE WHEN r.item_id = p_item THEN r.legal_entity END,
    credited_minor = money.credited_minor,
    conceded_minor = money.conceded_minor,
    concession_kept_minor = money.conceded_minor,
    raised_minor = CASE
      WHEN r.status = 'confirmed'
        THEN greatest(0, r.raised_minor + money.price_minor - money.price_before_minor)
      ELSE 0
    END,
    terms = r.terms + 1,
    changed_at = p_now
  WHERE r.id = p_reservation AND p_is_resold;
  IF NOT FOUND THEN
    UPDATE reservations r SET unit_id = unit, changed_at = p_now WHERE r.id = p_reservation;
  END IF;
  DELETE FROM set_aside_stays s WHERE s.reservation_id = p_reservation;

  SELECT r.* INTO after FROM reservations r WHERE r.id = p_reservation;
  SELECT m.* INTO has FROM reservation_money(after) m;
  IF has.due_minor <> had.due_minor THEN
    -- What they were opened for is no longer due.
    PERFORM midas.give_up_open(ARRAY[p_reservation], NULL, p_now);
  END IF;
  IF after.status = 'held' AND has.due_minor = 0 AND NOT midas.awaits_review(p_reservation) THEN
    PERFORM midas.confirm_reservation(p_reservation, unit, NULL, p_actor, p_now);
    money.back_minor := greatest(0, has.toward_minor - has.price_minor);
  ELSIF after.status = 'held' THEN
    money.back_minor := 0;
  ELSE
    PERFORM midas.change_deposit(p_reservation, p_actor, p_now);
  END IF;
  IF p_is_resold AND money.back_minor > 0 THEN
    sent := midas.send_back(p_reservation, money.back_minor, 'changed', p_actor, p_now);
  END IF;
  -- A hold may be confirmed by now.
  SELECT r.* INTO after FROM reservations r WHERE r.id = p_reservation;
  SELECT m.due_minor INTO has FROM reservation_money(after) m;

  INSERT INTO reservation_changes (
    id, reservation_id, reason_sealed, before, after, replaced_terms, created_by, created_at
  ) VALUES (
    p_id, p_reservation, p_reason_sealed,
    midas.changed_stay(before) || jsonb_build_object('quote', before.quote),
    midas.changed_stay(after) || jsonb_build_object(
      'due', has.due_minor,
      'dueAt', CASE WHEN after.status = 'confirmed' AND has.due_minor > 0 THEN after.balance_due_at END,
      'back', sent, 'ignoresStayRules', p_ignores_stay_rules
    ),
    CASE WHEN p_is_resold THEN before.terms END, p_actor, p_now
  ) RETURNING * INTO made;
  INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
  VALUES (p_key_digest, p_request_digest, p_id, p_now);
  PERFORM midas.record(
    p_now, p_actor, 'reservation.changed', p_reservation,
    jsonb_build_object('change', p_id, 'before', made.before - 'quote', 'after', made.after)
  );
  -- Which unit it is, of several that are alike, is told nobody.
  IF p_is_resold THEN
    PERFORM midas.enqueue(
      told.template, p_reservation,
      jsonb_build_object('change', jsonb_build_object('before', made.before - 'quote', 'after', made.after)),
      p_now, p_now
    )
    FROM unnest(ARRAY['guest-change', 'owner-change']) told(template);
  END IF;
  RETURN json_build_object('outcome', 'changed', 'change', midas.change_json(made), 'reservation', (
    SELECT midas.reservation_json(r) FROM reservations r WHERE r.id = p_reservation
  ));
END $$;
