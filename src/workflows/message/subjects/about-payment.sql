CREATE FUNCTION midas.about_payment(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'payment', CASE WHEN p.id IS NOT NULL THEN json_build_object(
      'id', p.id,
      'amount', p.amount_minor,
      'currency', p.currency,
      'captured', p.captured_minor,
      'quarantineReason', p.quarantine_reason,
      'providerRef', p.provider_ref
    ) END,
    'reservation', (SELECT midas.reservation_json(r) FROM reservations r WHERE r.id = p.reservation_id),
    'isInReview', EXISTS (
      SELECT
      FROM payment_assessments a
      JOIN payments other ON other.id = a.payment_id
      WHERE other.reservation_id = p.reservation_id AND a.outcome = 'review' AND a.decision IS NULL
    ),
    'refundStatus', (SELECT f.status FROM refunds f WHERE f.id = o.details ->> 'refundId')
  )
  FROM (SELECT) one
  LEFT JOIN payments p ON p.id = o.subject_id
$$;
