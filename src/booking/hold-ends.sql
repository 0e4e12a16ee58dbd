-- Until when a hold is kept now, by what it is kept for; never shorter than it was but to pay again.
CREATE FUNCTION midas.hold_ends(r reservations, p_now timestamptz) RETURNS TABLE (
  -- The staff have so long to look at a payment.
  for_review timestamptz,
  -- The guest has so long to pay, once the staff have said yes.
  approved timestamptz,
  -- So long to pay the next share of what cannot be paid at once.
  for_share timestamptz,
  -- Who paid days ago and has to pay once more has so long to see our mail.
  to_pay_again timestamptz,
  -- The same for who paid a share that took days.
  to_pay_rest timestamptz,
  -- Money is on its way: the slowest method that Stripe has, SEPA direct debit, takes up to 14 business days
  -- (https://docs.stripe.com/payments/sepa-debit); ACH debits and PayPal's eChecks take less.
  in_process timestamptz
) LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT
    greatest(r.hold_expires_at, p_now + make_interval(hours => 48)),
    greatest(r.hold_expires_at, p_now + make_interval(hours => 24)),
    greatest(r.hold_expires_at, p_now + make_interval(hours => 1)),
    b.to_pay_again,
    greatest(p_now + make_interval(hours => 1), b.to_pay_again),
    greatest(r.hold_expires_at, least(b.last_instant, (
      SELECT d.instant
      FROM (SELECT p_now + make_interval(hours => 24 * n) AS instant FROM generate_series(1, 20) n) d
      WHERE extract(isodow FROM d.instant AT TIME ZONE 'UTC') < 6
      ORDER BY d.instant
      OFFSET 13 LIMIT 1
    )))
  FROM (
    SELECT l.last_instant,
      least(midas.pay_again_until(p_now), greatest(r.hold_expires_at, l.last_instant)) AS to_pay_again
    FROM (
      -- Nobody waits for money on the last day, nor, however often a guest tries anew, for more than 45 days.
      SELECT least(
        midas.last_day_from(r.starts_at),
        r.created_at + make_interval(hours => 24 * 45)
      ) AS last_instant
    ) l
  ) b
$$;
