-- All words of some texts, in each of their spellings, with what else is written for them, and where letters
-- meet figures both ways. The sign for "and" is one of the words for it. Words are cut at 500 characters: a
-- lexeme holds 2,046 bytes. Columns are generated from it (see search-words.sql).
CREATE OR REPLACE FUNCTION search_document(VARIADIC texts text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(DISTINCT left(word, 500)) FILTER (WHERE word <> ''), '{}'))
  FROM unnest(texts) given, LATERAL (
    SELECT search_equals(word)
    FROM search_spellings(given) spelling, string_to_table(spelling, ' ') word
    UNION ALL
    SELECT search_joined(given)
    UNION ALL
    SELECT unnest(ARRAY['and', 'et', 'y', 'und'])
    WHERE given ~ '[&＆+＋]'
  ) words(word)
$$;
