CREATE FUNCTION midas.about_reconciliation(o outbox) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_build_object(
    'reconciliation', (
      SELECT json_build_object(
        'provider', c.provider,
        'fromAt', c.from_at,
        'toAt', c.to_at,
        'differences', (
          SELECT count(*)
          FROM reconciliation_differences x
          WHERE x.provider = c.provider AND x.resolved_at IS NULL
        )
      )
      FROM reconciliations c
      WHERE c.id = o.subject_id
    )
  )
$$;
