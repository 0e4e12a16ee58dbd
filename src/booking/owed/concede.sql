-- Sets the concession of a sale to what its payments mean now (`reservation_money`), as far as it leaves less
-- than the price. It is a function of the state, so it is the same in whatever order events arrive, and comes
-- off again when a refund fails or a dispute is won. What it was when the reservation was cancelled stays as
-- long as its refunds and disputes do: then money waits that is beyond the price, and none of that went back.
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
      greatest(0, least(
        sold.taken_minor,
        sold.price_minor,
        greatest(sold.kept_minor, sold.price_minor - sold.paid_minor)
      )) AS minor
    FROM (
      SELECT
        s.id,
        m.price_minor + s.conceded_minor AS price_minor,
        m.paid_minor,
        s.concession_kept_minor AS kept_minor,
        m.conceded_minor AS taken_minor
      FROM reservations s, reservation_money(s) m
      WHERE s.id = reservation AND s.confirmed_at IS NOT NULL AND s.status IN ('confirmed', 'cancelled')
    ) sold
  ) wanted
  WHERE r.id = wanted.id AND r.conceded_minor <> wanted.minor;
END $$;
