CREATE FUNCTION midas.about_dispute(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'dispute', (
      SELECT json_build_object(
        'id', d.id,
        'amount', d.amount_minor,
        'currency', d.currency,
        'status', d.status,
        'reason', d.reason,
        'evidenceDueAt', d.evidence_due_at
      )
      FROM disputes d
      WHERE d.id = o.subject_id
    ),
    'reservation', (
      SELECT midas.reservation_json(r)
      FROM disputes d
      JOIN payments p ON p.id = d.payment_id
      JOIN reservations r ON r.id = p.reservation_id
      WHERE d.id = o.subject_id
    )
  )
$$;
