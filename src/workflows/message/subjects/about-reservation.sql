CREATE FUNCTION midas.about_reservation(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'reservation', (SELECT midas.reservation_json(r) FROM reservations r WHERE r.id = o.subject_id),
    'isOvertaken', EXISTS (
      SELECT
      FROM outbox n
      LEFT JOIN reservations r ON r.id = n.subject_id
      WHERE n.subject_id = o.subject_id
        AND n.id <> o.id
        AND n.status IN ('pending', 'sent')
        AND n.template LIKE 'guest-%'
        AND (o.template = 'guest-hold' OR (o.template = n.template AND n.created_at > o.created_at))
        AND (n.status = 'sent' OR r.status = 'confirmed' OR n.due_at < r.hold_expires_at)
    ),
    'hasTold', (
      SELECT coalesce(json_agg(DISTINCT split_part(n.template, '-', 1)), '[]')
      FROM outbox n
      WHERE n.subject_id = o.subject_id AND n.id <> o.id AND n.channel = 'mail' AND n.status = 'sent'
    ),
    'isInReview', EXISTS (
      SELECT
      FROM payment_assessments a
      JOIN payments p ON p.id = a.payment_id
      WHERE p.reservation_id = o.subject_id AND a.outcome = 'review' AND a.decision IS NULL
    ),
    'isSetAside', EXISTS (SELECT FROM set_aside_stays s WHERE s.reservation_id = o.subject_id),
    'depositStatus', (SELECT d.status FROM security_deposits d WHERE d.reservation_id = o.subject_id),
    'toTransferBack', (
      SELECT coalesce(sum(p.refunding_minor - p.refunded_minor), 0)
      FROM payments p
      WHERE p.reservation_id = o.subject_id AND p.provider = 'transfer'
    ),
    'toGiveBack', (
      SELECT coalesce(sum(p.refunding_minor - p.refunded_minor), 0)
      FROM payments p
      WHERE p.reservation_id = o.subject_id AND p.provider = 'cash'
    ),
    'reason', (
      SELECT json_build_object('id', n.id, 'sealed', n.text_sealed)
      FROM notes n
      WHERE n.id = o.details ->> 'note' AND n.subject_id = o.subject_id
    ),
    -- What the mail brings along.
    'documents', CASE
      WHEN o.template = 'guest-confirmation'
        THEN midas.document_files(o.subject_id, '{invoice,receipt}', NULL)
      WHEN o.template IN ('guest-balance-paid', 'guest-deposit-captured')
        THEN midas.document_files(o.subject_id, '{receipt}', NULL)
      WHEN o.template IN (
        'guest-cancellation', 'guest-staff-cancelled', 'guest-no-show', 'guest-balance-cancelled', 'guest-refund',
        'guest-cash-back'
      )
        THEN midas.document_files(o.subject_id, '{credit-note}', NULL)
      WHEN o.template = 'guest-change'
        THEN midas.document_files(o.subject_id, '{invoice,credit-note}', o.created_at)
      ELSE '[]'::json
    END
  )
$$;
