-- What else has come to an account since the session began in which was done what a letter tells: what "it
-- was not me" takes back beside that. Backup codes go anyway, and so do devices.
CREATE FUNCTION midas.also_taken_back(t one_time_tokens) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT coalesce(
    json_agg(json_build_object('kind', a.kind, 'name', a.name) ORDER BY a.at, a.kind, a.name),
    '[]'
  )
  FROM (
    SELECT f.kind, f.name, f.created_at AS at
    FROM factors f
    WHERE f.user_id = t.user_id AND f.confirmed_at IS NOT NULL AND f.id IS DISTINCT FROM t.data ->> 'factor'
    UNION ALL
    SELECT 'identity', initcap(i.provider), i.linked_at
    FROM identities i
    WHERE i.user_id = t.user_id
      AND (i.provider IS DISTINCT FROM t.data ->> 'provider' OR t.data ->> 'event' <> 'user-identity-linked')
    UNION ALL
    SELECT 'api-key', k.name, k.created_at
    FROM api_keys k
    WHERE k.created_by = 'user:' || t.user_id
      AND k.revoked_at IS NULL
      AND k.id IS DISTINCT FROM t.data ->> 'key'
    UNION ALL
    SELECT 'invitation', n.email, n.created_at
    FROM one_time_tokens n
    WHERE n.purpose = 'invitation'
      AND n.data ->> 'invitedBy' = t.user_id
      AND n.consumed_at IS NULL
      AND n.expires_at > t.created_at
  ) a
  WHERE t.purpose = 'secure-account' AND a.at >= midas.told_at(t)
$$;
