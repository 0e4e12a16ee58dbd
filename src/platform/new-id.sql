-- An id made in the database: a prefix and 128 bits that begin with the time, in Crockford's base 32, so that
-- it sorts by time as the ids do that `ids.ts` makes.
CREATE OR REPLACE FUNCTION new_id(prefix text) RETURNS text
LANGUAGE sql VOLATILE AS $$
  SELECT prefix || '_' || string_agg(
    substr(
      '0123456789abcdefghjkmnpqrstvwxyz',
      substring(bits FROM i * 5 + 1 FOR 5)::bit(5)::integer + 1,
      1
    ),
    '' ORDER BY i
  )
  FROM (SELECT B'00' || ('x' || replace(uuidv7()::text, '-', ''))::bit(128) AS bits) made,
    generate_series(0, 25) i
$$;
