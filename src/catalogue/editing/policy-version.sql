-- A version of a cancellation policy, as `policyVersionSchema` reads it: its rows are its history.
CREATE FUNCTION midas.policy_version(p cancellation_policies) RETURNS jsonb
LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'code', p.code,
    'version', p.version,
    'changedAt', p.changed_at,
    'changedBy', coalesce(p.changed_by, 'system'),
    'content', midas.with_translations(
      jsonb_build_object('name', p.name, 'text', p.text, 'tiers', p.tiers), p.translations
    )
  )
$$;
