-- What is edited, as it is now, with the version that it is. What was planted by SQL and never saved is
-- version 1, and nobody knows since when.
CREATE FUNCTION midas.versioned(p_kind text, p_subject text, p_content jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT jsonb_build_object(
    'version', coalesce(r.version, 1),
    'changedAt', r.changed_at,
    'changedBy', coalesce(r.changed_by, 'system'),
    'content', p_content
  )
  FROM (SELECT) one
  LEFT JOIN LATERAL (
    SELECT *
    FROM revisions r
    WHERE r.kind = p_kind AND r.subject_id = p_subject
    ORDER BY r.version DESC
    LIMIT 1
  ) r ON true
$$;
