-- Posts one movement: legs of an account and an amount, debits positive. See `post_movements`.
CREATE OR REPLACE FUNCTION post_movement(
  source text,
  kind text,
  reservation text,
  payment text,
  posted_at timestamptz,
  currency text,
  accounts text[],
  amounts bigint[]
) RETURNS void
LANGUAGE sql AS $$
  SELECT post_movements(
    ARRAY[source], ARRAY[kind], ARRAY[reservation], ARRAY[payment],
    ARRAY[posted_at], ARRAY[currency], ARRAY[accounts], ARRAY[amounts]
  )
$$;
