-- The bookings, and the holds that are alive, which end after now on what a change takes away: on units that
-- it retires, on all of an item that it archives. The first 50, by their start; nothing where there is none.
CREATE FUNCTION midas.bookings_in_the_way(
  p_id text,
  p_content jsonb,
  p_before jsonb,
  p_now timestamptz
) RETURNS json
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT json_agg(json_build_object(
    'reference', b.reference,
    'unit', b.unit,
    'status', b.status,
    'startsAt', b.starts_at,
    'endsAt', b.ends_at
  ) ORDER BY b.starts_at, b.reference)
  FROM (
    SELECT r.reference, u.name AS unit, r.status, r.starts_at, r.ends_at
    FROM reservations r
    JOIN units u ON u.id = r.unit_id
    WHERE r.item_id = p_id
      AND r.ends_at > p_now
      AND midas.keeps_time(r, p_now)
      AND (
        (p_content ->> 'state' = 'archived' AND p_before ->> 'state' <> 'archived')
        OR (u.is_active AND NOT EXISTS (
          SELECT FROM jsonb_to_recordset(p_content -> 'units') w(id text, "isActive" boolean)
          WHERE w.id = u.id AND w."isActive"
        ))
      )
    ORDER BY r.starts_at, r.reference
    LIMIT 50
  ) b
$$;
