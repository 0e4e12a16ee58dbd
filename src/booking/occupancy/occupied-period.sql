-- For how long a stay takes its unit: from its start to the end of the turnaround after it.
CREATE OR REPLACE FUNCTION occupied_period(
  starts_at timestamptz,
  ends_at timestamptz,
  turnaround_minutes integer
) RETURNS tstzrange
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT tstzrange(starts_at, ends_at + make_interval(mins => turnaround_minutes))
$$;
