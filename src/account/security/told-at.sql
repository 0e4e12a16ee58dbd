-- Since when what came to an account is not its owner's, if the deed was not: since the session began in
-- which it was done. Of the token by which an account is secured.
CREATE FUNCTION midas.told_at(t one_time_tokens) RETURNS timestamptz
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT least(t.created_at, (SELECT s.created_at FROM sessions s WHERE s.id = t.data ->> 'session'))
$$;
