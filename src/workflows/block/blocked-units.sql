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
  FROM units u
  JOIN items i ON i.id = u.item_id
  JOIN jsonb_array_elements(p_periods) p ON p -> 'zones' ? i.time_zone
  WHERE (p_item IS NULL OR u.item_id = p_item) AND (p_unit IS NULL OR u.id = p_unit)
$$;
