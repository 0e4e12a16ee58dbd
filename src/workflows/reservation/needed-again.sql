-- What a hold that has run out gave back, and whether it is still to be had: a use of its promotion code,
-- which it needs once more, and what a gift card lent to it, which is taken again if the money does not reach
-- without that. The newest rows are asked, which stay locked.
CREATE FUNCTION midas.needed_again(p_reservation text, p_now timestamptz)
RETURNS TABLE (is_code_good boolean, is_credit_good boolean, lent_minor bigint)
LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM FROM promotions p
  WHERE p.code = (
    SELECT d.code FROM promotion_redemptions d WHERE d.reservation_id = p_reservation AND d.is_released
  )
  FOR UPDATE;
  PERFORM FROM credits c
  WHERE c.id IN (
    SELECT l.credit_id FROM payments l
    WHERE l.reservation_id = p_reservation AND l.provider = 'credit' AND l.status = 'canceled'
  )
  ORDER BY c.id
  FOR UPDATE;

  RETURN QUERY SELECT
    NOT EXISTS (
      SELECT FROM promotion_redemptions d
      JOIN promotions p ON p.code = d.code
      WHERE d.reservation_id = p_reservation
        AND d.is_released
        AND NOT (
          coalesce(p.redeemed_count < p.max_redemptions, true)
          AND coalesce(p.max_per_person > (
            SELECT count(*) FROM promotion_redemptions o
            WHERE o.code = d.code AND o.email_hash = d.email_hash AND NOT o.is_released
          ), true)
        )
    ),
    bool_and(l.is_good AND l.minor <= l.balance_minor),
    sum(l.minor)::bigint
  FROM (
    SELECT sum(l.amount_minor) AS minor, c.balance_minor, coalesce(c.expires_at > p_now, true) AS is_good
    FROM payments l
    JOIN credits c ON c.id = l.credit_id
    WHERE l.reservation_id = p_reservation AND l.provider = 'credit' AND l.status = 'canceled'
    GROUP BY c.id
  ) l;
END $$;
