-- All pairs of two digits of Crockford's base 32, in order: ten bits at a time are found here, which is twice
-- as fast as five. As bytes, for in a text the place of a character is counted from its beginning.
CREATE OR REPLACE FUNCTION base32_pairs() RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT convert_to(
    string_agg(substr(digits, pair / 32 + 1, 1) || substr(digits, pair % 32 + 1, 1), '' ORDER BY pair),
    'UTF8'
  )
  FROM generate_series(0, 1023) pair, (VALUES ('0123456789abcdefghjkmnpqrstvwxyz')) alphabet(digits)
$$;
