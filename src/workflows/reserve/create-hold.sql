-- Takes a free unit for a quote and holds it, as `createHold` (`create-hold.ts`) says. Each step sees what
-- was committed before it began, so what is read behind the lock of the item is what stands.
CREATE FUNCTION midas.create_hold(
  -- What makes it the same request, and what makes it the same body.
  p_key_digest text,
  p_request_digest text,
  -- Nothing may be taken, but a repetition of what was is answered.
  p_is_refused boolean,
  p_id text,
  p_reference text,
  p_item text,
  -- That unit and no other, where one is named.
  p_unit text,
  p_starts_at timestamptz,
  p_ends_at timestamptz,
  p_turnaround_minutes integer,
  p_guests integer,
  p_language text,
  p_guest_sealed text,
  p_acceptance_sealed text,
  -- The digest of the guest's address by the first key, and those by every key.
  p_email_hash text,
  p_email_hashes text[],
  p_phone_hash text,
  p_name_hashes text[],
  -- The digests of address and number by every key, as bans have them.
  p_person_hashes text[],
  p_quote jsonb,
  p_total_minor bigint,
  p_due_now_minor bigint,
  p_balance_due_at timestamptz,
  p_security_deposit_minor bigint,
  p_currency text,
  p_policy_code text,
  p_policy_version integer,
  p_promotion_code text,
  p_hold_expires_at timestamptz,
  -- Whether the guest has a page to pay on, and need not be written to at once.
  p_is_paying boolean,
  -- Between which instants to say what is free, where the time is taken.
  p_nearby_from timestamptz,
  p_nearby_to timestamptz,
  -- Who reserves: `guest`, or somebody of the staff, who know whom they let in.
  p_actor text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  known idempotency_keys;
  item items;
  free_unit text;
  made reservations;
BEGIN
  -- The same request that is still under way is not waited for.
  IF NOT pg_try_advisory_xact_lock(hashtextextended(p_key_digest, 1)) THEN
    RETURN json_build_object('outcome', 'in-flight');
  END IF;
  -- All who want one item queue here, so nobody sees a unit free that another is just taking.
  PERFORM pg_advisory_xact_lock(hashtextextended(p_item, 2));
  PERFORM midas.beside_closures();

  SELECT * INTO known FROM idempotency_keys k WHERE k.key_digest = p_key_digest;
  IF FOUND THEN
    IF known.request_digest <> p_request_digest THEN
      RETURN json_build_object('outcome', 'key-reused');
    END IF;
    SELECT * INTO made FROM reservations r WHERE r.id = known.resource_id;
    RETURN json_build_object('outcome', 'replayed', 'reservation', midas.reservation_json(made));
  END IF;
  IF p_is_refused THEN
    RETURN json_build_object('outcome', 'refused');
  END IF;
  IF p_actor = 'guest' AND EXISTS (SELECT FROM guest_bans b WHERE b.digest = ANY (p_person_hashes)) THEN
    RETURN json_build_object('outcome', 'declined');
  END IF;
  SELECT * INTO item FROM items i WHERE i.id = p_item AND i.is_listed;
  IF NOT FOUND THEN
    RETURN json_build_object('outcome', 'withdrawn');
  END IF;

  -- A hold that has run out is free at once, without any schedule.
  PERFORM midas.expire_holds(array_agg(r.id), p_now)
  FROM reservations r
  WHERE r.item_id = p_item AND r.status = 'held' AND r.hold_expires_at <= p_now
  HAVING count(*) > 0;
  free_unit := midas.free_unit(p_item, p_starts_at, p_ends_at, p_turnaround_minutes, p_unit, p_id);
  IF p_unit IS NOT NULL AND free_unit <> p_unit THEN
    free_unit := NULL;
  END IF;
  IF free_unit IS NULL THEN
    RETURN json_build_object('outcome', 'taken', 'surroundings', json_build_object(
      'item', midas.stay_rules(item, '(,)', NULL),
      'gaps', midas.free_gaps(p_item, p_nearby_from, p_nearby_to, NULL, p_now)
    ));
  END IF;

  INSERT INTO reservations (
    id, reference, item_id, unit_id, status, starts_at, ends_at, turnaround_minutes, guests, language,
    guest_sealed, acceptance_sealed, email_hash, phone_hash, name_hashes, user_id, quote, total_minor,
    due_now_minor, balance_due_at, security_deposit_minor, currency, policy_code, policy_version,
    hold_expires_at, created_at, changed_at
  ) VALUES (
    p_id, p_reference, p_item, free_unit, 'held', p_starts_at, p_ends_at, p_turnaround_minutes, p_guests,
    p_language, p_guest_sealed, p_acceptance_sealed, p_email_hash, p_phone_hash, p_name_hashes,
    -- There is no account whose address is not proved.
    (SELECT u.id FROM users u WHERE u.email_hash = ANY (p_email_hashes) AND u.status <> 'closed' LIMIT 1),
    p_quote, p_total_minor, p_due_now_minor, p_balance_due_at, p_security_deposit_minor, p_currency,
    p_policy_code, p_policy_version, p_hold_expires_at, p_now, p_now
  ) RETURNING * INTO made;
  INSERT INTO idempotency_keys (key_digest, request_digest, resource_id, created_at)
  VALUES (p_key_digest, p_request_digest, p_id, p_now);
  -- Triggers refuse a code that is used up.
  INSERT INTO promotion_redemptions (reservation_id, code, email_hash)
  SELECT p_id, p.code, p_email_hash FROM promotions p WHERE p.code = p_promotion_code;
  PERFORM midas.record(p_now, p_actor, 'reservation.held', p_id, '{}');
  PERFORM midas.enqueue(
    'guest-hold', p_id, '{}', CASE WHEN p_is_paying THEN midas.not_paying_from(p_now) ELSE p_now END, p_now
  );
  RETURN json_build_object('outcome', 'made', 'reservation', midas.reservation_json(made));
END $$;
