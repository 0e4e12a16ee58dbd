-- An id made in the database: a prefix and 128 bits that begin with the time, in Crockford's base 32, so that
-- it sorts by time as the ids do that `ids.ts` makes. In PL/pgSQL and by pairs of digits it takes a third of
-- what one query over the bits took, and jobs make very many. The pairs are named once: each mention of them
-- is computed anew by each connection, a millisecond each.
CREATE OR REPLACE FUNCTION new_id(prefix text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  pairs CONSTANT bytea := base32_pairs();
  bits bytea := uuid_send(uuidv7());
  high bigint := substring(bits FROM 1 FOR 8)::bigint;
  low bigint := substring(bits FROM 9 FOR 8)::bigint;
BEGIN
  -- The 130 bits of 26 digits, of which the first two are none.
  RETURN prefix || '_' || encode(
    substring(pairs FROM (high >> 56 & 255)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 46 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 36 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 26 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 16 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (high >> 6 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM ((high & 63) << 4 | (low >> 60 & 15))::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 50 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 40 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 30 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 20 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low >> 10 & 1023)::integer * 2 + 1 FOR 2)
      || substring(pairs FROM (low & 1023)::integer * 2 + 1 FOR 2),
    'escape'
  );
END $$;
