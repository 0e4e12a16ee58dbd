-- The units that a block is about, all of an item or of everything, and for each the period that its local times
-- are in the zone of its item.
CREATE FUNCTION midas.blocked_units(
  p_item text,
  p_unit text,
  p_periods jsonb,
  OUT unit_id text,
  OUT period tstzrange
) RETURNS SETOF record
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT u.id, tstzrange((p ->> 'from')::timestamptz, (p ->> 'to')::timestamptz)
  FROM (
    -- Each by an index of its own; for a closure of everything all of them are read.
    SELECT one.id, i.time_zone
    FROM units one
    JOIN items i ON i.id = one.item_id
    WHERE one.id = p_unit
    UNION ALL
    SELECT sibling.id, i.time_zone
    FROM units sibling
    JOIN items i ON i.id = sibling.item_id
    WHERE p_unit IS NULL AND i.id = p_item
    UNION ALL
    SELECT every.id, i.time_zone
    FROM units every
    JOIN items i ON i.id = every.item_id
    WHERE p_unit IS NULL AND p_item IS NULL
  ) u
  JOIN jsonb_array_elements(p_periods) p ON p -> 'zones' ? u.time_zone
$$;
