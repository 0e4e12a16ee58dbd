-- Opens the payment of what a reservation is due, or finds the one that is open, as `openPayment`
-- (`open-payment.ts`) says: `foundSchema` as JSON, or nothing where there is no such reservation.
CREATE FUNCTION midas.open_payment(
  -- Of the payment, if it is made.
  p_id text,
  p_reservation text,
  p_provider text,
  -- What is to be paid: the authorisation hold of the security deposit, else what is due.
  p_is_deposit boolean,
  -- Of the provider, by currency: `step`, `least` and `most`. Of its 140 currencies one is read, which JSONB
  -- would build all of.
  p_limits json,
  p_return_url text,
  -- Keyed digests of where it comes from.
  p_address text,
  p_device text,
  p_now timestamptz
) RETURNS json
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  reservation reservations;
  wanted_for text;
  due_minor bigint;
  amount bigint;
  processing payments;
  opened payments;
BEGIN
  SELECT r.* INTO reservation FROM reservations r WHERE r.id = p_reservation;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;

  IF p_is_deposit THEN
    wanted_for := 'security-deposit';
    SELECT d.amount_minor INTO due_minor
    FROM security_deposits d
    WHERE d.reservation_id = reservation.id
      AND reservation.status = 'confirmed'
      AND d.status IN ('scheduled', 'failed')
      AND d.release_at > p_now;
  ELSE
    wanted_for := CASE reservation.status WHEN 'held' THEN 'booking' ELSE 'balance' END;
    SELECT nullif(m.due_minor, 0) INTO due_minor
    FROM reservation_money(reservation) m
    WHERE midas.keeps_time(reservation, p_now);
  END IF;

  IF due_minor IS NOT NULL THEN
    SELECT CASE
      WHEN due_minor < l.least OR due_minor % l.step <> 0 OR (p_is_deposit AND due_minor > l.most) THEN NULL
      WHEN due_minor <= l.most THEN due_minor
      -- What is left over must be payable too.
      WHEN due_minor < l.most + l.least THEN l.most - l.least
      ELSE l.most
    END INTO amount
    FROM json_to_record(p_limits -> reservation.currency::text) AS l (step bigint, least bigint, most bigint);
    IF EXISTS (SELECT FROM payments p WHERE p.reservation_id = reservation.id) THEN
      SELECT * INTO processing
      FROM payments p
      WHERE p.reservation_id = reservation.id
        AND p.status = 'processing'
        AND (p.purpose = 'security-deposit') = p_is_deposit
      LIMIT 1;
      -- An order of PayPal's whose capture was denied cannot be paid any more.
      UPDATE payments p SET status = 'canceled', changed_at = p_now
      WHERE p.reservation_id = reservation.id AND p.status = 'failed' AND p.capture_ref IS NOT NULL;
    END IF;
    IF amount IS NOT NULL AND processing.id IS NULL THEN
      INSERT INTO payments (
        id, reservation_id, provider, purpose, amount_minor, currency, return_url, created_at, changed_at
      ) VALUES (
        p_id, reservation.id, p_provider, wanted_for, amount, reservation.currency, p_return_url, p_now, p_now
      )
      ON CONFLICT (reservation_id, provider, purpose, amount_minor)
        WHERE status IN ('pending', 'processing', 'failed')
        DO UPDATE SET return_url = excluded.return_url
      RETURNING * INTO opened;
    END IF;
  END IF;

  RETURN json_build_object(
    'status', reservation.status,
    'holdExpiresAt', reservation.hold_expires_at,
    'reference', reservation.reference,
    'itemName', reservation.quote->'item'->>'name',
    'hasDeposit', reservation.security_deposit_minor > 0,
    'isInstantOnly', (SELECT i.is_instant_payment_only FROM items i WHERE i.id = reservation.item_id),
    'due', CASE WHEN due_minor IS NOT NULL THEN
      json_build_object('amount', due_minor, 'currency', reservation.currency)
    END,
    'inProcess', CASE WHEN processing.id IS NOT NULL THEN json_build_object(
      'id', processing.id,
      'provider', processing.provider,
      'purpose', processing.purpose,
      'amount', processing.amount_minor,
      'currency', processing.currency
    ) END,
    'payment', CASE WHEN opened.id IS NOT NULL THEN json_build_object(
      'id', opened.id,
      'purpose', opened.purpose,
      'amount', opened.amount_minor,
      'currency', opened.currency,
      'providerRef', opened.provider_ref,
      'before', (
        SELECT json_build_object('outcome', a.outcome, 'decision', a.decision)
        FROM payment_assessments a
        WHERE a.payment_id = opened.id AND a.phase = 'before'
      ),
      'rawSignals', midas.risk_signals(
        reservation.id, opened.amount_minor, p_address, p_device, NULL, false, p_now
      )
    ) END
  );
END $$;
