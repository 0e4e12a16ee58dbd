-- Whether a reservation keeps its time: it is confirmed, or a hold that is alive, whose last instant is not
-- part of it.
CREATE FUNCTION midas.keeps_time(r reservations, p_now timestamptz) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT r.status = 'confirmed' OR (r.status = 'held' AND r.hold_expires_at > p_now)
$$;
