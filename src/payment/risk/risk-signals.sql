-- What the database knows of an attempt to pay, and the sealed guest, whose address alone says whether it is
-- disposable: `rawSignalsSchema` (`signals-query.ts`) as JSON.
CREATE FUNCTION midas.risk_signals(
  p_reservation text,
  p_amount_minor bigint,
  -- Keyed digests of where it comes from.
  p_address text,
  p_device text,
  p_card text,
  -- Whether it was stored before, as it was by the time of its event: the attempt itself counts.
  p_is_stored boolean,
  p_now timestamptz
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'reservationId', r.id,
    'guestSealed', r.guest_sealed,
    'emailHash', r.email_hash,
    'attemptsByAddressLastHour', CASE WHEN p_address IS NOT NULL THEN o.own + (
      SELECT count(*) FROM payment_assessments a
      WHERE a.address_digest = p_address AND a.phase = 'before' AND a.created_at > o.an_hour_ago
    ) END,
    'attemptsByMailLastDay', o.own + (
      SELECT count(*) FROM payment_assessments a
      WHERE a.email_hash = r.email_hash AND a.phase = 'before' AND a.created_at > o.a_day_ago
    ),
    'attemptsByDeviceLastDay', CASE WHEN p_device IS NOT NULL THEN o.own + (
      SELECT count(*) FROM payment_assessments a
      WHERE a.device_digest = p_device AND a.phase = 'before' AND a.created_at > o.a_day_ago
    ) END,
    'attemptsByCardLastDay', CASE WHEN p_card IS NOT NULL THEN 1 + (
      SELECT count(*) FROM payment_assessments a
      WHERE a.card_digest = p_card AND a.created_at > o.a_day_ago
    ) END,
    'declinesByMailLastDay', (
      SELECT count(*) FROM reservations g
      JOIN payments f ON f.reservation_id = g.id
      WHERE g.email_hash = r.email_hash AND f.status = 'failed' AND f.created_at > o.a_day_ago
    ),
    'distinctCardsByDeviceLastDay', CASE WHEN p_device IS NOT NULL THEN (
      SELECT count(DISTINCT c.card)
      FROM (
        SELECT a.card_digest AS card FROM payment_assessments a
        WHERE a.device_digest = p_device AND a.created_at > o.a_day_ago
        UNION ALL SELECT p_card
      ) c
    ) END,
    'amountRatioToItemMedian', (
      SELECT p_amount_minor / percentile_cont(0.5) WITHIN GROUP (ORDER BY g.total_minor)
      FROM (
        SELECT s.total_minor FROM reservations s
        WHERE s.item_id = r.item_id AND s.status = 'confirmed' AND s.total_minor > 0
        ORDER BY s.created_at DESC
        LIMIT 50
      ) g
      HAVING count(*) >= 5
    ),
    'amountReportingMinor', (
      SELECT round(
        p_amount_minor * x.rate
        * power(10::numeric, currency_decimals(x.reporting_currency) - currency_decimals(r.currency))
      )
      FROM exchange_rates x
      WHERE x.currency = r.currency
      ORDER BY x.day DESC
      LIMIT 1
    ),
    'pastConfirmedByMail', (
      SELECT count(*) FROM reservations g
      WHERE g.email_hash = r.email_hash AND g.id <> r.id AND g.status = 'confirmed'
    ),
    'pastDisputesByMail', (
      SELECT count(*) FROM reservations g
      JOIN payments f ON f.reservation_id = g.id
      JOIN disputes d ON d.payment_id = f.id
      WHERE g.email_hash = r.email_hash
    ),
    'leadTimeHours', extract(epoch FROM r.starts_at - p_now) / 3600,
    'itemCountry', (SELECT i.country FROM items i WHERE i.id = r.item_id)
  )
  FROM reservations r, (
    SELECT CASE WHEN p_is_stored THEN 0 ELSE 1 END AS own,
      p_now - make_interval(hours => 1) AS an_hour_ago,
      p_now - make_interval(hours => 24) AS a_day_ago
  ) o
  WHERE r.id = p_reservation
$$;
