-- The year of a document that is issued then by a company of a time zone. When a year begins there was
-- computed outside, by one copy of the rules of zones; of a new zone, by UTC.
CREATE OR REPLACE FUNCTION document_year(time_zone text, issued_at timestamptz) RETURNS integer
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  utc_year CONSTANT integer := extract(year FROM issued_at AT TIME ZONE 'UTC');
BEGIN
  RETURN coalesce((
    SELECT max(y.year)
    FROM year_starts y
    WHERE y.time_zone = document_year.time_zone
      AND y.year BETWEEN utc_year - 1 AND utc_year + 1
      AND y.begins_at <= issued_at
  ), utc_year);
END $$;
