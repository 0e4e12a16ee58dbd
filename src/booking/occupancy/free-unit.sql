-- A unit of an item that can be taken for a stay and its turnaround, that one first if it can. Runs under the
-- item's lock, where holds that have run out have been ended: the exclusion constraint counts what is there.
CREATE FUNCTION midas.free_unit(
  p_item text,
  p_starts_at timestamptz,
  p_ends_at timestamptz,
  p_turnaround_minutes integer,
  p_preferred text,
  -- The reservation that is to have it, whose own time is not in its way.
  p_reservation text
) RETURNS text
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT u.id
  FROM units u
  WHERE u.item_id = p_item
    AND u.is_active
    AND NOT EXISTS (
      SELECT FROM occupancies o
      WHERE o.unit_id = u.id
        AND o.period && occupied_period(p_starts_at, p_ends_at, p_turnaround_minutes)
        AND o.reservation_id IS DISTINCT FROM p_reservation
    )
  ORDER BY u.id IS DISTINCT FROM p_preferred, u.name
  LIMIT 1
$$;
