-- When an authorisation hold that was refused now is tried again.
CREATE FUNCTION midas.deposit_retry_at(p_now timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT p_now + make_interval(hours => 6)
$$;
