-- Stores an event of a provider, once, and answers whether it is new and whose it is. Behind it the lock of
-- the item is held, and that of the promotion code that a hold gave back when it ran out, always in this
-- order; holds of the item that have run out have ended. One that is stored already changes nothing.
CREATE FUNCTION midas.begin_event(
  p_provider text,
  p_event_id text,
  p_type text,
  p_occurred_at timestamptz,
  p_content jsonb,
  -- By what the provider knows the payment.
  p_payment text,
  p_provider_ref text,
  p_now timestamptz,
  OUT is_new boolean,
  OUT payment_id text
)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  about record;
  item text;
  released_code text;
BEGIN
  is_new := NOT EXISTS (
    SELECT FROM payment_events e WHERE e.provider = p_provider AND e.event_id = p_event_id
  );
  IF NOT is_new THEN
    RETURN;
  END IF;

  SELECT p.id, p.reservation_id INTO about
  FROM payments p
  WHERE p.id = (SELECT midas.payment_of(p_provider, p_payment, p_provider_ref));
  IF FOUND THEN
    item := midas.lock_item_of(about.reservation_id);
    PERFORM midas.expire_holds(array_agg(r.id), p_now)
    FROM reservations r
    WHERE r.item_id = item AND r.status = 'held' AND r.hold_expires_at <= p_now
    HAVING count(*) > 0;
    SELECT d.code INTO released_code
    FROM promotion_redemptions d
    WHERE d.reservation_id = about.reservation_id AND d.is_released;
    IF FOUND THEN
      PERFORM FROM promotions p WHERE p.code = released_code FOR UPDATE;
    END IF;
  END IF;

  INSERT INTO payment_events (provider, event_id, type, payment_id, occurred_at, received_at, content)
  VALUES (p_provider, p_event_id, p_type, about.id, p_occurred_at, p_now, p_content)
  ON CONFLICT DO NOTHING;
  is_new := FOUND;
  payment_id := CASE WHEN is_new THEN about.id END;
END $$;
