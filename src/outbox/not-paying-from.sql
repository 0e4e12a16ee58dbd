-- When a guest who holds a time or was refused a payment just now need no longer be at the page, paying:
-- until then they are not written to. A third of a hold: who has not paid by then may have gone away, and has
-- twice as long left as the mail needs to find them.
CREATE FUNCTION midas.not_paying_from(p_now timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT p_now + make_interval(mins => 5)
$$;
