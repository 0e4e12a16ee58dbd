-- A person as `userSchema` (`user.ts`) reads it.
CREATE FUNCTION midas.user_json(p users) RETURNS json
LANGUAGE sql STABLE AS $$
  SELECT json_build_object(
    'id', p.id,
    'email', p.email,
    'role', p.role,
    'status', p.status,
    'language', p.language,
    'profileSealed', p.profile_sealed,
    'hasPassword', p.password_hash IS NOT NULL,
    'createdAt', p.created_at
  )
$$;
