-- When the units of an item are free between two instants, as `freeGapsSchema` reads it. Holds that have run
-- out by `p_now` do not count, whether or not somebody has ended them.
CREATE FUNCTION midas.free_gaps(
  p_item text,
  p_from timestamptz,
  p_to timestamptz,
  -- A reservation that does not count, since it is to be moved.
  p_reservation text,
  p_now timestamptz
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT coalesce(json_agg(unit.gaps ORDER BY unit.name), '[]')
  FROM (
    SELECT u.name, (
      SELECT coalesce(
        json_agg(json_build_object('from', lower(gap), 'to', upper(gap)) ORDER BY gap),
        '[]'
      )
      FROM unnest(tstzmultirange(tstzrange(p_from, p_to)) - coalesce((
        SELECT range_agg(o.period)
        FROM occupancies o
        WHERE o.unit_id = u.id
          AND o.period && tstzrange(p_from, p_to)
          AND (o.expires_at IS NULL OR o.expires_at > p_now)
          AND (p_reservation IS NULL OR o.reservation_id IS DISTINCT FROM p_reservation)
      ), '{}')) gap
    ) AS gaps
    FROM units u
    WHERE u.item_id = p_item AND u.is_active
  ) unit
$$;
