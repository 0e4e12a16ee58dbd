-- An enquiry with all that was written about it, as `threadRowSchema` (`thread.ts`) reads it.
CREATE FUNCTION midas.enquiry_thread(e enquiries) RETURNS jsonb
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT midas.enquiry_json(e) || jsonb_build_object(
    'emailHash', e.email_hash,
    'reservationCount', (SELECT count(*) FROM reservations r WHERE r.email_hash = e.email_hash),
    'messages', (
      SELECT coalesce(
        jsonb_agg(
          jsonb_build_object(
            'id', m.id,
            'version', m.version,
            'direction', m.direction,
            'author', m.author,
            'textSealed', m.text_sealed,
            'at', m.at,
            'delivery', (
              SELECT jsonb_build_object('status', o.status, 'at', coalesce(o.sent_at, o.due_at))
              FROM outbox o
              WHERE o.subject_id = m.id
            )
          )
          ORDER BY m.version
        ),
        '[]'
      )
      FROM enquiry_messages m
      WHERE m.enquiry_id = e.id
    )
  )
$$;
