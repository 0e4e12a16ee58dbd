-- Waits for a closure of everything that is just being made, and keeps one from being made until the end of the
-- transaction. Whoever takes time of a unit asks for it behind the item's lock; a closure takes this lock alone,
-- and not those of a thousand items.
CREATE FUNCTION midas.beside_closures() RETURNS void
LANGUAGE sql VOLATILE AS $$
  SELECT pg_advisory_xact_lock_shared(hashtextextended('closure of everything', 6))
$$;
