-- Until when a guest has who is asked to pay once more, since money failed days after they paid or was a
-- share alone.
CREATE FUNCTION midas.pay_again_until(p_since timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
  SELECT p_since + make_interval(hours => 24)
$$;
