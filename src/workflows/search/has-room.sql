-- Whether a unit of an item has a gap that is long enough for a stay between two dates, wherever in the world
-- it is: in the clocks' own hours, a day wider on either side than the farthest zones are from UTC. It only
-- saves reading what is taken; what is free the quote's own rules say (`offered.ts`).
CREATE FUNCTION midas.has_room(i items, p_from date, p_to date, p_now timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  WITH shortest AS (
    -- A season may ask for less.
    SELECT CASE WHEN i.rate_unit = 'hour' THEN make_interval(hours => least(i.minimum_stay, (
      SELECT min(s.minimum_stay)
      FROM seasons s
      WHERE s.item_id = i.id
    ))) END AS hours
  ), wanted AS (
    SELECT
      tstzrange(
        (p_from + i.start_time - interval '15 hours') AT TIME ZONE 'UTC',
        (p_to + i.end_time + interval '15 hours') AT TIME ZONE 'UTC'
          + make_interval(mins => i.turnaround_minutes)
          + coalesce(hours, interval '0')
      ) AS reach,
      coalesce(
        hours,
        -- Days with opening hours end on the date before the one of departure.
        make_interval(days => p_to - p_from - (i.rate_unit = 'day' AND i.end_time > i.start_time)::int)
          + (i.end_time - i.start_time)
      ) - interval '3 hours' + make_interval(mins => i.turnaround_minutes) AS length
    FROM shortest
  )
  SELECT EXISTS (
    SELECT FROM wanted, units u, unnest(tstzmultirange(reach) - coalesce((
      SELECT range_agg(o.period)
      FROM occupancies o
      WHERE o.unit_id = u.id AND o.period && reach AND (o.expires_at IS NULL OR o.expires_at > p_now)
    ), '{}')) gap
    WHERE u.item_id = i.id AND u.is_active AND upper(gap) - lower(gap) >= wanted.length
  )
$$;
