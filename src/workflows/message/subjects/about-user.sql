CREATE FUNCTION midas.about_user(
  o outbox,
  -- How often a one-time code may be tried.
  p_most_attempts integer
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'oneTime', (
      SELECT json_build_object(
        'id', t.id,
        'purpose', t.purpose,
        'email', t.email,
        'data', t.data,
        'createdAt', t.created_at,
        'expiresAt', t.expires_at,
        'consumedAt', t.consumed_at,
        'registration', (
          SELECT json_build_object('id', n.id, 'language', n.data ->> 'language', 'expiresAt', n.expires_at)
          FROM one_time_tokens n
          WHERE t.purpose = 'resend'
            AND n.purpose = 'registration'
            AND n.email = t.email
            AND n.consumed_at IS NULL
            AND n.attempts < p_most_attempts
          ORDER BY n.id DESC
          LIMIT 1
        ),
        'inviter', (
          SELECT json_build_object('id', i.id, 'profileSealed', i.profile_sealed)
          FROM users i
          WHERE t.purpose = 'invitation' AND i.id = t.data ->> 'invitedBy'
        ),
        'also', midas.also_taken_back(t)
      )
      FROM one_time_tokens t
      WHERE t.id = o.subject_id
    ),
    'user', (
      SELECT midas.user_json(p)
      FROM one_time_tokens t
      JOIN users p ON p.email = t.email OR p.id = t.user_id
      WHERE t.id = o.subject_id
      ORDER BY
        CASE WHEN t.purpose = 'email-change' THEN p.email = t.email ELSE p.id = t.user_id END DESC NULLS LAST
      LIMIT 1
    )
  )
$$;
