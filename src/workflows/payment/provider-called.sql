-- To which provider a call about a payment, or about a refund of one, goes; an empty text where there is
-- none.
CREATE FUNCTION midas.provider_called(p_subject text) RETURNS text
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT coalesce(
    (
      SELECT p.provider
      FROM payments p
      WHERE p.id = coalesce((SELECT f.payment_id FROM refunds f WHERE f.id = p_subject), p_subject)
    ),
    ''
  )
$$;
