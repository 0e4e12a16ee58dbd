-- A word and what else is written for it: in names of places; of an item whose name has its umlauts written
-- out, the bare letters.
CREATE OR REPLACE FUNCTION search_equals(word text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT unnest(CASE
    WHEN word IN ('st', 'saint', 'sankt', 'skt', 'sint') THEN ARRAY['st', 'saint', 'sankt', 'skt', 'sint']
    WHEN word IN ('ste', 'sainte') THEN ARRAY['ste', 'sainte']
    WHEN word IN ('sts', 'saints') THEN ARRAY['sts', 'saints']
    WHEN word IN ('stes', 'saintes') THEN ARRAY['stes', 'saintes']
    WHEN word IN ('sta', 'santa') THEN ARRAY['sta', 'santa']
    WHEN word IN ('sto', 'santo') THEN ARRAY['sto', 'santo']
    WHEN word IN ('mt', 'mount', 'mont') THEN ARRAY['mt', 'mount', 'mont']
    ELSE ARRAY[word, regexp_replace(word, '(a)[ae]|([ou])e', '\1\2', 'g')]
  END)
$$;
