-- A reservation as the history of its changes keeps it, as `changedStaySchema` (`change-row.ts`) reads it.
CREATE FUNCTION midas.changed_stay(r reservations) RETURNS jsonb
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT jsonb_build_object(
    'item', r.quote -> 'item' ->> 'slug',
    'itemName', r.quote -> 'item' ->> 'name',
    'timeZone', r.quote -> 'item' ->> 'timeZone',
    'unit', r.unit_id,
    'unitName', (SELECT u.name FROM units u WHERE u.id = r.unit_id),
    'startsAt', r.starts_at,
    'endsAt', r.ends_at,
    'guests', r.guests,
    'total', r.total_minor,
    'price', r.total_minor - r.credited_minor,
    'securityDeposit', r.security_deposit_minor
  )
$$;
