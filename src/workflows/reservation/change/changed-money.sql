-- What becomes of the money of a reservation that costs so much from now on. What we gave back of our own
-- will stays off the price, as far as that goes; a concession follows `concede`, and is not less than it
-- was as long as its refunds and disputes are there. A hold has given nothing back of its price.
CREATE FUNCTION midas.changed_money(r reservations, p_total_minor bigint) RETURNS TABLE (
  credited_minor bigint,
  conceded_minor bigint,
  -- What it costs, less what is off it.
  price_minor bigint,
  -- The same of before.
  price_before_minor bigint,
  paid_minor bigint,
  -- What a confirmed reservation is to pay then, and what goes back of it.
  due_minor bigint,
  back_minor bigint
) LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT p_total_minor - c.price_minor, p_total_minor - g.goodwill_minor - c.price_minor, c.price_minor,
    m.price_minor, m.paid_minor,
    greatest(0, least(c.price_minor, c.price_minor - m.paid_minor)),
    greatest(0, m.paid_minor - m.set_aside_minor - c.price_minor)
  FROM reservation_money(r) m,
    LATERAL (
      SELECT least(r.credited_minor - r.conceded_minor, p_total_minor) AS goodwill_minor
    ) g,
    LATERAL (
      SELECT p_total_minor - g.goodwill_minor - CASE
        WHEN r.confirmed_at IS NULL THEN 0
        ELSE greatest(0, least(
          m.conceded_minor,
          p_total_minor - g.goodwill_minor,
          greatest(r.conceded_minor, p_total_minor - g.goodwill_minor - m.paid_minor)
        ))
      END AS price_minor
    ) c
$$;
