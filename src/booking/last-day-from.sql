-- Nobody waits for money on the last day: what has not arrived so long before the start gives the time free.
CREATE FUNCTION midas.last_day_from(p_starts_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT p_starts_at - make_interval(hours => 24)
$$;
