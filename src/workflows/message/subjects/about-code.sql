CREATE FUNCTION midas.about_code(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'oneTime', (
      SELECT json_build_object(
        'id', t.id,
        'purpose', t.purpose,
        'expiresAt', t.expires_at,
        'consumedAt', t.consumed_at
      )
      FROM one_time_tokens t
      WHERE t.id = o.subject_id
    ),
    'language', (
      SELECT u.language
      FROM one_time_tokens t
      JOIN users u ON u.id = t.user_id
      WHERE t.id = o.subject_id
    ),
    'phone', (
      SELECT json_build_object('id', f.id, 'secretSealed', f.secret_sealed)
      FROM one_time_tokens t
      JOIN factors f ON f.id = t.data ->> 'factor' AND f.user_id = t.user_id AND f.kind = 'sms'
      WHERE t.id = o.subject_id
    )
  )
$$;
