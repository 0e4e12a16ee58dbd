-- What the database knows of an attempt to pay, and the sealed guest, whose address alone says whether it is
-- disposable: `rawSignalsSchema` (`signals-query.ts`) as JSON. Step by step, so that what is not known (an
-- address, a device, a card) asks nothing, and the reservations of a guest are read once.
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
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  an_hour_ago CONSTANT timestamptz := p_now - make_interval(hours => 1);
  a_day_ago CONSTANT timestamptz := p_now - make_interval(hours => 24);
  own CONSTANT integer := CASE WHEN p_is_stored THEN 0 ELSE 1 END;
  about record;
  by_address bigint;
  by_mail bigint;
  by_device bigint;
  by_card bigint;
  cards_of_device bigint;
  of_mail text[];
  confirmed_before bigint;
  paid_by text[];
  declines bigint;
  disputed_before bigint := 0;
  median double precision;
  reporting numeric;
BEGIN
  SELECT
    r.id, r.item_id, r.guest_sealed, r.email_hash, r.currency, r.starts_at,
    (SELECT i.country FROM items i WHERE i.id = r.item_id) AS item_country
  INTO about
  FROM reservations r
  WHERE r.id = p_reservation;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;

  IF p_address IS NOT NULL THEN
    SELECT own + count(*) INTO by_address FROM payment_assessments a
    WHERE a.address_digest = p_address AND a.phase = 'before' AND a.created_at > an_hour_ago;
  END IF;
  SELECT own + count(*) INTO by_mail FROM payment_assessments a
  WHERE a.email_hash = about.email_hash AND a.phase = 'before' AND a.created_at > a_day_ago;
  IF p_device IS NOT NULL THEN
    SELECT own + count(*) FILTER (WHERE a.phase = 'before'), count(DISTINCT a.card_digest)
    INTO by_device, cards_of_device
    FROM (
      SELECT d.phase, d.card_digest FROM payment_assessments d
      WHERE d.device_digest = p_device AND d.created_at > a_day_ago
      UNION ALL SELECT 'now', p_card
    ) a;
  END IF;
  IF p_card IS NOT NULL THEN
    SELECT 1 + count(*) INTO by_card FROM payment_assessments a
    WHERE a.card_digest = p_card AND a.created_at > a_day_ago;
  END IF;

  SELECT array_agg(g.id), count(*) FILTER (WHERE g.status = 'confirmed' AND g.id <> about.id)
  INTO of_mail, confirmed_before
  FROM reservations g
  WHERE g.email_hash = about.email_hash;
  SELECT array_agg(f.id), count(*) FILTER (WHERE f.status = 'failed' AND f.created_at > a_day_ago)
  INTO paid_by, declines
  FROM unnest(of_mail) g(id),
    -- By its key, whatever the planner knew of the table by then.
    LATERAL (SELECT * FROM payments WHERE reservation_id = g.id OFFSET 0) f;
  IF paid_by IS NOT NULL THEN
    SELECT count(*) INTO disputed_before FROM disputes d WHERE d.payment_id = ANY (paid_by);
  END IF;

  SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY g.total_minor) INTO median
  FROM (
    SELECT s.total_minor FROM reservations s
    WHERE s.item_id = about.item_id AND s.status = 'confirmed' AND s.total_minor > 0
    ORDER BY s.created_at DESC
    LIMIT 50
  ) g
  HAVING count(*) >= 5;
  SELECT round(
    p_amount_minor * x.rate
    * power(10::numeric, currency_decimals(x.reporting_currency) - currency_decimals(about.currency))
  ) INTO reporting
  FROM exchange_rates x
  WHERE x.currency = about.currency
  ORDER BY x.day DESC
  LIMIT 1;

  RETURN json_build_object(
    'reservationId', about.id,
    'guestSealed', about.guest_sealed,
    'emailHash', about.email_hash,
    'attemptsByAddressLastHour', by_address,
    'attemptsByMailLastDay', by_mail,
    'attemptsByDeviceLastDay', by_device,
    'attemptsByCardLastDay', by_card,
    'declinesByMailLastDay', declines,
    'distinctCardsByDeviceLastDay', cards_of_device,
    'amountRatioToItemMedian', p_amount_minor / median,
    'amountReportingMinor', reporting,
    'pastConfirmedByMail', confirmed_before,
    'pastDisputesByMail', disputed_before,
    'leadTimeHours', extract(epoch FROM about.starts_at - p_now) / 3600,
    'itemCountry', about.item_country
  );
END $$;
