-- Sets the concession of a sale to what its payments mean now: what went back without us, and what the staff
-- gave back while it was held, as far as it leaves less than the price. It is a function of the state, so it
-- is the same in whatever order events arrive, and comes off again when a refund fails or a dispute is won.
CREATE OR REPLACE FUNCTION concede(reservation text, at timestamptz) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE reservations r SET
    credited_minor = r.credited_minor - r.conceded_minor + wanted.minor,
    conceded_minor = wanted.minor,
    changed_at = at
  FROM (
    SELECT
      sold.id,
      greatest(0, least(sold.taken_minor, sold.price_minor, sold.price_minor - sold.net_minor)) AS minor
    FROM (
      SELECT
        s.id,
        s.total_minor - s.credited_minor + s.conceded_minor AS price_minor,
        net_paid(s.id) AS net_minor,
        coalesce((
          SELECT sum(f.amount_minor)
          FROM refunds f
          JOIN payments p ON p.id = f.payment_id
          WHERE p.reservation_id = s.id
            AND p.purpose <> 'security-deposit'
            AND f.status <> 'failed'
            AND (f.reason = 'provider' OR (f.reason = 'staff' AND f.created_at < s.confirmed_at))
        ), 0) + coalesce((
          SELECT sum(d.amount_minor)
          FROM disputes d
          JOIN payments p ON p.id = d.payment_id
          WHERE p.reservation_id = s.id AND p.purpose <> 'security-deposit' AND d.status = 'lost'
        ), 0) AS taken_minor
      FROM reservations s
      WHERE s.id = reservation AND s.confirmed_at IS NOT NULL AND s.status IN ('confirmed', 'cancelled')
    ) sold
  ) wanted
  WHERE r.id = wanted.id AND r.conceded_minor <> wanted.minor;
END $$;
