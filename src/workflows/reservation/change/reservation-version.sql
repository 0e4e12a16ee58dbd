-- What a change of a reservation is reckoned from: another text as soon as somebody else has changed,
-- cancelled or confirmed it, or given back of its price. Payments are not in it: they are reckoned when it
-- is changed.
CREATE FUNCTION midas.reservation_version(r reservations) RETURNS text
LANGUAGE sql STABLE SET plan_cache_mode = force_generic_plan AS $$
  SELECT md5(concat_ws(
    ' ', r.id, r.status, r.terms, r.item_id, r.unit_id, extract(epoch FROM r.starts_at),
    extract(epoch FROM r.ends_at), r.guests, r.total_minor, r.credited_minor
  ))
$$;
