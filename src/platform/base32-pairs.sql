-- All pairs of two digits of Crockford's base 32, in order: ten bits at a time are found here, which is twice
-- as fast as five. As bytes, for in a text the place of a character is counted from its beginning.
CREATE OR REPLACE FUNCTION base32_pairs() RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT convert_to(string_agg(high.digit || low.digit, '' ORDER BY high.place, low.place), 'UTF8')
  FROM regexp_split_to_table('0123456789abcdefghjkmnpqrstvwxyz', '') WITH ORDINALITY high(digit, place),
    regexp_split_to_table('0123456789abcdefghjkmnpqrstvwxyz', '') WITH ORDINALITY low(digit, place)
$$;
