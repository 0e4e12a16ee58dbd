CREATE FUNCTION midas.about_answer(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'enquiry', midas.told_enquiry(m.enquiry_id),
    'answer', CASE WHEN m.id IS NOT NULL THEN json_build_object(
      'id', m.id,
      'textSealed', m.text_sealed,
      'messageId', m.message_id,
      'inReplyTo', m.in_reply_to,
      -- A header has its limits, and programs that sort into threads need the last ones.
      'references', (
        SELECT coalesce(json_agg(b.message_id ORDER BY b.version), '[]')
        FROM (
          SELECT *
          FROM enquiry_messages b
          WHERE b.enquiry_id = m.enquiry_id AND b.version < m.version AND b.message_id IS NOT NULL
          ORDER BY b.version DESC
          LIMIT 20
        ) b
      )
    ) END,
    -- The last that they wrote before it; nothing where that is the enquiry.
    'asked', (
      SELECT json_build_object('id', t.id, 'textSealed', t.text_sealed, 'at', t.at)
      FROM enquiry_messages t
      WHERE t.enquiry_id = m.enquiry_id AND t.version < m.version AND t.direction = 'in'
      ORDER BY t.version DESC
      LIMIT 1
    )
  )
  FROM (SELECT) one
  LEFT JOIN enquiry_messages m ON m.id = o.subject_id
$$;
