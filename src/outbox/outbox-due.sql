-- How many messages are due that nobody tries, of those that `outbox_round` would take.
CREATE FUNCTION midas.outbox_due(p_channels text[], p_provider text, p_now timestamptz) RETURNS integer
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT count(*)::integer
  FROM outbox o
  WHERE o.status = 'pending'
    AND o.channel = ANY (p_channels)
    AND o.due_at <= p_now
    AND (o.lease_until IS NULL OR o.lease_until <= p_now)
    AND (p_provider IS NULL OR midas.provider_called(o.subject_id) = p_provider)
$$;
