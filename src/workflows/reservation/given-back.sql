-- What cancelling now gives back: a row for each of these reservations that can be cancelled. What was paid
-- beyond the price goes back whole, and so does all that was paid for a hold: the policy is about what was
-- sold. The whole needs no rounding, since it came in such steps; else it is rounded to the largest step of
-- the providers that it was paid through. What was set aside is not among it.
CREATE FUNCTION midas.given_back(
  p_reservations text[],
  -- All that is left goes back, not what the policy gives.
  p_is_whole boolean,
  -- The staff may end what has begun; a guest does not cancel it.
  p_may_have_begun boolean,
  p_now timestamptz,
  -- So much goes back, where the staff say so; never less than what was paid beyond the price.
  p_chosen_minor bigint DEFAULT NULL
) RETURNS TABLE (
  reservation_id text,
  paid_minor bigint,
  -- Of the price, in 1/10,000.
  share integer,
  due_minor bigint
) LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT p.id, p.paid_minor, p.share, p.beyond_minor + CASE
    WHEN p_chosen_minor IS NOT NULL
      THEN least(p.priced_minor, greatest(0, p_chosen_minor - p.beyond_minor))
    WHEN p.share = 10000 THEN p.priced_minor
    ELSE least(p.priced_minor, (round(round(p.priced_minor * p.share / 10000.0) / p.step) * p.step)::bigint)
  END
  FROM (
    SELECT b.*,
      greatest(0, least(b.paid_minor, b.price_minor)) AS priced_minor,
      greatest(0, b.paid_minor - b.price_minor) AS beyond_minor
    FROM (
      SELECT r.id, m.paid_minor - m.set_aside_minor AS paid_minor, m.sold_minor AS price_minor,
        (
          SELECT coalesce(max(midas.payment_step(p.provider, p.currency)), 1)
          FROM payments p
          WHERE p.reservation_id = r.id AND p.purpose <> 'security-deposit' AND p.captured_minor > 0
        ) AS step,
        CASE
          WHEN p_is_whole THEN 10000
          ELSE refund_share(r.quote->'cancellationPolicy'->'tiers', r.starts_at, p_now)
        END AS share
      FROM reservations r, reservation_money(r) m
      WHERE r.id = ANY (p_reservations)
        AND (r.starts_at > p_now OR p_may_have_begun)
        AND midas.keeps_time(r, p_now)
    ) b
  ) p
$$;
