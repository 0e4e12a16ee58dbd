-- All words of some texts, in each of their spellings, with what else is written for them, and where letters
-- meet figures both ways. The sign for "and" is one of the words for it. Words are cut at 500 characters: a
-- lexeme holds 2,046 bytes. Columns are generated from it (see search-words.sql).
CREATE OR REPLACE FUNCTION search_document(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT left(word, 500)) FILTER (WHERE word <> ''), '{}'))
  -- At once, which takes a fifth of one after the other. The bar keeps apart what stands on its two sides.
  FROM (SELECT array_to_string(texts, ' | ') AS text) given, LATERAL (
    SELECT search_equals(word)
    FROM search_spellings(given.text) spelling, string_to_table(spelling, ' ') word
    UNION ALL
    SELECT search_joined(given.text)
    UNION ALL
    SELECT unnest(ARRAY['and', 'et', 'y', 'und'])
    WHERE given.text ~ '[&＆+＋]'
  ) words(word)
$$;
