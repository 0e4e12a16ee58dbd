-- What a call to a provider is about, of the row of the outbox: as `contentSchema` (`provider-calls.ts`)
-- reads it.
CREATE FUNCTION midas.provider_call_content(o outbox) RETURNS json
LANGUAGE sql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'payment', midas.stored_payment(p),
    'refund', CASE WHEN f.id IS NOT NULL THEN json_build_object(
      'refundId', f.id,
      'amount', f.amount_minor,
      'currency', f.currency,
      'status', f.status,
      'isThere', f.provider_ref IS NOT NULL
    ) END
  )
  FROM (SELECT) one
  LEFT JOIN refunds f ON f.id = o.subject_id
  JOIN payments p ON p.id = coalesce(f.payment_id, o.subject_id)
$$;
